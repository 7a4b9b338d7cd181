// The lines of a subscriber that time can be bought for: on which plan, from when on, and what of grace is still owed.

import type { Work } from '../appliance.ts'
import type { Checkout, Plan, Service } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { Lent } from './grace.ts'

export interface Renewable {
  service: Pick<Service, 'id' | 'service_no' | 'anchor_day'>
  plan: Pick<Plan, 'id' | 'name' | 'price_cents' | 'term_count' | 'term_unit' | 'data_bytes'>
  /** The end of what is bought already; null when nothing ever was. */
  paid_until: Instant | null
  /** Days of grace behind that end which the next term covers. */
  lent?: Lent | null
}

/** A plan that was chosen for the next renewal counts from here on; a checkout keeps the price it was asked for. */
export async function listRenewables(
  work: Work,
  subscriber_id: number,
  checkout?: Pick<Checkout, 'service_id' | 'amount_cents'>,
): Promise<Renewable[]> {
  const { rows } = await work.db.raw<{
    rows: (Renewable['service'] & { plan: number; paid_until: Instant | null })[]
  }>(
    `select v.id, v.service_no, v.anchor_day, coalesce(v.next_plan_id, v.plan_id) as plan,
            (select max(c.ends_at) from credits c where c.service_id = v.id and c.kind <> 'grace') as paid_until
     from services v where v.subscriber_id = ? and v.closed_at is null order by v.id`,
    [subscriber_id],
  )
  const plans = await work.db('plans').whereIn(
    'id',
    rows.map(({ plan }) => plan),
  )
  const owed = await listLent(
    work,
    rows.map(({ id }) => id),
  )
  return rows.map(({ plan: plan_id, paid_until, ...service }) => {
    const plan = plans.find(({ id }) => id === plan_id)!
    const price_cents =
      checkout?.service_id === service.id ? checkout.amount_cents : plan.price_cents
    const lent = owed.find(({ service_id }) => service_id === service.id) ?? null
    return { service, paid_until, plan: { ...plan, price_cents }, lent }
  })
}

/** Of each service the newest grace that no payment has covered. */
async function listLent(
  { db }: Work,
  service_ids: number[],
): Promise<(Lent & { service_id: number })[]> {
  const { rows } = await db.raw<{ rows: (Lent & { service_id: number })[] }>(
    `select distinct on (c.service_id) c.service_id, c.id, c.transfer_id, c.starts_at, c.ends_at
     from credits c where c.kind = 'grace' and c.service_id = any(:service_ids::bigint[])
       and not exists (select from credits d where d.service_id = c.service_id and d.starts_at >= c.ends_at)
       and not exists (select from transfers t where t.undoes = c.transfer_id)
     order by c.service_id, c.ends_at desc`,
    { service_ids },
  )
  return rows
}
