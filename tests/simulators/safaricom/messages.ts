// The words of C2B: what Safaricom posts to a ValidationURL and a ConfirmationURL. Every value is a string, in the
// order of the documented samples.

import { createHash } from 'node:crypto'
import { inNairobi } from '../words.ts'
import type { Transaction } from './books.ts'
import type { Switches } from './switches.ts'

export type C2bMessage = Readonly<Record<string, string>>

interface Manner {
  readonly version: 'v1' | 'v2'
  readonly msisdn: Switches['msisdn']
  /** What it calls the shortcode, when that is not the one in the books. */
  readonly shortcode?: string
}

/** Before the money moves: OrgAccountBalance and ThirdPartyTransID are empty. */
export function validationMessage(transaction: Transaction, manner: Manner): C2bMessage {
  return message(transaction, manner, { balance: '', third_party: '' })
}

/** After the money moved: with the new balance, and what the validation answer called it. */
export function confirmationMessage(transaction: Transaction, manner: Manner): C2bMessage {
  const { org_balance_cents, third_party_trans_id } = transaction
  return message(transaction, manner, {
    balance: org_balance_cents === null ? '' : decimal(org_balance_cents),
    third_party: third_party_trans_id,
  })
}

function message(
  transaction: Transaction,
  manner: Manner,
  known: { balance: string; third_party: string },
): C2bMessage {
  const { middle_name, last_name } = transaction
  return {
    TransactionType: transaction.transaction_type,
    TransID: transaction.trans_id,
    TransTime: compactTime(transaction.started_at),
    TransAmount: decimal(transaction.amount_cents),
    BusinessShortCode: manner.shortcode ?? transaction.shortcode,
    BillRefNumber: transaction.bill_ref,
    InvoiceNumber: '',
    OrgAccountBalance: known.balance,
    ThirdPartyTransID: known.third_party,
    MSISDN: spellMsisdn(transaction.msisdn, manner),
    FirstName: transaction.first_name,
    ...(middle_name === undefined ? {} : { MiddleName: middle_name }),
    ...(last_name === undefined ? {} : { LastName: last_name }),
  }
}

/** v1 hashes the number (SHA-256, no salt, no plus sign), v2 masks it; production has masked a hash, too. */
export function spellMsisdn(msisdn: string, { version, msisdn: spelling }: Manner): string {
  if (msisdn === '') return ''
  const hash = createHash('sha256').update(msisdn).digest('hex')
  const mask = `${msisdn.slice(0, 4)} ***** ${msisdn.slice(-3)}`
  switch (spelling) {
    case 'plain':
      return msisdn
    case 'hash':
      return hash
    case 'mask':
      return mask
    case 'masked_hash':
      return `${hash.slice(0, 34)} ***** ${hash.slice(-25)}`
    case 'by_version':
      return version === 'v1' ? hash : mask
  }
}

/** "350.50" */
export function decimal(amount_cents: number): string {
  const digits = String(amount_cents).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** YYYYMMDDHHmmss in Nairobi. */
export function compactTime(instant: Temporal.Instant): string {
  const local = inNairobi(instant).toPlainDateTime().toString({ smallestUnit: 'second' })
  return local.replaceAll(/\D/g, '')
}
