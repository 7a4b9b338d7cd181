// An SMS that a person writes to a subscriber. It waits two minutes in the outbox, so that it can be taken back.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { formatShillings } from '../money.ts'
import { walletOf } from '../money/ledger.ts'
import type { Message, Subscriber } from '../tables.ts'
import { recordAct } from './audit.ts'
import { holdOpen, type Worker } from './held-subscribers.ts'

/** Three parts of an SMS, as gateways charge them. */
export const messageSignsMax = 459
const waits = { minutes: 2 }

const places = ['name', 'account', 'balance'] as const
type Place = (typeof places)[number]

/** What somebody wrote, with its places: {name}, {account}, {balance}. Throws Invalid `message_unreadable`. */
export function parseMessage(words: string): string {
  const body = words.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (body === '' || body.length > messageSignsMax || /\p{Cc}/u.test(body))
    throw new Invalid('message_unreadable', `Write 1 to ${messageSignsMax} letters.`)
  for (const [, place] of body.matchAll(/\{([^{}]*)\}/g)) {
    if (!places.includes(place as Place))
      throw new Invalid(
        'message_unreadable',
        `{${place}} is not known: use {name}, {account} or {balance}.`,
      )
  }
  return body
}

/**
 * Puts in what stands for the places, once: what a name holds is never read again, and no name brings a link (T38). Pure.
 */
export function fillMessage(body: string, values: Record<Place, string>): string {
  return body.replace(/\{(name|account|balance)\}/g, (_, place: Place) => values[place])
}

/** A name as an SMS may carry it: 40 signs, on one line, without addresses of pages. Pure. */
export function nameForMessage(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/\p{C}/gu, '')
    .replace(/\S*(?:\/\/|www\.|\.[a-z]{2,}\/)\S*/giu, '')
    .replace(/\b[\w-]+\.(?:com|co|net|org|ke|io|me|ly|info|app|link|xyz)\b\S*/giu, '')
    .replace(/\s+/g, ' ')
    .trim()
  return [...plain].slice(0, 40).join('') || 'customer'
}

/** Why nothing can be written to them; null where it can. */
export async function findMessageObstacle(
  db: Db,
  { msisdn }: Pick<Subscriber, 'msisdn'>,
): Promise<'no_phone' | 'no_gateway' | null> {
  if (msisdn === null) return 'no_phone'
  return (await db('sms_gateway').first('provider')) ? null : 'no_gateway'
}

/** Puts it into the outbox and returns its id. The subscriber has a phone, and a gateway is there. */
export async function queueWritten(
  work: Work,
  subscriber: Pick<Subscriber, 'id' | 'name' | 'account_no' | 'msisdn' | 'language'>,
  body: string,
  { staff }: Worker,
): Promise<number> {
  const { id: subscriber_id, msisdn, language } = subscriber
  const text = fillMessage(body, {
    name: nameForMessage(subscriber.name),
    account: subscriber.account_no,
    balance: `KES ${formatShillings(await walletOf(work.db, subscriber_id))}`,
  })
  const [message] = await work
    .db('messages')
    .insert({
      kind: 'written',
      payment_id: null,
      subscriber_id,
      body: text,
      made_by: staff.id,
      msisdn: msisdn!,
      language,
      state: 'queued',
      made_at: work.now,
      tries: 0,
      due_at: work.now.add(waits),
    })
    .returning('id')
  return message!.id
}

/** Throws Conflict `no_phone` or `no_gateway`, and what holdOpen throws. */
export async function writeMessage(
  work: Work,
  account_no: string,
  body: string,
  by: Worker,
): Promise<void> {
  const subscriber = await holdOpen(work, account_no, by)
  const obstacle = await findMessageObstacle(work.db, subscriber)
  if (obstacle === 'no_phone') throw new Conflict(obstacle, 'This account has no phone number.')
  if (obstacle) throw new Conflict(obstacle, 'No SMS gateway is set up yet.')
  const message = await queueWritten(work, subscriber, body, by)
  const subject = `subscriber:${subscriber.id}`
  await recordAct(work, { ...by, action: 'message.written', subject, after: { message } })
}

/** Takes back what was not sent yet, and says whether it was so. */
export async function withdrawMessage(
  work: Work,
  id: number,
  subscriber_id: number,
): Promise<boolean> {
  const message = await work
    .db('messages')
    .where({ id, subscriber_id })
    .forUpdate()
    .first('state', 'tries')
  if (message?.state !== 'queued' || message.tries > 0) return false
  await work.db('messages').where({ id }).update({ state: 'withdrawn', due_at: null })
  return true
}

export type ToldMessage = Pick<
  Message,
  'id' | 'kind' | 'body' | 'state' | 'made_at' | 'sent_at' | 'error'
> & { author: string | null }

const shown = 10

/** What they were told by SMS, newest first: what people wrote, and what followed from their payments. */
export async function listMessages(db: Db, subscriber_id: number): Promise<ToldMessage[]> {
  const { rows } = await db.raw<{ rows: ToldMessage[] }>(
    `select m.id, m.kind, m.body, m.state, m.made_at, m.sent_at, m.error, s.name as author
     from (select * from messages where subscriber_id = :subscriber_id
           union all
           select m.* from messages m join payments p on p.id = m.payment_id where p.subscriber_id = :subscriber_id) m
     left join staff s on s.id = m.made_by
     order by m.id desc limit ${shown}`,
    { subscriber_id },
  )
  return rows
}
