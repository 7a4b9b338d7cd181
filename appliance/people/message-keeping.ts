// How long messages of providers are kept word for word. After that their bodies go, with what was asked and answered: names
// and phones have no place for ever. What they came to stays: when they were heard, from where, their hash, the payment, its
// sightings. Money in doubt keeps its messages: what waits for proof, and what a person has yet to resolve.

import type { Work } from '../appliance.ts'
import type { Config } from '../config.ts'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'
import { messagesSince } from './message-search.ts'
import { recordAct, type Actor } from './audit.ts'

const [monthsMin, monthsMax] = [3, 120]

/** As somebody types them. Throws Invalid `months_unreadable`. */
export function readKeepingMonths(typed: string): number {
  const months = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0
  if (months >= monthsMin && months <= monthsMax) return months
  throw new Invalid('months_unreadable', `A whole number from ${monthsMin} to ${monthsMax}.`)
}

/** As the owner set it; else as the box was set up. */
export async function keepingMonths(
  db: Db,
  config: Pick<Config, 'messageMonths'>,
): Promise<number> {
  return (await db('keeping').first('message_months'))?.message_months ?? config.messageMonths
}

export async function saveKeepingMonths(
  work: Work,
  config: Pick<Config, 'messageMonths'>,
  message_months: number,
  by: Actor,
): Promise<void> {
  const before = await keepingMonths(work.db, config)
  await work.db('keeping').insert({ message_months }).onConflict('one').merge()
  await recordAct(work, {
    ...by,
    action: 'settings.messages_changed',
    subject: 'messages',
    before: { message_months: before },
    after: { message_months },
  })
}

export interface Purged {
  callbacks: number
  inquiries: number
  prompts: number
}

const atOnce = 500

/** One go: at most so many of each kind, the oldest first. Run twice, or killed in the middle, the next goes on. */
export async function purgeMessages({ db, now }: Work, months: number): Promise<Purged> {
  const means = { since: messagesSince(months, now), now, limit: atOnce }
  const callbacks = await db.raw<{ rowCount: number }>(
    `update callbacks c set body_hash = sha256(c.body), body = '', headers = '{}', purged_at = :now
     from (select o.id from callbacks o where o.purged_at is null and o.heard_at < :since and o.state in ('done', 'unreadable')
             and not exists (select from exceptions e where e.resolved_at is null
               and (e.callback_id = o.id or e.subject = 'callback:' || o.id
                 or e.payment_id in (select g.payment_id from sightings g where g.callback_id = o.id)))
           order by o.heard_at limit :limit for update skip locked) old
     where c.id = old.id`,
    means,
  )
  const inquiries = await db.raw<{ rowCount: number }>(
    `update inquiries q set exchange = null, purged_at = :now
     from (select o.id from inquiries o where o.exchange is not null and o.asked_at < :since and o.answered_at is not null
             and not exists (select from exceptions e join sightings g on g.payment_id = e.payment_id
               where g.inquiry_id = o.id and e.resolved_at is null)
           order by o.asked_at limit :limit for update skip locked) old
     where q.id = old.id`,
    means,
  )
  const prompts = await db.raw<{ rowCount: number }>(
    `update stk_pushes p set exchange = null, purged_at = :now
     from (select o.id from stk_pushes o where o.exchange is not null and o.made_at < :since and o.closed_at is not null
             and not exists (select from payments m join exceptions e on e.payment_id = m.id
               where m.stk_push_id = o.id and e.resolved_at is null)
           order by o.made_at limit :limit for update skip locked) old
     where p.id = old.id`,
    means,
  )
  return { callbacks: callbacks.rowCount, inquiries: inquiries.rowCount, prompts: prompts.rowCount }
}

/** Whether there may be more of them. */
export function isFull({ callbacks, inquiries, prompts }: Purged): boolean {
  return Math.max(callbacks, inquiries, prompts) === atOnce
}
