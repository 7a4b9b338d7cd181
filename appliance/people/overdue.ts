// Work that should have been done by now: rows whose time to be dealt with has passed. The sweeper sends their
// jobs again; what still stands here after minutes is for whoever looks after the box.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import type { Instant } from '../time.ts'

export interface Overdue {
  kind: 'callback' | 'payment' | 'credit' | 'disconnection'
  id: number
  due_at: Instant
  /** What people know it by: a code, a user name. */
  name: string
  tries: number | null
  account_no: string | null
  rail: string | null
}

const grace = { minutes: 2 }
const shownMax = 100

const late = `
  select 'callback' as kind, c.id, c.due_at, coalesce(c.receipt_code, '') as name, c.tries, null as account_no,
         null as rail
  from callbacks c where c.due_at < :late
  union all
  select 'payment', m.id, m.due_at, ${codeOfM}, null, null, m.rail from payments m where m.due_at < :late
  union all
  select 'credit', c.id, c.due_at, v.user_name, null, s.account_no, null
  from credits c join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
  where c.due_at < :late
  union all
  select 'disconnection', d.id, d.due_at, x.user_name, d.tries, s.account_no, null
  from disconnections d join sessions x on x.id = d.session_id left join services v on v.id = x.service_id
  left join subscribers s on s.id = v.subscriber_id
  where d.due_at < :late`

/** The longest late first. */
export async function listOverdue(db: Db, now: Instant): Promise<Overdue[]> {
  const { rows } = await db.raw<{ rows: Overdue[] }>(
    `select * from (${late}) late order by due_at limit ${shownMax}`,
    { late: now.subtract(grace) },
  )
  return rows
}

export interface OverdueCount {
  kind: Overdue['kind']
  count: number
  oldest_at: Instant
}

/** One row a kind that has any. */
export async function countOverdue(db: Db, now: Instant): Promise<OverdueCount[]> {
  const { rows } = await db.raw<{ rows: OverdueCount[] }>(
    `select kind, count(*) as count, min(due_at) as oldest_at from (${late}) late group by kind`,
    { late: now.subtract(grace) },
  )
  return rows
}
