// Pull Transactions: asking Safaricom for the paybill payments of the last 48 hours, to find those whose
// confirmation never came. Its rows are proof; its times are of an unknown zone, so receipts do the matching.

import { z } from 'zod'
import { Invalid } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import { nairobi, type Instant } from '../time.ts'
import type { DarajaRequest } from './daraja.ts'
import { isError, readError, type DarajaProblem } from './daraja-errors.ts'
import { readPullRows, type PullRow } from './daraja-pull-rows.ts'
import { plain, squeezeKeys, text } from './fields.ts'
import { readMessage, type Unreadable } from './message.ts'

/** `nominated`: the Safaricom number in the shortcode's papers. Registering twice does no harm. */
export function pullRegisterRequest(ask: {
  shortcode: string
  nominated: Msisdn
  callback_url: string
}): DarajaRequest {
  return {
    path: '/pulltransactions/v1/register',
    body: {
      ShortCode: ask.shortcode,
      RequestType: 'Pull',
      NominatedNumber: `0${ask.nominated.slice(3)}`,
      CallBackURL: ask.callback_url,
    },
  }
}

/** Rows from `offset` on of a window of at most 48 hours. Throws Invalid `pull_window_wrong`. */
export function pullQueryRequest(ask: {
  shortcode: string
  from: Instant
  to: Instant
  offset: number
}): DarajaRequest {
  const seconds = ask.from.until(ask.to).total('seconds')
  if (seconds <= 0 || seconds > 48 * 3600) {
    throw new Invalid('pull_window_wrong', 'Safaricom gives out at most the last 48 hours at once.')
  }
  return {
    path: '/pulltransactions/v1/query',
    body: {
      ShortCode: ask.shortcode,
      StartDate: pullTime(ask.from),
      EndDate: pullTime(ask.to),
      OffSetValue: String(ask.offset),
    },
  }
}

function pullTime(at: Instant): string {
  const then = at.toZonedDateTimeISO(nairobi).toPlainDateTime()
  return then.toString({ smallestUnit: 'second' }).replace('T', ' ')
}

export type PullRegisterAnswer =
  | { outcome: 'registered' | 'already_registered' }
  | { outcome: 'refused'; problem: DarajaProblem }

const registered = z.object({ responsestatus: text, responsecode: text, responsedescription: text })

/** 1000 is registered, 1001 was registered before. Older answers spell "Response Status". */
export function readPullRegisterAnswer(http_status: number, body: Uint8Array): PullRegisterAnswer {
  const message = readMessage(body)
  if ('fields' in message && http_status === 200 && !isError(message.fields)) {
    const answer = registered.parse(squeezeKeys(message.fields))
    const code = plain(answer.responsestatus || answer.responsecode)
    if (code === '1000') return { outcome: 'registered' }
    if (code === '1001') return { outcome: 'already_registered' }
    return { outcome: 'refused', problem: refusal(code, plain(answer.responsedescription)) }
  }
  return { outcome: 'refused', problem: readError(http_status, '', body) }
}

export type PullAnswer =
  | { outcome: 'rows'; rows: PullRow[]; unreadable: Unreadable[] }
  | { outcome: 'none' }
  | { outcome: 'refused'; problem: DarajaProblem }

const answered = z.object({ responsecode: text, responsestatus: text, responsemessage: text })

/** Rows come as a list within a list; none as code 1001, as the text "[[]]", or as an HTTP 500. */
export function readPullAnswer(http_status: number, body: Uint8Array): PullAnswer {
  const message = readMessage(body)
  if (!('fields' in message) || http_status !== 200 || isError(message.fields)) {
    const problem = readError(http_status, '', body)
    return problem.action === 'none_found' ? { outcome: 'none' } : { outcome: 'refused', problem }
  }
  const top = squeezeKeys(message.fields)
  const found = readPullRows(top)
  if (found.length > 0) {
    return {
      outcome: 'rows',
      rows: found.filter((row) => 'receipt_code' in row),
      unreadable: found.filter((row) => 'unreadable' in row),
    }
  }
  const answer = answered.parse(top)
  const code = plain(answer.responsecode || answer.responsestatus)
  // "Success" without the key that holds the rows is not "none": they may have renamed it.
  const empty = code === '1000' && ('response' in top || 'transaction' in top)
  if (empty || code === '1001') return { outcome: 'none' }
  return { outcome: 'refused', problem: refusal(code, plain(answer.responsemessage)) }
}

function refusal(code: string, message: string): DarajaProblem {
  return { action: 'outcome_unknown', code: code || 'response_without_code', message, advice: '' }
}
