// Money and access drift apart in two ways: paid without access, and access without money (unpaid-online.ts). Both lists should be
// empty, or each row should say why it is there.

import type { Db } from '../database.ts'
import { cents, type Cents } from '../money.ts'
import type { Instant } from '../time.ts'

export interface PaidOffline {
  what: 'not_renewed' | 'refused' | 'not_settled'
  account_no: string | null
  name: string | null
  user_name: string | null
  code: string | null
  amount_cents: Cents | null
  since: Instant
  /** A word for why that is as it should be; null where nobody knows. */
  explained: 'suspended' | 'possible_double' | 'wrong_password' | 'wrong_place' | 'wrong_device' | 'too_many_sessions' | 'closed_hours' | 'data_used' | null
} // prettier-ignore

const patience = { minutes: 5 }
const shownMax = 50

/**
 * Who has paid and is kept out: money in the wallet that should have renewed a line, a router's user that was refused while paid
 * time runs, a payment that waits. What nobody explains comes first.
 */
export async function listPaidOffline(db: Db, now: Instant): Promise<PaidOffline[]> {
  const { rows } = await db.raw<{ rows: PaidOffline[] }>(
    `select * from (
       select * from (
         select 'not_renewed' as what, s.account_no, s.name, v.user_name, null as code, w.cents as amount_cents,
                coalesce((select max(c.ends_at) from credits c where c.service_id = v.id), v.opened_at) as since,
                case when s.suspended_at is not null then 'suspended'
                     when exists (select from exceptions x where x.subscriber_id = s.id and x.kind = 'possible_double' and x.resolved_at is null)
                     then 'possible_double' end as explained
         from services v join subscribers s on s.id = v.subscriber_id join plans p on p.id = coalesce(v.next_plan_id, v.plan_id)
         join accounts a on a.kind = 'wallet' and a.subscriber_id = s.id
         join lateral (select coalesce(sum(e.amount_cents), 0) as cents,
             max(t.posted_at) as moved_at from entries e join transfers t on t.id = e.transfer_id where e.account_id = a.id) w on true
         where v.closed_at is null and s.closed_at is null and p.kind = 'pppoe' and w.cents >= p.price_cents and w.moved_at < :late
           and not exists (select from credits c where c.service_id = v.id and c.ends_at > :late)
         limit ${shownMax}) as idle
       union all
       select * from (
         select 'refused', s.account_no, s.name, v.user_name, null, c.price_cents, d.decided_at,
                case when s.suspended_at is not null then 'suspended' when d.reason <> 'unpaid' and d.reason <> 'unknown_user' then d.reason end
         from credits c join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
         join lateral (select * from access_decisions d where d.service_id = v.id and d.decided_at > :yesterday
           order by d.decided_at desc limit 1) d on d.outcome = 'reject' and d.decided_at > c.starts_at
         where c.starts_at <= :now and c.ends_at > :now limit ${shownMax}) as refused
       union all
       select * from (
         select 'not_settled', null, m.payer_name, null, coalesce(m.receipt_code, m.account_typed), m.amount_cents, m.proved_at, null
         from payments m where m.state = 'unsettled' and m.due_at is not null and m.proved_at < :late order by m.id limit ${shownMax}) as waits
     ) as all_of_them order by (explained is not null), since, user_name`,
    { now: now as never, late: now.subtract(patience) as never, yesterday: now.subtract({ hours: 24 }) as never },
  )
  return rows.map((row) => ({
    ...row,
    amount_cents: row.amount_cents === null ? null : cents(row.amount_cents),
  }))
} // prettier-ignore
