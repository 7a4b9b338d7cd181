// What must hold in the books after every day, whatever happened (design and reliability's invariants, by number). Each oracle
// gives a line for everything that is wrong. The truth is what the simulated Safaricom knows: which money really moved.

import type { Appliance } from '../../appliance/appliance.ts'
import type { Db } from '../../appliance/database.ts'
import { listDue } from '../../appliance/due.ts'
import { kindsToGive } from '../../appliance/money/exceptions.ts'
import { verifyChain } from '../../appliance/people/audit-chain.ts'
import type { Instant } from '../../appliance/time.ts'
import type { Safaricom } from '../simulators/safaricom/safaricom.ts'
import type { Reckoning } from './reckoning.ts'

export interface View {
  appliance: Appliance
  db: Db
  now: Instant
  safaricom: Safaricom
  reckoning: Reckoning
  /** Since when Safaricom and PostgreSQL have answered without a break. */
  wellSince: Instant
}

export type Oracle = (view: View) => Promise<string[]>

/** Lines of one column, `what`; none where all is well. */
async function find(db: Db, sql: string, values: Record<string, unknown> = {}): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { what: string }[] }>(sql, values as never)
  return rows.map(({ what }) => String(what))
}

/** 4, 5: money neither comes from nowhere nor goes there. */
const balances: Oracle = ({ db }) =>
  find(db, `
    select 'transfer ' || t.id || ' does not sum to zero' as what
    from transfers t left join entries e on e.transfer_id = t.id
    group by t.id having coalesce(sum(e.amount_cents), 1) <> 0 or count(e.id) < 2
    union all
    select 'wallet of subscriber ' || a.subscriber_id || ' is at ' || sum(e.amount_cents)
    from accounts a join entries e on e.account_id = a.id where a.kind in ('wallet', 'suspense', 'refunds')
    group by a.id having sum(e.amount_cents) < 0`) // prettier-ignore

/** 14: what came in is on somebody's account, in suspense before a person, or set aside to be given back. */
const conserved: Oracle = ({ db }) =>
  find(db, `
    with held as (
      select a.kind, sum(e.amount_cents) as cents from accounts a join entries e on e.account_id = a.id group by a.kind
    ), told as (
      select coalesce(sum(amount_cents) filter (where rail = 'mpesa' and state <> 'unsettled'), 0) as received,
             coalesce(sum(amount_cents) filter (where rail = 'cash'), 0) as cash,
             coalesce(sum(amount_cents) filter (where state = 'excepted'), 0) as suspended
      from payments
    )
    select format('the books say %s of %s, the payments %s', cents, kind, wanted) as what
    from (
      select 'paybill' as kind, -coalesce((select cents from held where kind = 'paybill'), 0) as cents, received as wanted from told
      union all select 'cash', -coalesce((select cents from held where kind = 'cash'), 0), cash from told
      union all select 'suspense', coalesce((select cents from held where kind = 'suspense'), 0), suspended from told
    ) as pairs where cents <> wanted
    union all
    select format('payment %s has %s entries of its amount at the paybill', p.id, count(e.id))
    from payments p left join transfers t on t.id = p.transfer_id
      left join entries e on e.transfer_id = t.id and e.amount_cents = -p.amount_cents
    where p.state <> 'unsettled' and p.rail = 'mpesa' group by p.id having count(e.id) <> 1`) // prettier-ignore

/** 11: time that was sold is there, as long as it was paid for; nobody was charged for nothing. */
const sold: Oracle = ({ db }) =>
  find(db, `
    with sales as (
      select t.id, max(e.amount_cents) as cents,
             (select coalesce(sum(extract(epoch from c.ends_at - c.starts_at)), 0) from credits c where c.transfer_id = t.id) as seconds
      from transfers t join entries e on e.transfer_id = t.id
      where t.kind = 'sell' and not exists (select from transfers u where u.undoes = t.id)
      group by t.id
    ), terms as (
      select price_cents, extract(epoch from make_interval(hours => term_count * case term_unit when 'day' then 24 else 1 end)) as seconds
      from plans where term_unit in ('hour', 'day')
    )
    select format('sale %s of %s cents gave %s seconds', s.id, s.cents, s.seconds) as what
    from sales s left join terms on terms.price_cents = s.cents where s.seconds is distinct from terms.seconds`) // prettier-ignore

/** 14: nobody's money lies without a person who is told of it. */
const beforeSomebody: Oracle = ({ db }) =>
  find(db, `
    select 'payment ' || p.id || ' is in suspense and nobody is told' as what from payments p
    where p.state = 'excepted' and not exists (
      select from exceptions e where e.payment_id = p.id and e.resolved_at is null and e.kind = any(:kinds::text[]))
    union all
    select 'payment ' || s.payment_id || ' was seen differently and nobody was told' from sightings s
    where s.differs and not exists (select from exceptions e where e.payment_id = s.payment_id and e.kind = 'sightings_differ')
    union all
    select 'payment ' || p.id || ' of ' || p.amount_cents || ' was reported as ' || s.amount_cents || ' and nobody was told'
    from sightings s join payments p on p.id = s.payment_id
    where s.amount_cents <> p.amount_cents
      and not exists (select from exceptions e where e.payment_id = s.payment_id and e.kind = 'sightings_differ')
    union all
    select 'exception ' || id || ' has no deadline after it was opened' from exceptions where deadline_at <= opened_at`,
    { kinds: kindsToGive }) // prettier-ignore

/** 18: documents without a gap or a double. */
const numbered: Oracle = ({ db }) =>
  find(db, `
    select 'receipts have a gap' as what from receipts having coalesce(max(number), 0) <> count(*)
    union all
    select 'payment ' || p.id || ' is settled without a receipt' from payments p
    where p.state = 'settled' and p.rail = 'mpesa' and not exists (select from receipts r where r.payment_id = p.id)`) // prettier-ignore

/** 3, 45, 46: nothing stays in the middle. */
const comesToAnEnd: Oracle = async ({ db, now, wellSince }) => {
  const since = [now.subtract({ hours: 1 }), wellSince].reduce(earlier)
  const due = await listDue(db, since.subtract({ minutes: 30 }))
  const stuck = await find(db, `
    select 'callback ' || id || ' was never read' as what from callbacks where state = 'recorded' and heard_at < :since
    union all select 'payment ' || id || ' was never settled' from payments where state = 'unsettled' and heard_at < :since
    union all select 'credit ' || id || ' has ended and nothing came of it' from credits where due_at < :since`, { since }) // prettier-ignore
  return [
    ...due.map(({ name, data }) => `${name} ${JSON.stringify(data)} is long overdue`),
    ...stuck,
  ]
}

/** 2: who was told that we have it was told the truth. */
const nothingAcknowledgedIsLost: Oracle = async ({ db, reckoning }) => {
  const { rows } = await db.raw<{ rows: { hash: string; n: number }[] }>(
    `select encode(sha256(body), 'hex') as hash, count(*)::int as n from callbacks group by 1`,
  )
  const kept = new Map(rows.map(({ hash, n }) => [hash, n]))
  return [...reckoning.acknowledged]
    .filter(([hash, told]) => (kept.get(hash) ?? 0) < told)
    .map(
      ([hash, told]) =>
        `${told} callbacks were acknowledged, ${kept.get(hash) ?? 0} kept: ${hash.slice(0, 12)}`,
    )
}

interface Known {
  id: number
  receipt_code: string | null
  amount_cents: number
  checkout_request_id: string | null
  differs: boolean
}

/** 1, 7, 8, 10, 15: each shilling of Safaricom's is one payment of ours, and each payment of ours a shilling of Safaricom's. */
const tellsTheTruth: Oracle = async ({ db, safaricom, wellSince, now }) => {
  const { rows } = await db.raw<{ rows: Known[] }>(
    `select p.id, p.receipt_code, p.amount_cents, k.checkout_request_id,
            exists (select from exceptions e where e.payment_id = p.id and e.kind = 'sightings_differ') as differs
     from payments p left join stk_pushes k on k.id = p.stk_push_id where p.rail = 'mpesa' order by p.id`,
  )
  const wrong: string[] = []
  const told = new Map<string, number>()
  for (const payment of rows) {
    const { id, receipt_code, checkout_request_id, differs } = payment
    const prompt =
      checkout_request_id === null ? undefined : safaricom.findPrompt(checkout_request_id)
    const moved =
      prompt?.transaction ??
      safaricom.transactions.find(({ trans_id }) => trans_id === receipt_code)
    if (moved?.state !== 'completed') {
      wrong.push(`payment ${id} (${receipt_code}) is of money that never moved`)
      continue
    }
    told.set(moved.trans_id, (told.get(moved.trans_id) ?? 0) + 1)
    const isLie = moved.fault.liar === 'amount' && differs
    if (moved.amount_cents !== payment.amount_cents && !isLie)
      wrong.push(`payment ${id} is of ${payment.amount_cents}, ${moved.amount_cents} moved`)
  }
  for (const [code, times] of told) if (times > 1) wrong.push(`${code} is ${times} payments`)
  const since = [now.subtract({ hours: 2 }), wellSince.subtract({ minutes: 30 })].reduce(earlier)
  const late = safaricom.transactions.filter(
    ({ state, completed_at, trans_id }) =>
      state === 'completed' &&
      !told.has(trans_id) &&
      Temporal.Instant.compare(completed_at!, since) < 0,
  )
  return [
    ...wrong,
    ...late.map(({ trans_id, bill_ref }) => `${trans_id} for ${bill_ref} is no payment yet`),
  ]
}

/** A phone is asked once for each wish, whoever was interrupted when. */
const askedOnce: Oracle = async ({ safaricom }) => {
  const byWish = Map.groupBy(
    safaricom.prompts,
    ({ phone, account_reference }) => `${phone} ${account_reference}`,
  )
  return [...byWish]
    .filter(([, asked]) => asked.length > 1)
    .map(([wish, { length }]) => `${wish} was asked ${length} times`)
}

/** 6, 38: what people did is chained, and the chain holds. */
const chained: Oracle = async ({ appliance }) => {
  const verdict = await verifyChain(appliance)
  return verdict.outcome === 'whole' ? [] : [`the audit's chain: ${JSON.stringify(verdict)}`]
}

/** What was seen at once while it ran. */
const noBugs: Oracle = async ({ reckoning }) => [...new Set(reckoning.bugs)]

function earlier(one: Instant, other: Instant): Instant {
  return Temporal.Instant.compare(one, other) < 0 ? one : other
}

export const oracles = {
  balances, conserved, sold, beforeSomebody, numbered, comesToAnEnd, nothingAcknowledgedIsLost, tellsTheTruth, askedOnce, chained, noBugs,
} as const // prettier-ignore
