// Subscribers as an act on many must know them: who they are, and their open lines with what is paid for.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { TermUnit, Instant } from '../time.ts'
import type { ServiceKind } from '../tables.ts'
import { scopeOf, type Viewer } from './scopes.ts'

export interface TargetLine {
  service_id: number
  service_no: number
  kind: ServiceKind
  plan_id: number
  plan: string
  next_plan_id: number | null
  price_cents: Cents
  term_count: number
  term_unit: TermUnit
  data_bytes: number | null
  /** The end of all there is, grace and gifts too; null where nothing ever was. */
  ends_at: Instant | null
}

export interface Target {
  id: number
  account_no: string
  name: string
  msisdn: Msisdn | null
  suspended_at: Instant | null
  closed_at: Instant | null
  cancelled_at: Instant | null
  lines: TargetLine[]
}

/** In one act. */
export const targetsMax = 20_000
/** More than these are worked through by a job, while their page tells how far it is. */
export const atOnceMax = 500

/** Of these ids, whom the viewer may see; by name. */
export async function listTargets(
  db: Db,
  ids: readonly number[],
  viewer: Viewer,
): Promise<Target[]> {
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: Omit<Target, 'lines'>[] }>(
    `select s.id, s.account_no, s.name, s.msisdn, s.suspended_at, s.closed_at, s.cancelled_at
     from subscribers s where s.id = any(:ids::bigint[]) and ${scope.sql('s')} order by lower(s.name), s.id`,
    { ids: [...ids], ...scope.bindings },
  )
  const { rows: lines } = await db.raw<{ rows: (TargetLine & { subscriber_id: number })[] }>(
    `select v.subscriber_id, v.id as service_id, v.service_no, p.kind, v.plan_id, p.name as plan, v.next_plan_id,
            p.price_cents, p.term_count, p.term_unit, p.data_bytes,
            (select max(c.ends_at) from credits c where c.service_id = v.id) as ends_at
     from services v join plans p on p.id = v.plan_id
     where v.subscriber_id = any(:ids::bigint[]) and v.closed_at is null order by v.service_no`,
    { ids: rows.map(({ id }) => id) },
  )
  const linesOf = Map.groupBy(lines, ({ subscriber_id }) => subscriber_id)
  return rows.map((row) => ({ ...row, lines: linesOf.get(row.id) ?? [] }))
}
