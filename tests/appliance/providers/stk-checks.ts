// For each kind of message about a prompt: what our readers make of it, in the manifest's words; and that our
// builders make the same as the file.

import assert from 'node:assert/strict'
import { parseMsisdn } from '../../../appliance/msisdn.ts'
import { cents } from '../../../appliance/money.ts'
import type { DarajaRequest } from '../../../appliance/providers/daraja.ts'
import type { DarajaProblem } from '../../../appliance/providers/daraja-errors.ts'
import {
  readStkPushAnswer,
  stkPushRequest,
  wasSent,
} from '../../../appliance/providers/daraja-stk.ts'
import { readStkCallback } from '../../../appliance/providers/daraja-stk-callback.ts'
import {
  readStkQueryAnswer,
  stkQueryRequest,
} from '../../../appliance/providers/daraja-stk-query.ts'
import { nairobi, parseDarajaTime } from '../../../appliance/time.ts'
import type { Check, Entry, Reading } from './shared-messages.ts'

type Values = Record<string, string>

/** `wordsFor` turns an action of ours into the manifest's words for it. */
export function stkChecks(
  wordsFor: (entry: Entry, action: string) => string,
): Record<string, Check> {
  return {
    'stk.request': (body, entry) => {
      const asked = texts(body)
      const short = asked['BusinessShortCode']!
      const stamp = asked['Timestamp']!
      const signed = Buffer.from(asked['Password']!, 'base64').toString()
      assert(signed.startsWith(short) && signed.endsWith(stamp))
      const request = stkPushRequest(
        {
          business_short_code: short,
          party_b: asked['PartyB']!,
          kind: asked['TransactionType'] === 'CustomerBuyGoodsOnline' ? 'till' : 'paybill',
          passkey: signed.slice(short.length, -stamp.length),
          msisdn: parseMsisdn(asked['PhoneNumber']!),
          amount_cents: cents(Number(asked['Amount']) * 100),
          account_reference: asked['AccountReference']!,
          description: asked['TransactionDesc']!,
          callback_url: asked['CallBackURL']!,
        },
        parseDarajaTime(stamp),
      )
      // The portal's sample asks one phone to pay from another; we never do.
      return sameRequest(request, { ...asked, PartyA: asked['PhoneNumber']! }, entry)
    },
    'stk.response': (body, entry) => {
      const answer = readStkPushAnswer(entry.http?.status ?? 200, body)
      assert(answer.outcome === 'accepted')
      assert.equal(answer.merchant_request_id, texts(body)['MerchantRequestID'])
      assert.equal(answer.customer_message, texts(body)['CustomerMessage'])
      return { is: { state: 'PENDING', checkout: answer.checkout_request_id } }
    },
    'stk.error': (body, entry) => {
      const { action } = refusedPush(body, entry)
      return { is: { action: wordsFor(entry, action) } }
    },
    'stk.callback': callback,

    'stkquery.request': (body, entry) => {
      const asked = texts(body)
      const request = stkQueryRequest(
        {
          business_short_code: asked['BusinessShortCode']!,
          passkey: 'any',
          checkout_request_id: asked['CheckoutRequestID']!,
        },
        parseDarajaTime(asked['Timestamp']!),
      )
      // The portal's sample lost letters of its Password: it can't be made again.
      return sameRequest(request, { ...asked, Password: request.body['Password']! }, entry)
    },
    'stkquery.response': (body, entry) => {
      const answer = readStkQueryAnswer(entry.http?.status ?? 200, body)
      assert(answer.outcome !== 'refused')
      if (answer.outcome === 'failed') {
        assert.equal(answer.checkout_request_id, texts(body)['CheckoutRequestID'])
        return { is: { state: answer.result.state.toUpperCase() } }
      }
      return { is: { state: answer.outcome.toUpperCase() } }
    },
    'stkquery.error': (body, entry) => {
      const answer = readStkQueryAnswer(entry.http?.status ?? 400, body)
      assert(answer.outcome === 'refused')
      return { is: { action: wordsFor(entry, answer.problem.action) } }
    },
  }
}

/** What a push makes of an error: refused, and perhaps sent exactly where the manifest says nobody knows. */
export function refusedPush(body: Buffer, entry: Entry): DarajaProblem {
  const answer = readStkPushAnswer(entry.http?.status ?? 500, body)
  assert(answer.outcome === 'refused')
  const doubtful = /outcome unknown|already sent|none/i.test(String(entry.expect?.['action']))
  assert.equal(wasSent(answer.problem), doubtful ? 'perhaps' : 'no', 'whether it was sent')
  return answer.problem
}

function callback(body: Buffer): Reading {
  const found = readStkCallback(body)
  if ('unreadable' in found) return { is: { state: 'IGNORED_MALFORMED', reason: found.unreadable } }
  const { paid, result, checkout_request_id: checkout } = found
  assert.equal(paid !== null, result.state === 'paid')
  if (!paid) return { is: { state: result.state.toUpperCase(), checkout } }
  return {
    is: {
      state: paid.receipt_code === null ? 'NEEDS_RECONCILIATION' : 'PAID',
      checkout,
      receipt: paid.receipt_code,
      amountCents: paid.amount_cents,
      time: paid.paid_at?.toZonedDateTimeISO(nairobi).toString({ timeZoneName: 'never' }) ?? null,
      msisdn: paid.msisdn,
    },
  }
}

function sameRequest({ path, body }: DarajaRequest, asked: Values, entry: Entry): Reading {
  assert.equal(path, entry.http?.path)
  assert.deepEqual(body, asked)
  return { is: {} }
}

/** Every field as text: Daraja takes its numbers either way. */
function texts(body: Buffer): Values {
  const fields = JSON.parse(body.toString()) as Record<string, string | number>
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]))
}
