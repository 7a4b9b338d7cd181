// What Safaricom calls us with when a prompt has ended. Unsigned: a hint that makes us ask. Success has a list of
// named items in any order, of numbers or text, some without a value; failure has none.

import { z } from 'zod'
import type { Cents } from '../money.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'
import { readStkResult, type StkResult } from './daraja-stk-results.ts'
import {
  asTyped,
  listOf,
  plain,
  readAmountOrNull,
  readReceiptCode,
  readTime,
  squeeze,
  squeezeKeys,
  text,
} from './fields.ts'
import { isFields, readMessage, unreadable, type Json, type Unreadable } from './message.ts'

export interface StkCallback {
  /** '' when missing. There is no account reference in it: these and the address name the prompt. */
  merchant_request_id: string
  checkout_request_id: string
  result: StkResult
  /** Null for every failure. */
  paid: StkPaid | null
}

/** Each is null when it is missing or unreadable: the money has moved all the same. */
export interface StkPaid {
  receipt_code: string | null
  amount_cents: Cents | null
  /** A masked number is none. */
  msisdn: Msisdn | null
  msisdn_raw: string | null
  paid_at: Instant | null
}

const said = z.object({
  merchantrequestid: text,
  checkoutrequestid: text,
  resultcode: text,
  resultdesc: text,
})

/** Reads what came to a callback address: `stk_callback_missing`, `result_code_missing`. Never throws. */
export function readStkCallback(body: Uint8Array): StkCallback | Unreadable {
  const message = readMessage(body)
  if ('unreadable' in message) return message

  const found = squeezeKeys(squeezeKeys(message.fields)['body'])['stkcallback']
  if (found === undefined || !isFields(found)) {
    return unreadable('stk_callback_missing', 'The message holds no stkCallback.')
  }
  const callback = squeezeKeys(found)
  const { resultcode, resultdesc, merchantrequestid, checkoutrequestid } = said.parse(callback)
  if (plain(resultcode) === '') {
    return unreadable('result_code_missing', 'The stkCallback has no ResultCode.')
  }
  const result = readStkResult(resultcode, resultdesc)
  return {
    merchant_request_id: plain(merchantrequestid),
    checkout_request_id: plain(checkoutrequestid),
    result,
    paid: result.state === 'paid' ? readPaid(itemsOf(callback['callbackmetadata'])) : null,
  }
}

function readPaid(items: ReadonlyMap<string, string>): StkPaid {
  const value = (name: string) => items.get(squeeze(name)) ?? ''
  const receipt = readReceiptCode(value('MpesaReceiptNumber'))
  const phone = asTyped(value('PhoneNumber'))
  return {
    receipt_code: typeof receipt === 'string' ? null : receipt.receipt_code,
    amount_cents: readAmountOrNull(value('Amount')),
    msisdn: readMsisdn(phone) ?? null,
    msisdn_raw: phone || null,
    paid_at: readTime(value('TransactionDate')),
  }
}

const itemSaid = z.object({ name: text, value: text })

/** The first value of each name. "Balance" comes without one. */
function itemsOf(metadata: Json | undefined): Map<string, string> {
  const items = new Map<string, string>()
  for (const item of listOf(squeezeKeys(metadata)['item'])) {
    const { name, value } = itemSaid.parse(squeezeKeys(item))
    const place = squeeze(name)
    if (value !== '' && !items.has(place)) items.set(place, value)
  }
  return items
}
