// The SMS gateway, as Africa's Talking is seen from outside: messages to many phones in one call, each with a code of
// its own inside a 201. What arrives lies on the phones.

import { json, text, type Answer, type Asked, type NoAnswer } from '../door.ts'
import { throwLetters } from '../dice.ts'
import { textOf } from '../fields.ts'
import type { Books } from './books.ts'
import type { SmsFault, SmsMood } from './push-faults.ts'
import { invalidToken } from './refusals.ts'

export interface SmsAccount {
  readonly username: string
  readonly api_key: string
  /** The sender name that was approved. Left out: any is. */
  readonly sender?: string
}

interface Recipient {
  readonly statusCode: number
  readonly number: string
  readonly status: string
  readonly cost: string
  readonly messageId: string
}

const USUAL_SENDER = 'AFRICASTKNG'
const COST_TENTHS_OF_A_CENT = 800

const refusals: Readonly<Partial<Record<SmsFault, readonly [number, string]>>> = {
  risk_hold: [401, 'RiskHold'],
  no_balance: [405, 'InsufficientBalance'],
  blacklist: [406, 'UserInBlacklist'],
  could_not_route: [407, 'CouldNotRoute'],
  do_not_disturb: [409, 'DoNotDisturbRejection'],
  internal_error: [500, 'InternalServerError'],
  gateway_error: [501, 'GatewayError'],
  rejected: [502, 'RejectedByGateway'],
}

/** POST /version1/messaging: a form with username, to, message, from. */
export function sendMessages(books: Books, { headers, fields }: Asked): Answer | NoAnswer {
  const { sms } = books
  const isKnown =
    sms !== undefined &&
    headers['apikey'] === sms.api_key &&
    textOf(fields, 'username') === sms.username
  if (!isKnown) return invalidToken('sms', '')

  const to = textOf(fields, 'to')
  const message = textOf(fields, 'message')
  if (to === undefined) return text(400, "Request is missing required form field 'to'")
  if (message === undefined) return text(400, "Request is missing required form field 'message'")
  const from = textOf(fields, 'from')
  if (sms.sender !== undefined && from !== undefined && from !== sms.sender) {
    return answered('InvalidSenderId', [])
  }

  const sender = from ?? sms.sender ?? USUAL_SENDER
  const sends = to.split(',').map((number) => sendOne(books, number.trim(), sender, message))
  const recipients = sends.map(({ recipient }) => recipient)
  const sent = recipients.filter(({ statusCode }) => statusCode === 101).length
  const total = sent === 0 ? '0' : costOf(sent)
  return sends.some(({ held }) => held)
    ? 'hang'
    : answered(`Sent to ${sent}/${recipients.length} Total Cost: ${total}`, recipients)
}

/** GET /version1/user?username=: what is left on the account. */
export function tellBalance({ sms }: Books, { headers, query }: Asked): Answer {
  const isKnown =
    sms !== undefined && headers['apikey'] === sms.api_key && query.get('username') === sms.username
  if (!isKnown) return text(401, 'The supplied authentication is invalid')
  return json(200, { UserData: { balance: 'KES 1785.50' } })
}

interface Sent {
  readonly recipient: Recipient
  /** It arrives, but the gateway's answer does not come. */
  readonly held: boolean
}

function sendOne(books: Books, number: string, from: string, message: string): Sent {
  const to = /^\+?(254[17]\d{8})$/.exec(number)?.[1]
  if (to === undefined) return refused(number, 403, 'InvalidPhoneNumber')

  const fault = meetSmsFault(books.faults.sms, to)
  const refusal = refusals[fault]
  if (refusal) return refused(number, ...refusal)

  const id = `ATPid_${throwLetters(books.dice, 32, '0123456789abcdef')}`
  if (fault !== 'lost') {
    books.messages.push({ id, at: books.now(), from, to, text: message, by: 'gateway' })
  }
  return {
    recipient: { statusCode: 101, number, status: 'Success', cost: costOf(1), messageId: id },
    held: fault === 'accepted_hang',
  }
}

/** A fault that lasts a number of messages is used up by them. */
function meetSmsFault(mood: SmsMood, phone: string): SmsFault {
  const { fault, times, only } = mood
  if (fault === 'none' || (only !== null && only !== phone)) return 'none'
  if (times !== null) {
    mood.times = times - 1
    if (times <= 1) Object.assign(mood, { fault: 'none', times: null, only: null })
  }
  return fault
}

const refused = (number: string, statusCode: number, status: string): Sent => ({
  recipient: { statusCode, number, status, cost: '0', messageId: 'None' },
  held: false,
})

const answered = (Message: string, Recipients: readonly Recipient[]): Answer =>
  json(201, { SMSMessageData: { Message, Recipients } })

/** "KES 0.8000" a message. */
function costOf(messages: number): string {
  const digits = String(messages * COST_TENTHS_OF_A_CENT * 10).padStart(5, '0')
  return `KES ${digits.slice(0, -4)}.${digits.slice(-4)}`
}
