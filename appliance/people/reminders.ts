// Before time ends, and when it has: three days, one day, at the end, and while days of grace run. Each step once for each end of
// paid time, to nobody who has paid or whose wallet will, and never at night. A row is made with its message; what is so is asked
// again when the message leaves, and who has paid meanwhile is not told (S2-19).

import type { Work } from '../appliance.ts'
import { formatShillings, type Cents } from '../money.ts'
import { findActiveShortcode } from '../access/portal.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Safe } from '../secrets.ts'
import type { Language, Message, Reminder } from '../tables.ts'
import type { Instant, TermUnit } from '../time.ts'
import { portalWords } from '../words/portal/words.ts'
import { tellMoment } from '../words/portal/times.ts'
import { wordsFor } from '../words/words.ts'
import { makeOwnLink } from './own-links.ts'

export interface ReminderFacts {
  service_id: number
  subscriber_id: number
  service_no: number
  account_no: string
  msisdn: Msisdn
  language: Language
  /** Of paid or given time; what is lent is not. */
  ends_at: Instant
  /** The end of the last days of grace behind it. */
  grace_until: Instant | null
  plan: string
  price_cents: Cents
  term_count: number
  term_unit: TermUnit
  wallet_cents: Cents
}

type Judged = Pick<ReminderFacts, 'ends_at' | 'grace_until' | 'price_cents' | 'term_count' | 'term_unit' | 'wallet_cents'> // prettier-ignore

const termDays = { hour: 1 / 24, day: 1, month: 30 } as const

/** What is to be told now; null: nothing. A pass of a day is not announced three days before. Pure. */
export function decideReminder(facts: Judged, now: Instant): Reminder['step'] | null {
  const { ends_at, grace_until, price_cents, wallet_cents, term_count, term_unit } = facts
  if (wallet_cents >= price_cents) return null // It renews by itself.
  const days = term_count * termDays[term_unit]
  const hours = now.until(ends_at).total('hours')
  if (hours > 72 || days < 1) return null
  if (hours > 24) return days >= 7 ? 'three_days' : null
  if (hours > 0) return days >= 2 ? 'one_day' : null
  if (grace_until && Temporal.Instant.compare(grace_until, now) > 0) return 'grace'
  const over = (grace_until ?? ends_at).until(now).total('hours')
  return over < 24 ? 'ended' : null
}

const candidates = `
  select v.id as service_id, v.subscriber_id, v.service_no, s.account_no, s.msisdn, s.language, paid.ends_at, grace.until as grace_until,
         p.name as plan, p.price_cents, p.term_count, p.term_unit,
         coalesce((select sum(e.amount_cents) from accounts a join entries e on e.account_id = a.id
                   where a.kind = 'wallet' and a.subscriber_id = s.id), 0) as wallet_cents
  from services v join subscribers s on s.id = v.subscriber_id
  join plans p on p.id = coalesce(v.next_plan_id, v.plan_id)
  cross join lateral (select max(c.ends_at) as ends_at from credits c where c.service_id = v.id and c.kind <> 'grace') paid
  left join lateral (select max(c.ends_at) as until from credits c where c.service_id = v.id and c.kind = 'grace'
                     and c.starts_at >= paid.ends_at) grace on true
  where v.closed_at is null and s.msisdn is not null and s.suspended_at is null and s.closed_at is null
    and s.cancelled_at is null and paid.ends_at is not null`

/** How long the same step is not said again, though the end has moved by a gift of an hour. */
const again = { three_days: 48, one_day: 24, ended: 20, grace: 24 } as const

/** Puts what is to be told into the outbox. Run twice, or by two at once, each is told once. Returns how many. */
export async function queueReminders(work: Work): Promise<number> {
  const { db, now } = work
  if (!(await db('sms_gateway').first('provider'))) return 0
  const { rows } = await db.raw<{ rows: ReminderFacts[] }>(
    `${candidates} and v.id in (select service_id from credits where ends_at > :from and ends_at <= :to)`,
    { from: now.subtract({ hours: 24 }) as never, to: now.add({ hours: 72 }) as never },
  )
  let queued = 0
  for (const facts of rows) {
    const step = decideReminder(facts, now)
    if (step && (await queueReminder(work, facts, step))) queued += 1
  }
  return queued
}

async function queueReminder(
  work: Work,
  { service_id, subscriber_id, msisdn, language, ends_at }: ReminderFacts,
  step: Reminder['step'],
): Promise<boolean> {
  const { db, now } = work
  const lately = await db('reminders')
    .where({ service_id, step })
    .where('made_at', '>', now.subtract({ hours: again[step] }) as never)
    .first('id')
  if (lately) return false
  const [reminder] = await db('reminders')
    .insert({ service_id, step, ends_at, made_at: now })
    .onConflict(['service_id', 'step', 'ends_at'])
    .ignore()
    .returning('id')
  if (!reminder) return false
  const [message] = await db('messages')
    .insert({
      kind: 'reminder',
      reminder_id: reminder.id,
      subscriber_id,
      msisdn,
      language,
      state: 'queued',
      made_at: now,
      tries: 0,
      due_at: now,
    })
    .returning('id')
  await work.enqueue('send-message', { message_id: message!.id })
  return true
}

const linkDays = 7

/** Its words as things stand now; undefined where it is not so any more: they paid, or the day has passed. */
export async function composeReminder(
  { db, now }: Work,
  safe: Safe,
  { msisdn, language }: Pick<Message, 'msisdn' | 'language'>,
  { reminder_id, publicUrl }: { reminder_id: number; publicUrl: string | null },
): Promise<string | undefined> {
  const { service_id, step, ends_at } = (await db('reminders').where({ id: reminder_id }).first())!
  const { rows } = await db.raw<{ rows: ReminderFacts[] }>(`${candidates} and v.id = :service_id`, {
    service_id,
  })
  const [facts] = rows
  if (!facts?.ends_at.equals(ends_at) || facts.msisdn !== msisdn) return undefined
  if (decideReminder(facts, now) !== step) return undefined

  const { reminder } = portalWords(language).own.sms
  const lacking = facts.price_cents - facts.wallet_cents
  const amount = formatShillings(lacking as Cents)
  const paybill = (await findActiveShortcode(db))?.by_hand
  const account_no = `${facts.account_no}-${facts.service_no}`
  const pay = paybill ? wordsFor(language).how_to_pay({ amount, paybill, account_no }) : ''
  const ends = { now, ends_at: now.add({ hours: linkDays * 24 }) }
  const link = publicUrl
    ? `${publicUrl}/p/me/links/${makeOwnLink(safe, { id: facts.subscriber_id, msisdn }, ends)}`
    : ''
  const until = tellMoment(language, step === 'grace' ? facts.grace_until! : ends_at, now)
  return [reminder[step](facts.plan, until), pay, link].filter(Boolean).join(' ')
}
