// The STK query: how a push stands. It never says a receipt, an amount or a phone.

import { json, type Answer, type Asked } from '../door.ts'
import { textOf } from '../fields.ts'
import type { Books } from './books.ts'
import { lapse, type Prompt } from './prompts.ts'
import { badField, refusal } from './refusals.ts'
import { proveMerchant, refuseCredentialFields } from './stk-credentials.ts'
import { merchantRequestId } from './stk-push.ts'
import { PAID, queryWords, resultOf, type StkResult } from './stk-results.ts'

const STILL = 'The transaction is still under processing'

/** POST /mpesa/stkpushquery/v1/query */
export function queryPush(books: Books, { fields }: Asked): Answer {
  const badly = refuseCredentialFields(books, fields)
  if (badly) return badly
  const id = textOf(fields, 'CheckoutRequestID')
  if (id === undefined) return badField('CheckoutRequestID')
  const shortcode = proveMerchant(books, fields)
  if ('status' in shortcode) return shortcode

  void lapse(books)
  const oldest = books.now().subtract({ hours: books.switches.query_hours })
  const prompt = books.prompts.find(
    (one) =>
      one.checkout_request_id === id &&
      one.shortcode === shortcode.shortcode &&
      Temporal.Instant.compare(one.asked_at, oldest) >= 0,
  )
  if (!prompt) {
    return books.switches.unknown_checkout === 'invalid'
      ? badField('CheckoutRequestID')
      : pending(books, id, merchantRequestId(books))
  }
  const result = whatItSays(prompt)
  return result === null
    ? pending(books, id, prompt.merchant_request_id)
    : answered(books, id, prompt.merchant_request_id, {
        code: result.code,
        words: queryWords(result),
      })
}

/** Null: still being processed. */
function whatItSays({ result, fault }: Prompt): StkResult | null {
  switch (fault.query) {
    case 'failed':
      return resultOf(1032)
    case 'success':
      return PAID
    case 'pending':
      return null
    default:
      return result
  }
}

function pending(books: Books, id: string, merchant: string): Answer {
  switch (books.switches.pending) {
    case 'error_500':
      return refusal(500, '500.001.1001', 'The transaction is being processed', id)
    case 'code_1':
      return json(200, { ResultCode: '1', ResultDesc: STILL })
    case 'code_4999':
      return answered(books, id, merchant, { code: 4999, words: STILL })
  }
}

/** Three letters s in "successsfully": so it comes over the wire. */
function answered({ switches }: Books, id: string, merchant: string, result: StkResult): Answer {
  return json(200, {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: merchant,
    CheckoutRequestID: id,
    ResultCode: switches.query_result_code === 'string' ? String(result.code) : result.code,
    ResultDesc: result.words,
  })
}
