// What PayHero calls us with when a payment has ended. The old platform wraps Safaricom's own words in "response", or
// sends them flat; the new one has words of its own, and no amount where nothing was paid. Unsigned: a hint.

import { z } from 'zod'
import { readMsisdn } from '../msisdn.ts'
import { readStkResult } from './daraja-stk-results.ts'
import { asTyped, plain, readAmountOrNull, readReceiptCode, squeezeKeys, text } from './fields.ts'
import { isFields, readMessage, unreadable, type Fields, type Unreadable } from './message.ts'
import { payHeroFailure, readPayHeroTime } from './payhero-status.ts'
import type { PromptNews } from './prompts.ts'

/** Reads what came to a prompt's address: `payment_missing`, `status_missing`. Never throws. */
export function readPayHeroCallback(body: Uint8Array): PromptNews | Unreadable {
  const message = readMessage(body)
  if ('unreadable' in message) return message
  const top = squeezeKeys(message.fields)
  const inner = top['response']
  const fields = inner !== undefined && isFields(inner) ? squeezeKeys(inner) : top
  if ('resultcode' in fields) return readOld(fields)
  if ('status' in fields && 'reference' in fields) return readNew(fields)
  return unreadable('payment_missing', 'The message tells of no payment of PayHero’s.')
}

const old = z.object({
  amount: text,
  checkoutrequestid: text,
  externalreference: text,
  mpesareceiptnumber: text,
  phone: text,
  resultcode: text,
  resultdesc: text,
})

function readOld(fields: Fields): PromptNews | Unreadable {
  const said = old.parse(fields)
  if (plain(said.resultcode) === '')
    return unreadable('status_missing', 'The message has no ResultCode.')
  const result = readStkResult(said.resultcode, said.resultdesc)
  return {
    merchant_request_id: '', // Safaricom's, not PayHero's reference: it can't be asked about by it.
    checkout_request_id: plain(said.checkoutrequestid),
    our_reference: plain(said.externalreference),
    result,
    paid:
      result.state === 'paid' ? paidOf(said.mpesareceiptnumber, said.amount, said.phone, '') : null,
  }
}

const fresh = z.object({
  success: z.unknown().optional(),
  status: text,
  message: text,
  reference: text,
  externalreference: text,
  amount: text,
  providerreference: text,
  transactiondate: text,
  phone: text,
})

function readNew(fields: Fields): PromptNews | Unreadable {
  const said = fresh.parse(fields)
  const status = said.status.trim().toLowerCase()
  if (status === '') return unreadable('status_missing', 'The message has no status.')
  const good = status === 'success' && said.success !== false
  return {
    merchant_request_id: plain(said.reference),
    checkout_request_id: '',
    our_reference: plain(said.externalreference),
    result: good
      ? { code: '0', description: plain(said.message), state: 'paid', reason: null }
      : payHeroFailure('', said.message),
    paid: good
      ? paidOf(said.providerreference, said.amount, said.phone, said.transactiondate)
      : null,
  }
}

function paidOf(receipt: string, amount: string, phone: string, at: string): PromptNews['paid'] {
  const code = readReceiptCode(receipt)
  const typed = asTyped(phone)
  return {
    receipt_code: typeof code === 'string' ? null : code.receipt_code,
    amount_cents: readAmountOrNull(amount),
    msisdn: readMsisdn(typed) ?? null,
    msisdn_raw: typed || null,
    paid_at: at === '' ? null : readPayHeroTime(at),
  }
}
