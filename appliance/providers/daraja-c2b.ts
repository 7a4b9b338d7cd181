// A payment to our paybill or till, as Safaricom announces it: the validation (may it happen?) and the
// confirmation (it happened). Same body for both. Unsigned: a hint until a pull or a status says so too.

import { z } from 'zod'
import type { Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import {
  asTyped,
  plain,
  readAmount,
  readBalance,
  readReceiptCode,
  readTime,
  text,
} from './fields.ts'
import { readMessage, unreadable, type Unreadable } from './message.ts'
import { accountKey, payerName, readPayerNumber, type PayerNumber } from './payer.ts'

/** Whatever has a receipt code and a positive amount is one of these: money is never dropped for the rest. */
export interface Confirmation extends PayerNumber {
  /** Trimmed, in capitals. The one name of the payment in every channel. */
  receipt_code: string
  amount_cents: Cents
  /** Null when TransTime is unreadable; `paid_at_raw` keeps its words. */
  paid_at: Instant | null
  paid_at_raw: string
  shortcode: string
  /** As typed by the payer, '' for tills. */
  account_typed: string
  /** The same made comparable: see `accountKey`. */
  account_key: string
  msisdn_raw: string
  payer_name: string | null
  transaction_type: string
  /** False for transfers between organisations and types we don't know: those are for staff. */
  customer_money: boolean
  /** The payment that it says was given back; null for what is no reversal. */
  reverses: string | null
  third_party_trans_id: string
  /** Our balance after it; null in a validation. */
  org_balance_cents: Cents | null
}

const body = z.object({
  TransactionType: text,
  TransID: text,
  TransTime: text,
  TransAmount: text,
  BusinessShortCode: text,
  BillRefNumber: text,
  OrgAccountBalance: text,
  ThirdPartyTransID: text,
  MSISDN: text,
  FirstName: text,
  MiddleName: text,
  LastName: text,
})

// '' comes from the sandbox. "Organization To Organization Transfer" and "OD Payment Transfer" come to the
// same address and are no customer's; so may tomorrow's type be: only what is listed is credited by itself.
const customerTypes = new Set([
  '',
  'pay bill',
  'paybill',
  'buy goods',
  'customer merchant payment',
  'customerpaybillonline',
  'customerbuygoodsonline',
])

/** Reads what came to the confirmation address. Never throws. */
export function readConfirmation(bytes: Uint8Array): Confirmation | Unreadable {
  const message = readMessage(bytes)
  if ('unreadable' in message) return message

  const said = body.parse(message.fields)
  const receipt = readReceiptCode(said.TransID)
  if (typeof receipt === 'string')
    return unreadable(receipt, `TransID is "${shown(said.TransID)}".`)
  const amount = readAmount(said.TransAmount)
  if (typeof amount === 'string') {
    return unreadable(
      amount,
      `${receipt.receipt_code}: TransAmount is "${shown(said.TransAmount)}".`,
    )
  }

  const transaction_type = plain(said.TransactionType)
  return {
    ...receipt,
    amount_cents: amount,
    paid_at: readTime(said.TransTime),
    paid_at_raw: asTyped(said.TransTime),
    shortcode: plain(said.BusinessShortCode),
    account_typed: asTyped(said.BillRefNumber),
    account_key: accountKey(said.BillRefNumber),
    ...readPayerNumber(said.MSISDN),
    msisdn_raw: asTyped(said.MSISDN),
    payer_name: payerName(said.FirstName, said.MiddleName, said.LastName),
    transaction_type,
    customer_money: customerTypes.has(transaction_type.toLowerCase()),
    reverses: reversedBy(transaction_type, said.BillRefNumber, receipt.receipt_code),
    third_party_trans_id: asTyped(said.ThirdPartyTransID),
    org_balance_cents: readBalance(said.OrgAccountBalance),
  }
}

// No sample of such a message is known. Where it names another receipt, that one; else its own.
function reversedBy(type: string, named: string, own: string): string | null {
  if (!/revers/i.test(type)) return null
  const other = readReceiptCode(named)
  return typeof other !== 'string' && /^[A-Z0-9]{8,12}$/.test(other.receipt_code)
    ? other.receipt_code
    : own
}

/** Reads what came to the validation address: the same body, before the money moves. */
export const readValidation: (bytes: Uint8Array) => Confirmation | Unreadable = readConfirmation

export type ValidationDecision = keyof typeof validationCodes

// The code decides the words of the SMS that the payer gets.
const validationCodes = {
  accept: '0',
  wrong_phone: 'C2B00011',
  unknown_account: 'C2B00012',
  wrong_amount: 'C2B00013',
  wrong_person: 'C2B00014',
  wrong_shortcode: 'C2B00015',
  other: 'C2B00016',
} as const

/**
 * The documented answer (CustomerToBusiness page): zero completes the payment, anything else cancels it.
 * `third_party_trans_id` is ours and comes back in the confirmation.
 */
export function validationReply(
  decision: ValidationDecision,
  third_party_trans_id?: string,
): ValidationReply {
  if (decision !== 'accept') {
    return { ResultCode: validationCodes[decision], ResultDesc: 'Rejected' }
  }
  const ours = third_party_trans_id ? { ThirdPartyTransID: third_party_trans_id } : {}
  return { ResultCode: '0', ResultDesc: 'Accepted', ...ours }
}

export interface ValidationReply {
  ResultCode: string
  ResultDesc: string
  ThirdPartyTransID?: string
}

/** The answer to every confirmation, also one we can't read: the money has moved already. */
export function confirmationReply(): { ResultCode: number; ResultDesc: string } {
  return { ResultCode: 0, ResultDesc: 'Success' }
}

function shown(words: string): string {
  return plain(words).slice(0, 40)
}
