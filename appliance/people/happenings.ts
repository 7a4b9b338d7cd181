// What happened to one subscriber, as the tables have it: each kind read by its own query, newest first, no more
// than a page needs. timeline.ts puts them in one order.

import { keptOfName } from '../access/decisions.ts'
import { toldLogins, type GuestLetIn } from '../access/guest-logins.ts'
import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import type { Cents } from '../money.ts'
import type {
  Credit,
  Disconnection,
  ExceptionKind,
  Payment,
  RouterAnswerKept,
  Sighting,
} from '../tables.ts'
import type { Instant } from '../time.ts'
import { listActs, type ToldAct } from './audit.ts'
import { promptColumns, type ToldPrompt } from './prompts.ts'

export interface Prompted extends ToldPrompt {
  kind: 'prompt'
  at: Instant
}

export interface PaymentHeard {
  kind: 'payment'
  at: Instant
  rail: string
  channel: Payment['channel']
  /** Its prompt's reference where `named` is no: M-Pesa has not told us its code. */
  receipt_code: string
  named: boolean
  amount_cents: Cents
  account_typed: string | null
  state: Payment['state']
  proved_by: Payment['proved_by']
  proved_at: Instant
  settled_at: Instant | null
  /** Who told of it, each once, in the order they did. */
  sources: Sighting['source'][]
}

export interface PaymentHeardAgain {
  kind: 'sighting'
  at: Instant
  rail: string
  receipt_code: string
  source: Sighting['source']
  amount_cents: Cents
  differs: boolean
}

export interface CreditBought {
  kind: 'credit_bought'
  at: Instant
  plan: string
  user_name: string
  price_cents: Cents
  credit_kind: Credit['kind']
  starts_at: Instant
  ends_at: Instant
  /** When the payment was heard that the same transaction settled; null where the wallet paid. */
  payment_heard_at: Instant | null
}

export interface CreditEnded {
  kind: 'credit_ended'
  at: Instant
  plan: string
  user_name: string
}

/** One answer to the router, or equal refusals within a minute of each other; timeline.ts makes a run of them one line. */
export interface AccessDecided {
  kind: 'access'
  /** The last of them. */
  at: Instant
  first_at: Instant
  times: number
  /** The oldest that is kept of this name at this router: there may have been others. */
  oldest_kept: boolean
  user_name: string
  router: string
  outcome: 'accept' | 'reject'
  reason: string | null
  session_seconds: number | null
}

export interface SessionBegan {
  kind: 'session_began'
  at: Instant
  user_name: string
  router: string
  framed_ip_address: string | null
}

export interface SessionEnded {
  kind: 'session_ended'
  at: Instant
  user_name: string
  router: string
  session_seconds: number
  input_octets: number
  output_octets: number
  terminate_cause: string
}

type Ending = 'reason' | 'state' | 'asked_at' | 'tries' | 'error_cause' | 'answered_at' | 'confirmed_at' | 'failed_at' // prettier-ignore

export interface Disconnected extends Pick<Disconnection, Ending> {
  kind: 'disconnection'
  at: Instant
  user_name: string
  router: string
  /** What was tried and what came of it, in order: the first twelve. */
  steps: Pick<RouterAnswerKept, 'step' | 'kind' | 'error_cause' | 'words'>[]
}

export interface ExceptionOpened {
  kind: 'exception'
  at: Instant
  id: number
  exception_kind: ExceptionKind
  details: Record<string, unknown>
  resolved_at: Instant | null
  resolution: string | null
  resolver: string | null
}

export interface StaffActed extends ToldAct {
  kind: 'act'
}

export type Happening =
  | Prompted
  | PaymentHeard
  | PaymentHeardAgain
  | CreditBought
  | CreditEnded
  | AccessDecided
  | SessionBegan
  | SessionEnded
  | Disconnected
  | GuestLetIn
  | ExceptionOpened
  | StaffActed

export interface Window {
  subscriber_id: number
  /** Only what is older. */
  before: Instant
  now: Instant
  limit: number
}

/** Decisions come in hundreds when a box keeps asking: this many are looked at to make runs of them. */
export const decisionsMax = 2000

const mine = `(select id from services where subscriber_id = :subscriber_id)`

const queries: Record<Exclude<Happening['kind'], 'act'>, string> = {
  prompt: `
    select 'prompt' as kind, p.made_at as at, ${promptColumns}
    from stk_pushes p join checkouts k on k.id = p.checkout_id join plans l on l.id = k.plan_id
    where k.subscriber_id = :subscriber_id and p.made_at < :before order by p.made_at desc limit :limit`,
  payment: `
    select 'payment' as kind, heard_at as at, rail, channel, ${codeOfM} as receipt_code,
           receipt_code is not null as named, amount_cents, account_typed, state,
           proved_by, proved_at, settled_at,
           array(select g.source from sightings g left join callbacks k on k.id = g.callback_id
                  where g.payment_id = m.id group by g.source
                  order by min(coalesce(k.heard_at, g.heard_at)), min(g.id)) as sources
    from payments m where subscriber_id = :subscriber_id and heard_at < :before order by heard_at desc limit :limit`,
  sighting: `
    select 'sighting' as kind, g.heard_at as at, m.rail, ${codeOfM} as receipt_code, g.source, g.amount_cents, g.differs
    from sightings g join payments m on m.id = g.payment_id
    where m.subscriber_id = :subscriber_id and g.heard_at < :before
      and (g.differs or g.id > (select min(f.id) from sightings f where f.payment_id = m.id and f.source = g.source))
    order by g.heard_at desc limit :limit`,
  credit_bought: `
    select 'credit_bought' as kind, t.posted_at as at, p.name as plan, v.user_name, c.starts_at, c.kind as credit_kind,
           (select max(e.amount_cents) from entries e where e.transfer_id = t.id) as price_cents,
           (select max(d.ends_at) from credits d where d.transfer_id = t.id) as ends_at, (select min(m.heard_at) from payments m where m.subscriber_id = v.subscriber_id
                       and m.settled_at = t.posted_at) as payment_heard_at
    from credits c join services v on v.id = c.service_id join plans p on p.id = c.plan_id
    join transfers t on t.id = c.transfer_id
    where v.subscriber_id = :subscriber_id and t.posted_at < :before
      -- One line for what was bought at once, though a change of plan has cut it in two since.
      and not exists (select from credits d where d.transfer_id = c.transfer_id and d.id < c.id)
    order by t.posted_at desc limit :limit`,
  credit_ended: `
    select 'credit_ended' as kind, c.ends_at as at, p.name as plan, v.user_name
    from credits c join services v on v.id = c.service_id join plans p on p.id = c.plan_id
    where v.subscriber_id = :subscriber_id and c.ends_at <= :now and c.ends_at < :before
      and not exists (select from credits d where d.service_id = c.service_id and d.starts_at = c.ends_at)
    order by c.ends_at desc limit :limit`,
  access: `
    select 'access' as kind, d.* from (
      select coalesce(d.last_at, d.decided_at) as at, d.decided_at as first_at, d.times, d.user_name,
             r.name as router, d.outcome, d.reason, d.session_seconds,
             row_number() over (partition by d.router_id, d.user_name, d.outcome order by d.id desc) = :kept as oldest_kept
      from access_decisions d join routers r on r.id = d.router_id where d.service_id in ${mine}) d
    where d.at < :before order by d.at desc limit :decisions`,
  session_began: `
    select 'session_began' as kind, x.started_at as at, x.user_name, r.name as router, x.framed_ip_address
    from all_sessions x join routers r on r.id = x.router_id
    where x.service_id in ${mine} and x.started_at < :before order by x.started_at desc limit :limit`,
  session_ended: `
    select 'session_ended' as kind, x.stopped_at as at, x.user_name, r.name as router, x.session_seconds,
           x.input_octets, x.output_octets, x.terminate_cause
    from all_sessions x join routers r on r.id = x.router_id
    where x.service_id in ${mine} and x.stopped_at < :before order by x.stopped_at desc limit :limit`,
  disconnection: `
    select 'disconnection' as kind, d.asked_at as at, x.user_name, r.name as router, d.reason, d.state, d.asked_at,
           d.tries, d.error_cause, d.answered_at, d.confirmed_at, d.failed_at,
           array(select json_build_object('step', a.step, 'kind', a.kind, 'error_cause', a.error_cause, 'words', a.words)
                 from router_answers a where a.disconnection_id = d.id order by a.id limit 12) as steps
    from (select * from all_sessions where service_id in ${mine} offset 0) x -- First whose they are, then what became of them.
    join disconnections d on d.session_id = x.id join routers r on r.id = x.router_id
    where d.asked_at < :before order by d.asked_at desc limit :limit`,
  guest_login: toldLogins(mine),
  exception: `
    select 'exception' as kind, e.opened_at as at, e.id, e.kind as exception_kind, e.details, e.resolved_at,
           e.resolution, s.name as resolver
    from exceptions e left join staff s on s.id = e.resolved_by
    where e.id in (select id from exceptions where subscriber_id = :subscriber_id
                   union all select o.id from (select id from payments where subscriber_id = :subscriber_id offset 0) m
                             join exceptions o on o.payment_id = m.id)
      and e.opened_at < :before
    order by e.opened_at desc limit :limit`,
}

/** Everything before an instant, in no order: up to `limit` of each kind, and up to 2,000 decisions. */
export async function listHappenings(db: Db, window: Window): Promise<Happening[]> {
  const bindings = { ...window, decisions: decisionsMax, kept: keptOfName }
  const found = await Promise.all(
    Object.values(queries).map((sql) => db.raw<{ rows: Happening[] }>(sql, bindings)),
  )
  const acts = await listActs(db, `subscriber:${window.subscriber_id}`, window)
  const staffActs = acts.map((act): StaffActed => ({ kind: 'act', ...act }))
  return [...found.flatMap(({ rows }) => rows), ...staffActs]
}
