// Telling Safaricom where to announce payments to a shortcode. In production it is done once; changing it
// takes two people on the Daraja portal, so a wrong address is refused here, before it is sent.

import { z } from 'zod'
import { Invalid } from '../errors.ts'
import type { DarajaRequest } from './daraja.ts'
import { isError, readError, type DarajaProblem } from './daraja-errors.ts'
import { plain, squeezeKeys, text } from './fields.ts'
import { readMessage } from './message.ts'

export interface CallbackAddresses {
  shortcode: string
  confirmation_url: string
  validation_url: string
  /** What happens when our validation does not answer in time. */
  when_silent: 'Completed' | 'Cancelled'
  /** v1 sends the payer's number as a hash (matched exactly), v2 as a mask (read by people). */
  version: 'v1' | 'v2'
}

/** Throws Invalid `callback_url_refused` for an address that Safaricom would not take. */
export function registerUrlRequest(
  addresses: CallbackAddresses,
  environment: Environment = 'production',
): DarajaRequest {
  const { shortcode, confirmation_url, validation_url, when_silent, version } = addresses
  for (const url of [confirmation_url, validation_url]) refuseBadUrl(url, environment)
  return {
    path: `/mpesa/c2b/${version}/registerurl`,
    body: {
      ShortCode: shortcode,
      ResponseType: when_silent,
      ConfirmationURL: confirmation_url,
      ValidationURL: validation_url,
    },
  }
}

/** Sandbox and simulator take plain HTTP and addresses of this network. */
export type Environment = 'production' | 'trial'

export interface UrlProblem {
  reason: 'not_a_url' | 'not_https' | 'not_public' | 'forbidden_word'
  /** The forbidden word, as Safaricom lists it; '' for the other reasons. */
  word: string
  message: string
}

// Safaricom lists M-PESA, mpesa, safaricom, exe, exec, cmd, sql, query "or variants", in any case, anywhere.
const forbidden: [word: string, test: RegExp][] = [
  ['mpesa', /m[^a-z0-9/]?pesa/],
  ['safaricom', /safaricom/],
  ['exec', /exec/],
  ['exe', /exe/],
  ['cmd', /cmd/],
  ['sql', /sql/],
  ['query', /query/],
  ['ngrok', /ngrok/],
  ['mockbin', /mockbin/],
  ['requestbin', /requestbin/],
]

/** What Safaricom would have against a callback address, or undefined. */
export function checkCallbackUrl(
  words: string,
  environment: Environment = 'production',
): UrlProblem | undefined {
  const url = /\s/.test(words) ? null : URL.parse(words)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return { reason: 'not_a_url', word: '', message: `"${plain(words)}" is not a web address.` }
  }
  const found = forbidden.find(([, test]) => test.test(words.toLowerCase()))
  if (found) {
    const message = `Safaricom refuses addresses that contain "${found[0]}".`
    return { reason: 'forbidden_word', word: found[0], message }
  }
  if (environment === 'trial') return undefined
  if (url.protocol !== 'https:') {
    return { reason: 'not_https', word: '', message: 'Safaricom calls https addresses only.' }
  }
  if (isPrivate(url.hostname)) {
    const message = `Safaricom can't reach ${url.hostname} from the internet.`
    return { reason: 'not_public', word: '', message }
  }
  return undefined
}

/** Throws Invalid `callback_url_refused`, in words for the person who set the address. */
export function refuseBadUrl(url: string, environment: Environment): void {
  const problem = checkCallbackUrl(url, environment)
  if (problem) throw new Invalid('callback_url_refused', problem.message)
}

const privateIpv4 =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./

function isPrivate(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '')
  if (host.startsWith('[')) return !/^\[[23]/.test(host) // IPv6: only 2000::/3 is public.
  if (/^[\d.]+$/.test(host)) return privateIpv4.test(host)
  return !host.includes('.') || /\.(local|lan|internal|home|test|invalid|localhost)$/.test(host)
}

export type RegisterAnswer =
  | { outcome: 'registered'; originator_conversation_id: string }
  | { outcome: 'already_registered'; problem: DarajaProblem }
  | { outcome: 'refused'; problem: DarajaProblem }

const said = z.object({
  originatorcoversationid: text, // Their spelling; the right one is read as well.
  originatorconversationid: text,
  responsecode: text,
  responsedescription: text,
})

/** A 200 may be a failure: "Validation and Confirmation URLs are already registered" looks like success. */
export function readRegisterAnswer(http_status: number, body: Uint8Array): RegisterAnswer {
  const message = readMessage(body)
  const failed = http_status !== 200 || !('fields' in message) || isError(message.fields)
  if (failed) return refused(readError(http_status, '', body))

  const answer = said.parse(squeezeKeys(message.fields))
  const words = plain(answer.responsedescription)
  const code = plain(answer.responsecode)
  // Older answers carry no code, "00000000", or "success" in small letters.
  const good = /^0+$/.test(code) || (code === '' && /^success/i.test(words))
  if (good && !/already/i.test(words)) {
    const id = answer.originatorcoversationid || answer.originatorconversationid
    return { outcome: 'registered', originator_conversation_id: plain(id) }
  }
  return refused({
    action: 'configuration',
    code: code || 'response_without_code',
    message: words,
    advice: 'Look under Self Services > URL Management on the Daraja portal.',
  })
}

function refused(problem: DarajaProblem): RegisterAnswer {
  const already = /urls? (are|is) already registered/i.test(problem.message)
  return { outcome: already ? 'already_registered' : 'refused', problem }
}
