// Who may take a pass to another phone: its own subscriber, and whoever paid when it was not running. Somebody who adds an
// hour to a stranger's month has paid for the hour, and has no right to the month.

import type { Db } from '../database.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'

// The credit the running time began with, and what bought it: everything of one Work carries the same instant.
const begun = `
  select c.starts_at, t.posted_at from credits c join transfers t on t.id = c.transfer_id
  where c.service_id = :service_id and c.starts_at <= :now
    and not exists (select from credits b where b.service_id = c.service_id and b.ends_at = c.starts_at)
  order by c.starts_at desc limit 1`

export async function mayTakeAlong(
  db: Db,
  service_id: number,
  msisdn: Msisdn | string,
  now: Instant,
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `with begun as (${begun})
     select from services v join subscribers s on s.id = v.subscriber_id
     where v.id = :service_id and (s.msisdn = :msisdn or exists (
       select from payments m join begun on begun.posted_at = m.settled_at
       where m.service_id = v.id and m.payer_msisdn = :msisdn))`,
    { service_id, msisdn, now: now as never },
  )
  return rows.length > 0
}

/** The pass a receipt of the running time may take along; undefined for one of a time that is over. */
export async function findPassOfReceipt(
  db: Db,
  receipt_code: string,
  now: Instant,
): Promise<{ id: number; subscriber_id: number } | undefined> {
  const { rows } = await db.raw<{
    rows: { id: number; subscriber_id: number; payer_msisdn: string | null; settled_at: Instant }[]
  }>(
    `select v.id, v.subscriber_id, m.payer_msisdn, m.settled_at
     from payments m join services v on v.id = m.service_id join plans p on p.id = v.plan_id
     where m.rail = 'mpesa' and m.receipt_code = :receipt_code and m.state = 'settled' and p.kind = 'hotspot'`,
    { receipt_code },
  )
  const [paid] = rows
  if (!paid) return undefined
  const { id, subscriber_id, payer_msisdn, settled_at } = paid
  const running = await db.raw<{ rows: { is_begun: boolean }[] }>(
    `with begun as (${begun})
     select begun.posted_at = :settled_at as is_begun
     from begun join credits c on c.service_id = :service_id and c.starts_at >= begun.starts_at
     join transfers t on t.id = c.transfer_id
     where t.posted_at = :settled_at`,
    { service_id: id, now: now as never, settled_at: settled_at as never },
  )
  const [credit] = running.rows
  if (!credit) return undefined
  const may =
    credit.is_begun || (payer_msisdn !== null && (await mayTakeAlong(db, id, payer_msisdn, now)))
  return may ? { id, subscriber_id } : undefined
}
