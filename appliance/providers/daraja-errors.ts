// What Daraja means when it refuses. Its codes are not enough: 500.001.1001 has five meanings and an invalid
// token is a 404; so the rules look at code and text together, first match wins.

import { z } from 'zod'
import { plain, squeezeKeys, text } from './fields.ts'
import { readMessage, type Fields } from './message.ts'
import { redactWords } from './redaction.ts'

export interface DarajaProblem {
  /** What to do about it. `configuration` needs a person; `outcome_unknown` says nothing about the money. */
  action:
    | 'new_token'
    | 'slow_down'
    | 'retry_later'
    | 'outcome_unknown'
    | 'configuration'
    | 'already_submitted'
    | 'none_found'
  /** Daraja's errorCode, or our own word where there was none. */
  code: string
  /** Daraja's words, with tokens, credentials and phone numbers taken out. */
  message: string
  /** What a person can do, or ''. */
  advice: string
}

/** The transaction has not ended: said of a query in two forms, neither of them a failure. */
export const stillProcessing = /(is being processed|under processing)/i

type Rule = [test: RegExp, action: DarajaProblem['action'], advice: string]

// Tested against "code text", in small letters.
const rules: Rule[] = [
  [/no apiproduct match/, 'configuration', 'Enable this product on the app, on the Daraja portal.'],
  [
    /invalid access token|^(404\.001\.03|401\.001|401\.002\.01|400\.003\.01) |invalidaccesstoken/,
    'new_token',
    'If new tokens are refused too: the product may not be enabled on the app, or another system uses the same keys.',
  ],
  [/spike ?arrest|quota ?violation/, 'slow_down', ''],
  [/unable to lock subscriber/, 'retry_later', 'A request is open on that phone: wait a minute.'],
  [stillProcessing, 'outcome_unknown', ''],
  [
    /duplicate originatorconversationid/,
    'already_submitted',
    'It was sent before: ask for its status.',
  ],
  [
    /urls? (are|is) already registered/,
    'configuration',
    'Delete the old addresses on the Daraja portal under Self Services > URL Management, then register again.',
  ],
  [
    /duplicate notification info/,
    'configuration',
    'The addresses are registered on the older platform: ask apisupport@safaricom.co.ke to delete them.',
  ],
  [/failed to retrieve transactions|any available transactions/, 'none_found', ''],
  [/system is busy|under maintenance|try again (in|later)/, 'retry_later', ''],
  [/internal server error/, 'outcome_unknown', ''],
  [
    /merchant does not exist/,
    'configuration',
    'Check the shortcode: for a till, Daraja wants the store or head-office number.',
  ],
  [/wrong credentials/, 'configuration', 'Check the shortcode, its passkey and the clock.'],
  [
    /invalid checkoutrequestid/,
    'none_found',
    'Look for the payment by its account or receipt code.',
  ],
  [/invalid phone ?number/, 'configuration', 'M-Pesa does not know this phone number.'],
  [/^400\.008\.01 /, 'configuration', 'Check the consumer key and secret of the app.'],
  [/^40[0-79]\./, 'configuration', ''], // 408 is a timeout: nothing is known then.
]

const said = z.object({ errorcode: text, errormessage: text })
const faultSaid = z.object({ faultstring: text })
const detailSaid = z.object({ errorcode: text })

/** Reads any refusal, also HTML, nothing at all, and an error that comes with 200. Never throws. */
export function readError(
  http_status: number,
  content_type: string,
  body: Uint8Array,
): DarajaProblem {
  const message = readMessage(body)
  if (!('fields' in message)) return notJson(http_status, content_type, body)

  const { code, words } = theirWords(message.fields)
  return problemIn(http_status, code, words)
}

/** The same for a code and words that came under other names, such as ResponseCode. */
export function problemIn(http_status: number, code: string, words: string): DarajaProblem {
  const told = { code: plain(code) || `http_${http_status}`, message: redactWords(plain(words)) }
  const rule = rules.find(([test]) => test.test(`${code} ${words}`.toLowerCase()))
  if (rule) return { ...told, action: rule[1], advice: rule[2] }

  return { ...told, action: byStatus(http_status), advice: '' }
}

/** Whether an answer with 200 is an error all the same: it names an error code or a gateway fault. */
export function isError(fields: Fields): boolean {
  const { code, words } = theirWords(fields)
  return code !== '' || words !== ''
}

function theirWords(fields: Fields): { code: string; words: string } {
  const top = squeezeKeys(fields)
  const { errorcode, errormessage } = said.parse(top)
  if (errorcode !== '' || errormessage !== '') return { code: errorcode, words: errormessage }

  const fault = squeezeKeys(top['fault'])
  const { errorcode: faultCode } = detailSaid.parse(squeezeKeys(fault['detail']))
  return { code: faultCode, words: faultSaid.parse(fault).faultstring }
}

function byStatus(http_status: number): DarajaProblem['action'] {
  if (http_status === 401) return 'new_token'
  if (http_status === 429) return 'slow_down'
  return http_status >= 400 && http_status < 500 && http_status !== 408
    ? 'configuration'
    : 'outcome_unknown'
}

// The edge in front of Daraja answers HTML when it is unwell, or suspicious of us. Nothing is known then.
function notJson(http_status: number, content_type: string, body: Uint8Array): DarajaProblem {
  const empty = body.length === 0
  const kind = plain(content_type.split(';')[0]!)
  const action = http_status === 429 || (empty && http_status === 401)
  return {
    action: action ? byStatus(http_status) : 'outcome_unknown',
    code: empty ? 'empty_answer' : 'not_json',
    message: empty
      ? `Daraja answered ${http_status} with nothing.`
      : `Daraja answered ${http_status} with something that is not JSON${kind && ` (${kind})`}.`,
    advice: '',
  }
}
