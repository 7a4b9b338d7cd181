// What a person must look at, oldest first: whose it is, how long it has waited, what it is about.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import type { Cents } from '../money.ts'
import type { Exception, ExceptionKind, Role } from '../tables.ts'
import type { Instant } from '../time.ts'
import { undoMinutes } from './audit.ts'

export const kindsOfMoney = [
  'unknown_account',
  'missing_reference',
  'account_closed',
  'not_customer_money',
  'unreadable_callback',
  'paid_less',
  'paid_more',
  'sightings_differ',
  'unproved',
  'another_phone',
  'not_applied',
  'possible_double',
  'claimed',
  'reversed',
  'refund_stuck',
  'before_live',
] as const satisfies ExceptionKind[]
export const kindsOfAccess = [
  'still_online',
  'work_failed',
  'secret_mismatch',
  'router_silent',
  'no_internet',
] as const satisfies ExceptionKind[]

/** Who needs to see what (S2-57): payments' troubles are finance's, lines' troubles are support's and technicians' too. */
export function kindsFor(role: Role): readonly ExceptionKind[] {
  if (role === 'owner' || role === 'finance' || role === 'auditor')
    return [...kindsOfMoney, ...kindsOfAccess]
  return role === 'support' || role === 'technician' ? kindsOfAccess : []
}

export const whoses = ['all', 'mine', 'nobody', 'late'] as const
export type Whose = (typeof whoses)[number]

export interface Queued extends Pick<
  Exception,
  'id' | 'kind' | 'subject' | 'amount_cents' | 'details' | 'opened_at' | 'deadline_at' | 'owner_id'
> {
  owner: string | null
  receipt_code: string | null
  account_typed: string | null
  payer_name: string | null
  subscriber: string | null
  account_no: string | null
}

export interface Viewer {
  id: number
  role: Role
}

export interface WantedExceptions {
  whose: Whose
  kind: ExceptionKind | null
}

export interface Desk {
  rows: Queued[]
  counts: Record<Whose, number> & { amount_cents: Cents }
  /** What this person resolved last, while it can still be undone. */
  resolved: LastResolved | undefined
}

/** The queue as one person sees it. */
export async function readDesk(
  db: Db,
  viewer: Viewer,
  wanted: WantedExceptions,
  now: Instant,
): Promise<Desk> {
  const [rows, counts, resolved] = await Promise.all([
    listOpenExceptions(db, viewer, wanted, now),
    countOpenExceptions(db, viewer, now),
    findLastResolved(db, viewer.id, now.subtract({ minutes: undoMinutes })),
  ])
  return { rows, counts, resolved }
}

const chips: Record<Whose, string> = {
  all: 'true',
  mine: 'e.owner_id = :staff_id',
  nobody: 'e.owner_id is null',
  late: 'e.deadline_at < :now',
}
const queueMax = 200

export async function listOpenExceptions(
  db: Db,
  viewer: Viewer,
  { whose, kind }: WantedExceptions,
  now: Instant,
  limit = queueMax,
): Promise<Queued[]> {
  const { rows } = await db.raw<{ rows: Queued[] }>(
    `select e.id, e.kind, e.subject, e.amount_cents, e.details, e.opened_at, e.deadline_at, e.owner_id,
            o.name as owner, ${codeOfM} as receipt_code, m.account_typed, m.payer_name, s.name as subscriber, s.account_no
     from exceptions e left join payments m on m.id = e.payment_id
     left join sessions x on x.id = e.session_id left join services v on v.id = x.service_id
     left join subscribers s on s.id = coalesce(e.subscriber_id, v.subscriber_id)
     left join staff o on o.id = e.owner_id
     where e.resolved_at is null and e.kind = any(:kinds) and (:kind::text is null or e.kind = :kind)
       and ${chips[whose]}
     order by e.opened_at, e.id limit :limit`,
    { kinds: kindsFor(viewer.role) as never, kind, staff_id: viewer.id, now, limit },
  )
  return rows
}

/** How many are open behind each chip, and their money. */
export async function countOpenExceptions(
  db: Db,
  viewer: Viewer,
  now: Instant,
): Promise<Record<Whose, number> & { amount_cents: Cents }> {
  const counts = whoses.map((whose) => `count(*) filter (where ${chips[whose]}) as ${whose}`)
  const { rows } = await db.raw<{ rows: (Record<Whose, number> & { amount_cents: Cents })[] }>(
    `select ${counts.join(', ')}, coalesce(sum(e.amount_cents), 0) as amount_cents
     from exceptions e where e.resolved_at is null and e.kind = any(:kinds)`,
    { kinds: kindsFor(viewer.role) as never, staff_id: viewer.id, now },
  )
  return rows[0]!
}

export interface LastResolved {
  id: number
  kind: ExceptionKind
  amount_cents: Cents | null
  resolution: string
  resolved_as: Exception['resolved_as']
}

async function findLastResolved(
  db: Db,
  staff_id: number,
  since: Instant,
): Promise<LastResolved | undefined> {
  const row = await db('exceptions')
    .where({ resolved_by: staff_id })
    .where('resolved_at', '>', since as never)
    .orderBy('resolved_at', 'desc')
    .first('id', 'kind', 'amount_cents', 'resolution', 'resolved_as')
  return row && { ...row, resolution: row.resolution ?? '' }
}
