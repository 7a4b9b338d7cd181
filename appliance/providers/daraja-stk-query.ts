// Asking how a prompt stands. Its "paid" proves the payment and does not name it: no receipt code, no amount, no
// phone. "Still being processed" comes in three forms and is no failure.

import { z } from 'zod'
import type { Instant } from '../time.ts'
import type { DarajaRequest } from './daraja.ts'
import {
  isError,
  problemIn,
  readError,
  stillProcessing,
  type DarajaProblem,
} from './daraja-errors.ts'
import { signature } from './daraja-stk.ts'
import { isZero, readStkResult, type StkFailure } from './daraja-stk-results.ts'
import { plain, squeezeKeys, text } from './fields.ts'
import { readMessage } from './message.ts'

export interface StkQuestion {
  /** The same that asked for the payment: the paybill, or the store number of a till. */
  business_short_code: string
  passkey: string
  checkout_request_id: string
}

/** Throws Invalid `passkey_missing`. */
export function stkQueryRequest(question: StkQuestion, now: Instant): DarajaRequest {
  const { business_short_code, passkey, checkout_request_id } = question
  return {
    path: '/mpesa/stkpushquery/v1/query',
    body: {
      BusinessShortCode: business_short_code,
      ...signature(business_short_code, passkey, now),
      CheckoutRequestID: checkout_request_id,
    },
  }
}

export type StkQueryAnswer =
  | ({ outcome: 'paid' } & StkIds)
  | ({ outcome: 'failed'; result: StkFailure } & StkIds)
  /** Ask again. An unknown or very old prompt may be answered so, too: let the waiting have an end. */
  | { outcome: 'pending' }
  | { outcome: 'refused'; problem: DarajaProblem }

export interface StkIds {
  merchant_request_id: string
  /** Compare it with the one that was asked about; '' when the answer does not say. */
  checkout_request_id: string
}

const answered = z.object({
  responsecode: text,
  responsedescription: text,
  resultcode: text,
  resultdesc: text,
  merchantrequestid: text,
  checkoutrequestid: text,
})

/** Reads any answer to the question. Never throws; what contradicts itself is refused as `outcome_unknown`. */
export function readStkQueryAnswer(http_status: number, body: Uint8Array): StkQueryAnswer {
  const message = readMessage(body)
  const good = http_status >= 200 && http_status < 300
  if (!('fields' in message) || !good || isError(message.fields)) {
    const problem = readError(http_status, '', body)
    // The old form of pending: HTTP 500, an error code with five meanings, and this text.
    return stillProcessing.test(problem.message)
      ? { outcome: 'pending' }
      : { outcome: 'refused', problem }
  }
  const answer = answered.parse(squeezeKeys(message.fields))
  const asked = plain(answer.responsecode)
  const code = plain(answer.resultcode)
  // The text before the code: "still under processing" has come with 4999 and with 1.
  if (code === '4999' || stillProcessing.test(answer.resultdesc)) return { outcome: 'pending' }

  const ids = {
    merchant_request_id: plain(answer.merchantrequestid),
    checkout_request_id: plain(answer.checkoutrequestid),
  }
  if (code !== '' && (isZero(asked) || asked === '')) {
    const result = readStkResult(code, answer.resultdesc)
    if (result.state !== 'paid') return { outcome: 'failed', result, ...ids }
    // Money is believed only of an answer that is whole.
    if (isZero(asked) && ids.checkout_request_id !== '') return { outcome: 'paid', ...ids }
  }
  const problem = problemIn(http_status, asked || code, answer.responsedescription)
  return { outcome: 'refused', problem: { ...problem, action: unclear(problem, asked) } }
}

function unclear({ action }: DarajaProblem, asked: string): DarajaProblem['action'] {
  return asked === '' || isZero(asked) ? 'outcome_unknown' : action
}
