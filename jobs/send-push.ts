// A checkout wants a prompt on a phone: ask its provider, once. That it may have been sent is written down before it is;
// whoever dies in between never sends it again, and asks how it stands instead (F31).

import type { Appliance } from '../appliance/appliance.ts'
import { Invalid, Refusal } from '../appliance/errors.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { noteRefused } from '../appliance/money/proof.ts'
import { findShortcode, promptUrl } from '../appliance/money/shortcodes.ts'
import { beginPush, recordSending, type Sending } from '../appliance/money/stk-pushes.ts'
import type { JobData } from '../appliance/queues.ts'
import type { Shortcode, StkPush } from '../appliance/tables.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { prompterFor } from './prompters.ts'
import { recordsOf } from './providers/daraja.ts'
import type { CallRecord } from './providers/daraja-exchange.ts'

export async function sendPush(
  appliance: Appliance,
  clients: DarajaClients,
  { stk_push_id }: JobData['send-push'],
): Promise<void> {
  const { db, work } = appliance
  const begun = await work((unit) => beginPush(unit, stk_push_id))
  if (!begun) return

  const { push, shortcode } = begun
  const row = await findShortcode(db, shortcode)
  await reach('S2.before')
  const { sending, records } = await send(appliance, clients, row, push)
  await reach('S2.after')
  await reach('S3.before')
  const state = await work((unit) => recordSending(unit, push.id, sending, records))
  await reach('S3.after')
  log('push.sent', { stk_push_id, attempt: push.attempt, outcome: sending.outcome, state })
}

async function send(
  appliance: Appliance,
  clients: DarajaClients,
  row: Shortcode,
  push: StkPush,
): Promise<{ sending: Sending; records: CallRecord[] }> {
  const { work, safe, config } = appliance
  const { msisdn, amount_cents, account_reference, merchant_reference } = push
  try {
    const { answer, records } = await prompterFor(appliance, clients, row).push({
      msisdn,
      amount_cents,
      account_reference,
      merchant_reference,
      description: 'Internet',
      callback_url: promptUrl(safe, row, config.publicUrl, merchant_reference),
    })
    return { sending: answer, records }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message: words } = error
    // New keys are being tried while the ones in use are refused: in some seconds it is sent with those.
    if (row.next_sealed && code === 'provider_configuration')
      return {
        sending: { outcome: 'not_sent', code: 'stk_not_sent', words },
        records: recordsOf(error),
      }
    if (error instanceof Invalid && code !== 'stk_phone_refused')
      await work((unit) => noteRefused(unit, row.shortcode, words, 'send-push'))
    const sending: Sending =
      code === 'stk_outcome_unknown'
        ? { outcome: 'unknown', words }
        : { outcome: 'not_sent', code, words }
    return { sending, records: recordsOf(error) }
  }
}
