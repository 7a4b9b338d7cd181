// The rows of a pull: a list within a list, or the same as text, or text that says "[[]]" for none.

import { z } from 'zod'
import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import { asTyped, listOf, plain, readAmount, readReceiptCode, squeezeKeys, text } from './fields.ts'
import { isFields, readJson, unreadable } from './message.ts'
import type { Fields, Json, Unreadable } from './message.ts'
import { accountKey, payerName, readPayerNumber } from './payer.ts'

export interface PullRow {
  receipt_code: string
  amount_cents: Cents
  account_typed: string
  account_key: string
  msisdn: Msisdn | null
  sender: string | null
  /** Ends in Z, and is probably Nairobi's clock all the same: unverified, so never an instant. */
  paid_at_raw: string
  transaction_type: string
  organization: string
}

/** Every row of an answer whose keys are squeezed, read or named as unreadable. */
export function readPullRows(answer: Fields): (PullRow | Unreadable)[] {
  return [answer['response'], answer['transaction']].flatMap(unwrap).flatMap(readNest)
}

function unwrap(value: Json | undefined): readonly Json[] {
  const read = typeof value === 'string' ? readJson(value) : undefined
  return listOf(typeof read === 'object' ? read.json : value)
}

function readNest(value: Json): (PullRow | Unreadable)[] {
  if (isFields(value)) return [readRow(value)]
  if (typeof value === 'object') return (value ?? []).flatMap(readNest)
  return value === '' ? [] : [unreadable('row_odd', 'A pulled row that is no list of fields.')]
}

const rowSaid = z.object({
  transactionid: text,
  trxdate: text,
  msisdn: text,
  sender: text,
  transactiontype: text,
  billreference: text,
  amount: text,
  organizationname: text,
})

function readRow(fields: Fields): PullRow | Unreadable {
  const said = rowSaid.parse(squeezeKeys(fields))
  const receipt = readReceiptCode(said.transactionid)
  if (typeof receipt === 'string') return unreadable(receipt, 'A pulled row without receipt code.')
  const amount = readAmount(said.amount)
  if (typeof amount === 'string') return unreadable(amount, `Pulled row ${receipt.receipt_code}.`)
  return {
    ...receipt,
    amount_cents: amount,
    account_typed: asTyped(said.billreference),
    account_key: accountKey(said.billreference),
    msisdn: readPayerNumber(said.msisdn).msisdn,
    sender: payerName(said.sender),
    paid_at_raw: asTyped(said.trxdate),
    transaction_type: plain(said.transactiontype),
    organization: plain(said.organizationname),
  }
}
