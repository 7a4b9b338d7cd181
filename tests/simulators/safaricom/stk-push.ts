// M-PESA Express: a business asks a phone to pay. The request is checked field by field, and a prompt goes to the
// phone; the answer says only that it was accepted.

import { json, type Answer, type Asked, type NoAnswer } from '../door.ts'
import { throwLetters } from '../dice.ts'
import { textOf, type Fields } from '../fields.ts'
import { inNairobi, shillings } from '../words.ts'
import { mayCallBack } from './addresses.ts'
import type { Books, Shortcode } from './books.ts'
import { answerPrompt, lapse, type Prompt, type PushRequest } from './prompts.ts'
import { takePushFault } from './push-faults.ts'
import { badField, failedAnswer, refusal } from './refusals.ts'
import { deliverCallback } from './stk-callbacks.ts'
import { proveMerchant, refuseCredentialFields } from './stk-credentials.ts'
import { resultOf } from './stk-results.ts'

const LONGEST_DESCRIPTION = 13
/** A longer prompt does not reach the phone: code 1025. */
const LONGEST_PROMPT = 182
const REPEAT_SECONDS = 120

/** POST /mpesa/stkpush/v1/processrequest */
export async function pushToPhone(books: Books, { fields }: Asked): Promise<Answer | NoAnswer> {
  const badly = refuseCredentialFields(books, fields) ?? refuseFields(books, fields)
  if (badly) return badly
  const shortcode = proveMerchant(books, fields)
  if ('status' in shortcode) return shortcode

  void lapse(books)
  const request = readRequest(fields, shortcode)
  if (books.prompts.some(({ phone, state }) => phone === request.phone && state === 'open')) {
    return refusal(500, '500.001.1001', resultOf(1001).words)
  }
  const prompt = openPrompt(books, shortcode, request)
  const { before_response, answer } = prompt.fault
  if (prompt.state === 'failed') {
    books.outbox.after(1, () => deliverCallback(books, prompt))
  } else if (before_response === undefined) {
    books.outbox.after(1, () => ring(books, prompt))
  } else {
    await answerPrompt(books, prompt, before_response)
  }
  const accepted = acceptance(prompt)
  const half = Math.ceil(accepted.body.length / 2)
  if (answer === 'truncated') return { ...accepted, body: accepted.body.slice(0, half) }
  return failedAnswer(answer ?? 'none', 'c2b', '') ?? accepted
}

function refuseFields(books: Books, fields: Fields): Answer | undefined {
  const { account_reference_max } = books.switches
  const said = (name: string) => textOf(fields, name) ?? ''
  const isType = /^Customer(PayBill|BuyGoods)Online$/.test(said('TransactionType'))
  if (!isType) return badField('TransactionType')
  if (!/^[1-9]\d{0,8}$/.test(said('Amount'))) return badField('Amount')
  if (!/^254[17]\d{8}$/.test(said('PartyA'))) return badField('PartyA')
  if (!/^\d{5,7}$/.test(said('PartyB'))) return badField('PartyB')
  if (!/^254[17]\d{8}$/.test(said('PhoneNumber'))) return badField('PhoneNumber')
  if (!mayCallBack(books, textOf(fields, 'CallBackURL'))) return badField('CallBackURL')
  const reference = said('AccountReference')
  if (reference === '' || reference.length > account_reference_max) {
    return badField('AccountReference')
  }
  const remarks = said('TransactionDesc')
  return remarks === '' || remarks.length > LONGEST_DESCRIPTION ? badField('Remarks') : undefined
}

function readRequest(fields: Fields, { shortcode }: Shortcode): PushRequest {
  const said = (name: string) => textOf(fields, name)!
  return {
    shortcode,
    transaction_type: said('TransactionType') as PushRequest['transaction_type'],
    amount_cents: Number(said('Amount')) * 100,
    party_a: said('PartyA'),
    party_b: said('PartyB'),
    phone: said('PhoneNumber'),
    account_reference: said('AccountReference'),
    description: said('TransactionDesc'),
    callback_url: said('CallBackURL'),
  }
}

function openPrompt(books: Books, shortcode: Shortcode, request: PushRequest): Prompt {
  const asked_at = books.now()
  const text = promptText(shortcode, request)
  const refused = refusedAtOnce(books, shortcode, request, text)
  const prompt: Prompt = {
    ...request,
    merchant_request_id: merchantRequestId(books),
    checkout_request_id: checkoutRequestId(books, request.phone),
    text,
    asked_at,
    expires_at: asked_at.add({ seconds: books.switches.prompt_seconds }),
    state: refused === undefined ? 'open' : 'failed',
    result: refused === undefined ? null : resultOf(refused),
    ended_at: refused === undefined ? null : asked_at,
    transaction: null,
    fault: takePushFault(books.faults.push),
    callbacks: [],
    lapse: { result: resultOf(1037), late_seconds: null },
  }
  books.prompts.push(prompt)
  if (prompt.state === 'open') {
    books.outbox.at(prompt.expires_at, async () => void (await Promise.all(lapse(books))))
  }
  return prompt
}

/** "Do you want to pay KES 50 to KILIMA NET account 9133574KQXR?" */
function promptText({ organisation }: Shortcode, request: PushRequest): string {
  const { amount_cents, account_reference, transaction_type } = request
  const account =
    transaction_type === 'CustomerBuyGoodsOnline' ? '' : ` account ${account_reference}`
  return `Do you want to pay KES ${shillings(amount_cents)} to ${organisation}${account}?`
}

/** What is accepted and then fails without ringing the phone: the result code, or undefined. */
function refusedAtOnce(
  books: Books,
  { kind, till, shortcode }: Shortcode,
  request: PushRequest,
  text: string,
): number | string | undefined {
  const isTill = kind === 'till'
  if (isTill !== (request.transaction_type === 'CustomerBuyGoodsOnline')) return 2028
  if (isTill && request.party_b !== (till ?? shortcode)) return 'SFC_IC0003'
  if (!isTill && request.party_b !== shortcode) return 2028
  if (text.length > LONGEST_PROMPT) return 1025
  return isRepeated(books, request) ? 17 : undefined
}

function isRepeated({ prompts, switches, now }: Books, request: PushRequest): boolean {
  if (switches.repeat_rule === 'off') return false
  const since = now().subtract({ seconds: REPEAT_SECONDS })
  return prompts.some((one) => {
    const at = switches.repeat_rule === 'paid' ? one.transaction?.completed_at : one.asked_at
    return (
      one.phone === request.phone &&
      one.amount_cents === request.amount_cents &&
      one.shortcode === request.shortcode &&
      at != null &&
      Temporal.Instant.compare(at, since) > 0
    )
  })
}

/** The answer has been written, and the phone rings; by now somebody may have acted on it. */
async function ring(books: Books, prompt: Prompt): Promise<void> {
  if (prompt.state !== 'open') return

  const { watching } = books
  for (const watcher of watching.filter(({ phone }) => phone === prompt.phone)) {
    watching.splice(watching.indexOf(watcher), 1)
    watcher.see(prompt)
  }
  const habit = books.habits.get(prompt.phone) ?? books.habits.get('every')
  if (!habit) return
  const acting = async () => {
    if (prompt.state === 'open') await answerPrompt(books, prompt, habit.act)
  }
  if (habit.after_seconds === undefined || habit.after_seconds === 0) return acting()
  books.outbox.at(books.now().add({ seconds: habit.after_seconds }), acting)
}

const acceptance = ({ merchant_request_id, checkout_request_id }: Prompt): Answer =>
  json(200, {
    MerchantRequestID: merchant_request_id,
    CheckoutRequestID: checkout_request_id,
    ResponseCode: '0',
    ResponseDescription: 'Success. Request accepted for processing',
    CustomerMessage: 'Success. Request accepted for processing',
  })

/** "2654-4b64-97ff-b827b542881d3130" */
export function merchantRequestId({ dice }: Books): string {
  const hex = (length: number) => throwLetters(dice, length, '0123456789abcdef')
  return `${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}${throwLetters(dice, 4, '0123456789')}`
}

/** "ws_CO_27112025133814625708374149": Nairobi day, time and milliseconds, then the phone without 254. */
function checkoutRequestId({ now, prompts }: Books, phone: string): string {
  const { year, month, day, hour, minute, second, millisecond } = inNairobi(now())
  const two = (number: number) => String(number).padStart(2, '0')
  const time = `${two(day)}${two(month)}${year}${two(hour)}${two(minute)}${two(second)}`
  for (let later = millisecond; ; later += 1) {
    const id = `ws_CO_${time}${later}${phone.slice(3)}`
    if (!prompts.some(({ checkout_request_id }) => checkout_request_id === id)) return id
  }
}
