// Asking Safaricom: the question is written down before it is sent, what went over the wire is written down
// before it is believed, and no transaction is open while we wait.

import type { Appliance } from '../appliance/appliance.ts'
import { applyPull, noteGaps, openInquiry, recordExchange } from '../appliance/money/inquiries.ts'
import { callbackUrls, findShortcode, mayAskStatus } from '../appliance/money/shortcodes.ts'
import type { Inquiry } from '../appliance/tables.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { recordsOf } from './providers/daraja.ts'

/** Pulls a stretch of time and records its payments: how many were new, and whether all came. Throws as the client does. */
export async function pull(
  appliance: Appliance,
  clients: DarajaClients,
  shortcode: string,
  stretch: { from: Temporal.Instant; to: Temporal.Instant; wanted?: string },
): Promise<{ recorded: number; complete: boolean }> {
  const { db, work } = appliance
  const { daraja } = clients.for(await findShortcode(db, shortcode))
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode, kind: 'pull', receipt_code: null }),
  )
  const { answer, records } = await keepingFailures(appliance, inquiry, () =>
    daraja.pullTransactions({ shortcode, ...stretch }),
  )
  return work(async (unit) => {
    await recordExchange(unit, inquiry, {
      exchange: records,
      outcome: `${answer.rows.length} rows`,
    })
    // One that looked for a receipt stops where it has it: that is no gap.
    const { unreadable, complete } = answer
    await noteGaps(unit, inquiry, {
      unreadable,
      complete: complete || stretch.wanted !== undefined,
    })
    return { recorded: await applyPull(unit, inquiry, answer.rows), complete }
  })
}

/** Asks about one receipt, where our operator may. The result comes to our door, or never. */
export async function askStatus(
  appliance: Appliance,
  clients: DarajaClients,
  shortcode: string,
  receipt_code: string,
): Promise<void> {
  const { db, work, safe, config } = appliance
  const row = await findShortcode(db, shortcode)
  const { daraja, credentials } = clients.for(row)
  if (!mayAskStatus(credentials)) return
  const { result_url, timeout_url } = callbackUrls(safe, row, config.publicUrl)
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode, kind: 'transaction_status', receipt_code }),
  )
  const occasion = inquiry.merchant_reference // Comes back with the result, and only Safaricom is told.
  const { answer, records } = await keepingFailures(appliance, inquiry, () =>
    daraja.queryTransactionStatus({ receipt_code, shortcode, result_url, timeout_url, occasion }),
  )
  const { conversation_id } = answer
  await work((unit) => recordExchange(unit, inquiry, { exchange: records, conversation_id }))
}

async function keepingFailures<Told>(
  { work }: Appliance,
  inquiry: Inquiry,
  ask: () => Promise<Told>,
): Promise<Told> {
  try {
    return await ask()
  } catch (error) {
    const outcome = (error as { code?: string }).code ?? 'failed'
    await work((unit) => recordExchange(unit, inquiry, { exchange: recordsOf(error), outcome }))
    throw error
  }
}
