// M-Pesa's word of the payments in the trial's books, as it would have come: so that what is usual is known from the first
// hour, and a payment's page shows what was heard.

import type { Work } from '../appliance.ts'
import { formatShillings } from '../money.ts'
import { formatDarajaTime, type Instant } from '../time.ts'
import { paybill, type Person } from './town.ts'

export interface Told {
  receipt_code: string
  amount_cents: number
  account_typed: string
  paid_at: Instant
  payer: Pick<Person, 'name' | 'msisdn'>
}

/** Writes it down, not yet proved. Returns when it was heard and when it was proved: a second or two later each. */
export async function seedCallback(
  { db }: Pick<Work, 'db'>,
  { receipt_code, amount_cents, account_typed, paid_at, payer }: Told,
): Promise<{ heard_at: Instant; proved_at: Instant }> {
  const luck = [...receipt_code].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1000, 7)
  const heard_at = paid_at.add({ milliseconds: 900 + luck })
  const [first = '', ...others] = payer.name.toUpperCase().split(' ')
  const body = {
    TransactionType: 'Pay Bill',
    TransID: receipt_code,
    TransTime: formatDarajaTime(paid_at),
    TransAmount: formatShillings(amount_cents).replaceAll(',', ''),
    BusinessShortCode: paybill.shortcode,
    BillRefNumber: account_typed,
    InvoiceNumber: '',
    OrgAccountBalance: '',
    ThirdPartyTransID: '',
    MSISDN: payer.msisdn.replace(/^(.{4}).{5}/, '$1 ***** '),
    FirstName: first,
    MiddleName: '',
    LastName: others.join(' '),
  }
  await db('callbacks').insert({
    shortcode: paybill.shortcode,
    kind: 'confirmation',
    body: Buffer.from(JSON.stringify(body)),
    headers: JSON.stringify({ 'content-type': 'application/json' }) as never,
    source_address: null,
    heard_at,
    state: 'unproved',
    receipt_code,
    tries: 1,
    due_at: heard_at,
  })
  return { heard_at, proved_at: heard_at.add({ milliseconds: 250 + (luck % 700) }) }
}
