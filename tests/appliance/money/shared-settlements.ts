// Every confirmation of a folder of fixtures, all the way: heard, read, proved by a pull that says the same, and
// settled. Checks where its money ends, and that a copy moves none.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Appliance } from '../../../appliance/appliance.ts'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { applyPull, openInquiry } from '../../../appliance/money/inquiries.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { readConfirmation } from '../../../appliance/providers/daraja-c2b.ts'
import type { Payment } from '../../../appliance/tables.ts'
import { openShop, paybill } from '../../support/factories.ts'

interface Entry {
  file: string
  kind: string
  expect: { state?: string; effect?: string } | null
}

/** `dir` holds manifest.json and the files it names. The appliance's database is empty. */
export async function checkSettlements(
  appliance: Appliance,
  dir: string,
): Promise<{ checked: number; failures: string[] }> {
  await openShop(appliance)
  const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as Entry[]
  const entries = manifest.filter(({ kind }) => kind === 'c2b.confirmation')
  const failures: string[] = []
  for (const { file, expect } of entries) {
    const body = await readFile(join(dir, file))
    const before = await sums(appliance)
    const payment = await settle(appliance, body)
    const after = await sums(appliance)
    const problem = judge(expect ?? {}, payment, before === after)
    if (problem) failures.push(`${file}: ${problem}`)
  }
  return { checked: entries.length, failures }
}

/** Hears it, reads it, proves it by a pull that says the same, settles it. Undefined where it is unreadable. */
async function settle({ work }: Appliance, body: Buffer): Promise<Payment | undefined> {
  const said = readConfirmation(body)
  return work(async (unit) => {
    const heard = { kind: 'confirmation', shortcode: paybill, source_address: null } as const
    const callback_id = await recordCallback(unit, {
      ...heard,
      body,
      headers: {},
      heard_at: unit.now,
    })
    await readCallback(unit, callback_id!)
    if ('unreadable' in said) return undefined

    const inquiry = await openInquiry(unit, {
      shortcode: paybill,
      kind: 'pull',
      receipt_code: null,
    })
    const row = {
      ...said,
      sender: said.payer_name,
      transaction_type: 'c2b-pay-bill-debit',
      organization: '',
    }
    await applyPull(unit, inquiry, [row])
    const payment = (await unit.db('payments').where({ receipt_code: said.receipt_code }).first())!
    await settlePayment(unit, payment.id)
    return unit.db('payments').where({ id: payment.id }).first()
  })
}

/** What is in the books: equal before and after where nothing moved. */
async function sums({ db }: Appliance): Promise<string> {
  const { rows } = await db.raw(
    'select (select count(*) from payments) as payments, (select count(*) from transfers) as transfers',
  )
  return JSON.stringify(rows)
}

function judge(
  { state, effect }: { state?: string; effect?: string },
  payment: Payment | undefined,
  unmoved: boolean,
): string | undefined {
  if (state === 'QUARANTINED') return payment || !unmoved ? 'is not put aside' : undefined
  if (!payment) return 'is no payment'
  if (effect === 'none') return unmoved ? undefined : 'moves money again'
  if (state === 'SUSPENSE' && payment.state !== 'excepted')
    return `is ${payment.state}, not in suspense`
  return payment.state === 'unsettled' ? 'is not settled' : undefined
}
