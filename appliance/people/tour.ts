// The tour of a trial: five steps that whoever tries Lango walks, and how far they are. Nothing is kept for it: each step
// is done when the books say so, since the trial began or since the tour was begun anew.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'

/** A guest at the hotspot: asked for a pass, paid, online. */
export interface GuestStep {
  state: 'open' | 'paid'
  name: string
  account_no: string
  amount_cents: number
  opened_at: Instant
  receipt_code: string | null
  online_at: Instant | null
}

/** A line at home that the paybill paid for. */
export interface LineStep {
  service_id: number
  name: string
  account_no: string
  amount_cents: number
  receipt_code: string
  heard_at: Instant
  settled_at: Instant
  /** When the time bought ends; null where it bought none. */
  ends_at: Instant | null
  /** Since when it has been online after the payment. */
  up_at: Instant | null
}

/** Money that named nobody. */
export interface StrayStep {
  id: number
  account_typed: string | null
  amount_cents: number
  opened_at: Instant
  /** Whom it was given to; null while it waits. */
  given: { name: string; account_no: string; by: string | null } | null
}

/** The line of step two, closed at the end of its time. */
export interface GateStep {
  stopped_at: Instant
  terminate_cause: string
  /** Whether we told the router, and it did so. */
  told: boolean
}

/** Somebody of the town to pay for. */
export interface Example {
  name: string
  account_no: string
  msisdn: string
  plan: string
  price_cents: number
  ended: boolean
}

export interface Tour {
  /** The paybill that is paid. */
  shortcode: string | null
  /** Whom to pay for: the first in step two, the second in step three. */
  examples: Example[]
  guest: GuestStep | null
  line: LineStep | null
  stray: StrayStep | null
  time_passed: boolean
  gate: GateStep | null
}

export const tourSteps = ['guest', 'line', 'stray', 'time', 'gate'] as const
export type TourStep = (typeof tourSteps)[number]

const begun = { action: 'tour.begun', subject: 'trial:tour' } as const

/** From here on the steps are to be walked anew. */
export async function beginTour(work: Work, by: Actor): Promise<void> {
  await recordAct(work, { ...by, ...begun })
}

/** When it was begun anew; or when the trial was, with the first person who works here. */
async function findBegin(db: Db): Promise<Instant | undefined> {
  const act = await db('audit').where(begun).orderBy('id', 'desc').first('at')
  return act?.at ?? (await db('staff').orderBy('id').first('added_at'))?.added_at
}

export async function readTour(db: Db, now: Instant): Promise<Tour> {
  const since = (await findBegin(db)) ?? now
  const line = await findLine(db, since)
  const paid = await db('shortcodes').orderBy('shortcode').first('shortcode')
  return {
    shortcode: paid?.shortcode ?? null,
    examples: await findExamples(db, now),
    guest: await findGuest(db, since),
    line,
    stray: await findStray(db, since),
    time_passed: await hasTimePassed(db, since),
    gate: line?.ends_at ? await findGate(db, line.service_id, line.ends_at) : null,
  }
}

/** Which steps are done. Pure. */
export function decideTour(tour: Tour, now: Instant): Record<TourStep, boolean> {
  const { guest, line, stray, time_passed, gate } = tour
  const ended = !line?.ends_at || Temporal.Instant.compare(line.ends_at, now) <= 0
  return {
    guest: guest !== null && guest.online_at !== null,
    line: line !== null && line.up_at !== null,
    stray: stray !== null && stray.given !== null,
    time: time_passed && ended,
    gate: gate !== null,
  }
}

async function findGuest(db: Db, since: Instant): Promise<GuestStep | null> {
  const { rows } = await db.raw<{ rows: GuestStep[] }>(
    `select * from (
       select c.id, c.state, s.name, s.account_no, c.amount_cents, c.opened_at, p.receipt_code,
              (select min(e.started_at) from all_sessions e
               where e.service_id = c.service_id and e.started_at >= c.opened_at) as online_at
       from checkouts c join subscribers s on s.id = c.subscriber_id
       left join stk_pushes k on k.checkout_id = c.id left join payments p on p.stk_push_id = k.id
       where c.opened_at >= :since and c.state <> 'abandoned' and c.payment_request_id is null
     ) asked order by online_at nulls last, state desc, id desc limit 1`,
    { since: since as never },
  )
  return rows[0] ?? null
}

async function findLine(db: Db, since: Instant): Promise<LineStep | null> {
  const { rows } = await db.raw<{ rows: LineStep[] }>(
    `select v.id as service_id, s.name, s.account_no, p.amount_cents, p.receipt_code, p.heard_at, p.settled_at,
            (select min(c.ends_at) from credits c
             where c.service_id = v.id and c.ends_at > p.settled_at) as ends_at,
            (select min(e.started_at) from all_sessions e
             where e.service_id = v.id and (e.stopped_at is null or e.stopped_at > p.settled_at)) as up_at
     from payments p join subscribers s on s.id = p.subscriber_id
     join services v on v.subscriber_id = s.id and v.closed_at is null
     join plans l on l.id = v.plan_id and l.kind = 'pppoe'
     where p.channel = 'paybill' and p.state = 'settled' and p.heard_at >= :since
       and not exists (select from exceptions x where x.payment_id = p.id
                       and x.kind in ('unknown_account', 'missing_reference'))
     order by p.heard_at, v.id limit 1`,
    { since: since as never },
  )
  return rows[0] ?? null
}

interface StrayRow extends Omit<StrayStep, 'given'> {
  name: string | null
  account_no: string | null
  given_by: string | null
}

async function findStray(db: Db, since: Instant): Promise<StrayStep | null> {
  const { rows } = await db.raw<{ rows: StrayRow[] }>(
    `select x.id, p.account_typed, p.amount_cents, x.opened_at, s.name, s.account_no, f.name as given_by
     from exceptions x join payments p on p.id = x.payment_id
     left join subscribers s on s.id = p.subscriber_id and x.resolved_at is not null
     left join staff f on f.id = x.resolved_by
     where x.kind in ('unknown_account', 'missing_reference') and x.opened_at >= :since
       and (x.resolved_at is null or s.id is not null)
     order by s.id is null, x.id limit 1`,
    { since: since as never },
  )
  const [row] = rows
  if (!row) return null
  const { name, account_no, given_by, ...stray } = row
  return { ...stray, given: name && account_no ? { name, account_no, by: given_by } : null }
}

async function hasTimePassed(db: Db, since: Instant): Promise<boolean> {
  const act = db('audit').where({ action: 'trial.time_passed' })
  return (await act.where('at', '>=', since as never).first('id')) !== undefined
}

// Accounting counts in whole seconds: a router may say it ended a moment before the end.
async function findGate(db: Db, service_id: number, ends_at: Instant): Promise<GateStep | null> {
  const { rows } = await db.raw<{ rows: GateStep[] }>(
    `select e.stopped_at, e.terminate_cause,
            exists (select from disconnections d where d.session_id = e.id and d.state = 'confirmed') as told
     from all_sessions e
     where e.service_id = :service_id and e.started_at < :ends_at
       and e.stopped_at >= :ends_at::timestamptz - interval '5 seconds'
     order by e.stopped_at limit 1`,
    { service_id, ends_at: ends_at as never },
  )
  return rows[0] ?? null
}

/** Two people with a line at home to pay for: whoever's time has ended, first. The same ones until somebody pays. */
async function findExamples(db: Db, now: Instant): Promise<Example[]> {
  const { rows } = await db.raw<{ rows: Example[] }>(
    `select * from (
       select s.id, s.name, s.account_no, s.msisdn, p.name as plan, p.price_cents,
              not exists (select from credits c where c.service_id = v.id and c.ends_at > :now) as ended
       from services v join subscribers s on s.id = v.subscriber_id join plans p on p.id = v.plan_id
       where p.kind = 'pppoe' and s.msisdn is not null and v.closed_at is null and s.suspended_at is null and s.closed_at is null
         and not exists (select from entries e join accounts a on a.id = e.account_id
                         where a.subscriber_id = s.id group by a.id having sum(e.amount_cents) <> 0)
     ) payable order by ended desc, id limit 2`,
    { now: now as never },
  )
  return rows
}
