// What an SMS of the outbox says, in its reader's language, as things stand when it is sent.

import { randomInt } from 'node:crypto'
import { mayTakeAlong } from '../access/pass-rights.ts'
import type { Work } from '../appliance.ts'
import { formatShillings } from '../money.ts'
import { codeOf } from '../money/payments.ts'
import type { Safe } from '../secrets.ts'
import type { Message, Payment } from '../tables.ts'
import { readBusiness } from './own-file.ts'
import { composeReminder } from './reminders.ts'
import { findCodeToSend } from './sms-codes.ts'
import { portalWords } from '../words/portal/words.ts'
import { tellMoment } from '../words/portal/times.ts'
import { wordsFor } from '../words/words.ts'

export interface Composed {
  msisdn: string
  text: string
}

/** Undefined where it was sent, or given up, before. A pass gets its code with its first message. */
export async function composeMessage(
  work: Work,
  safe: Safe,
  message_id: number,
  /** For links; null: no link. */
  publicUrl: string | null = null,
): Promise<Composed | undefined> {
  const message = await work.db('messages').where({ id: message_id }).first()
  if (message?.state !== 'queued') return undefined
  if (message.sms_code_id !== null) return composeCode(work, safe, message, message.sms_code_id)
  const { reminder_id } = message
  if (reminder_id !== null) {
    const text = await composeReminder(work, safe, message, { reminder_id, publicUrl })
    return text === undefined ? putAway(work, message.id) : { msisdn: message.msisdn, text }
  }
  if (message.payment_id === null) return { msisdn: message.msisdn, text: message.body! }
  const payment = (await work.db('payments').where({ id: message.payment_id }).first())!
  const text =
    message.kind === 'payment_confirmed'
      ? await composeConfirmed(work, safe, message, payment)
      : wordsFor(message.language).payment.in_review(moneyOf(payment)).sms
  return { msisdn: message.msisdn, text }
}

/** What nobody is to be told any more is put away without a word: here alone it is known. */
async function putAway(work: Work, id: number): Promise<undefined> {
  await work.db('messages').where({ id }).update({ state: 'withdrawn', due_at: null })
}

async function composeCode(
  work: Work,
  safe: Safe,
  { id, language, msisdn }: Message,
  sms_code_id: number,
): Promise<Composed | undefined> {
  const code = await findCodeToSend(work, safe, sms_code_id)
  if (code === undefined) return putAway(work, id)
  const { name } = await readBusiness(work.db)
  return { msisdn, text: portalWords(language).own.sms.code(code, name) }
}

async function composeConfirmed(
  work: Work,
  safe: Safe,
  { language, msisdn }: Message,
  payment: Payment,
): Promise<string> {
  const words = wordsFor(language)
  const { service_id } = payment
  const [last] = await work
    .db('credits')
    .where({ service_id: service_id! })
    .max<{ ends_at: Payment['paid_at'] }[]>('ends_at as ends_at')
  const until = tellMoment(language, last!.ends_at!, work.now)
  const { sms } = words.payment.confirmed({ ...moneyOf(payment), until })
  const receipt = await work.db('receipts').where({ payment_id: payment.id }).first('number')
  const receipt_no = receipt ? `${words.receipt_no(receipt.number)} ` : ''
  // The code opens the pass: it is told to whoever may take it along, and to nobody who added an hour to it.
  const may = await mayTakeAlong(work.db, service_id!, msisdn, work.now)
  const code = may ? words.pass_code(await givePassCode(work, safe, service_id!)) : ''
  return `${sms} ${receipt_no}${code}`.trim()
}

function moneyOf(payment: Payment): { amount: string; receipt_code: string } {
  return { amount: formatShillings(payment.amount_cents), receipt_code: codeOf(payment) }
}

async function givePassCode(work: Work, safe: Safe, id: number): Promise<string> {
  const service = (await work.db('services').where({ id }).forUpdate().first('pass_code_sealed'))!
  if (service.pass_code_sealed) return safe.open(service.pass_code_sealed, 'services.pass_code')
  const pass_code = String(randomInt(1_000_000)).padStart(6, '0')
  const pass_code_sealed = safe.seal(pass_code, 'services.pass_code')
  await work.db('services').where({ id }).update({ pass_code_sealed })
  return pass_code
}
