// People of the old books, with their lines, their money and the time they had paid for: many in one transaction, each kind of row
// in one statement.

import { drawAccountNo } from '../account-no.ts'
import type { Work } from '../appliance.ts'
import { postAll, type Posting } from '../money/ledger.ts'
import { valueOfTime } from '../money/time-value.ts'
import type { Safe } from '../secrets.ts'
import type { MovedRow, Plan } from '../tables.ts'
import { anchorDay } from '../time.ts'
import { note } from './moved-rows.ts'
import type { MovedPerson } from './moves.ts'
import type { OldLine } from './old-books.ts'

export interface Places {
  source: string
  plans: Map<string, Plan>
  /** By their names in small letters. */
  routers: Map<string, number>
  site_id: number
}

interface Arrival extends MovedPerson {
  id: number
}

export async function bringPeople(
  work: Work,
  safe: Safe,
  part: readonly MovedPerson[],
  places: Places,
): Promise<void> {
  const { source } = places
  const people = await settleThem(work, part, places)
  const lines = await openLines(work, safe, people, places)
  await fillWallets(work, people, source)
  await giveTime(work, lines, places)
  await bindDevices(work, lines)
  await keepNumbers(work, people, source)
  await note(work, source, [
    ...people.flatMap((one) => one.subscriber_id === null ? [row('subscriber', one.who.key, one.id)] : []),
    ...lines.map((one) => row('line', one.line.key, one.id)),
  ]) // prettier-ignore
}

function row(kind: MovedRow['kind'], source_key: string, our_id: number) {
  return { kind, source_key, our_id }
}

/** Leaves out whoever came meanwhile. */
async function settleThem(
  work: Work,
  part: readonly MovedPerson[],
  { source, site_id }: Places,
): Promise<Arrival[]> {
  const keys = part.map(({ who }) => who.key)
  const moved = await work.db('moved_rows').where({ source, kind: 'subscriber' }).whereIn('source_key', keys).select('source_key', 'our_id') // prettier-ignore
  const ids = new Map(moved.map((one) => [one.source_key, one.our_id]))
  const lineKeys = part.flatMap(({ lines }) => lines.map(({ key }) => key))
  const here = await work.db('moved_rows').where({ source, kind: 'line' }).whereIn('source_key', lineKeys).select('source_key') // prettier-ignore
  const hereLines = new Set(here.map((one) => one.source_key))
  const open = part.map((one) => ({ ...one, lines: one.lines.filter(({ key }) => !hereLines.has(key)) })) // prettier-ignore
  const fresh = open.filter(({ who }) => !ids.has(who.key))
  const numbers = await drawNumbers(work, fresh.length)
  const { rows } = await work.db.raw<{ rows: { id: number; account_no: string }[] }>(
    `insert into subscribers (account_no, name, msisdn, language, site_id, joined_at, suspended_at)
     select no, name, msisdn, 'en', :site_id, coalesce(joined_at, :now), case when suspended then :now::timestamptz end
     from unnest(:numbers::text[], :names::text[], :msisdns::text[], :joined::timestamptz[], :suspended::boolean[])
       as n (no, name, msisdn, joined_at, suspended) returning id, account_no`,
    {
      now: work.now as never,
      site_id,
      numbers,
      names: fresh.map(({ who }) => who.name),
      msisdns: fresh.map(({ who }) => who.msisdn) as never,
      joined: fresh.map(({ who }) => who.joined_at?.toString() ?? null) as never,
      suspended: fresh.map(({ who }) => who.suspended),
    },
  )
  const byNumber = new Map(rows.map((one) => [one.account_no, one.id]))
  return [
    ...fresh.map((one, at) => ({ ...one, subscriber_id: null, id: byNumber.get(numbers[at]!)! })),
    ...open.flatMap((one) => ids.has(one.who.key) ? [{ ...one, subscriber_id: ids.get(one.who.key)!, id: ids.get(one.who.key)! }] : []),
  ] // prettier-ignore
}

/** Account numbers that nobody has. */
async function drawNumbers(work: Work, count: number): Promise<string[]> {
  const free = new Set<string>()
  while (free.size < count) {
    const drawn = new Set<string>()
    while (drawn.size < count - free.size) drawn.add(drawAccountNo())
    const taken = await work.db('subscribers').whereIn('account_no', [...drawn]).select('account_no') // prettier-ignore
    for (const { account_no } of taken) drawn.delete(account_no)
    for (const one of drawn) free.add(one)
  }
  return [...free]
}

interface OpenLine {
  id: number
  line: OldLine
  plan: Plan
}

async function openLines(
  work: Work,
  safe: Safe,
  people: readonly Arrival[],
  { plans, routers }: Places,
): Promise<OpenLine[]> {
  const known = people.flatMap((one) => (one.subscriber_id === null ? [] : [one.id]))
  const last = await work.db('services').whereIn('subscriber_id', known).groupBy('subscriber_id').select('subscriber_id').max<{ subscriber_id: number; no: number }[]>('service_no as no') // prettier-ignore
  const numbers = new Map(last.map(({ subscriber_id, no }) => [subscriber_id, no]))
  const opened = people.flatMap((one) =>
    one.lines.map((line, at) => {
      const plan = plans.get(line.plan_key)!
      return { line, plan, subscriber_id: one.id, service_no: (numbers.get(one.id) ?? 0) + at + 1 }
    }),
  )
  const { rows } = await work.db.raw<{ rows: { id: number; user_name: string }[] }>(
    `insert into services (subscriber_id, service_no, plan_id, user_name, password_sealed, static_address, anchor_day,
                           locked_mac, router_id, opened_at)
     select subscriber_id, no, plan_id, user_name, sealed, address, anchor, mac, router_id, :now
     from unnest(:subscribers::bigint[], :numbers::int[], :plans::bigint[], :names::text[], :sealed::bytea[], :addresses::inet[],
                 :anchors::int[], :macs::text[], :routers::bigint[])
       as n (subscriber_id, no, plan_id, user_name, sealed, address, anchor, mac, router_id) returning id, user_name`,
    {
      now: work.now as never,
      subscribers: opened.map((one) => one.subscriber_id),
      numbers: opened.map((one) => one.service_no),
      plans: opened.map(({ plan }) => plan.id),
      names: opened.map(({ line }) => line.user_name),
      sealed: opened.map(({ line }) => safe.seal(line.password, 'services.password')) as never,
      addresses: opened.map(({ line }) => line.static_address) as never,
      anchors: opened.map(({ line }) => line.paid_until && anchorDay(line.paid_until)) as never,
      macs: opened.map(({ line }) => (line.locked ? line.mac : null)) as never,
      routers: opened.map(({ line }) => routers.get(line.router?.toLowerCase() ?? '') ?? null) as never, // prettier-ignore
    },
  )
  const ids = new Map(rows.map((one) => [one.user_name, one.id]))
  return opened.map(({ line, plan }) => ({ line, plan, id: ids.get(line.user_name)! }))
}

/** What they had paid there and not used is owed to them here. */
async function fillWallets(work: Work, people: readonly Arrival[], source: string): Promise<void> {
  const postings = people.flatMap(({ id, subscriber_id, who }): Posting[] =>
    subscriber_id !== null || who.wallet_cents === 0
      ? []
      : [{ kind: 'carry_over', from: { kind: 'opening' }, to: { kind: 'wallet', subscriber_id: id },
           amount_cents: who.wallet_cents, reason: `Balance in the books of ${source}` }],
  ) // prettier-ignore
  if (postings.length > 0) await postAll(work, postings)
}

/** Time from now until the end it had there, at what our plan asks for it: a change of plan or a refund then reckons rightly. */
async function giveTime(work: Work, lines: readonly OpenLine[], { source }: Places): Promise<void> {
  const paid = lines.flatMap(
    ({ line: { paid_until }, ...one }) =>
    paid_until && Temporal.Instant.compare(paid_until, work.now) > 0 ? [{ ...one, paid_until }] : [], // prettier-ignore
  )
  if (paid.length === 0) return
  const worth = paid.map(({ plan, paid_until }) => valueOfTime(plan, { from: work.now, until: paid_until })) // prettier-ignore
  const transfers = await postAll(
    work,
    paid.map(({ id }, at) => ({
      kind: 'carry_over' as const,
      from: { kind: 'opening' as const },
      to: { kind: 'sales' as const },
      amount_cents: worth[at]!,
      reason: `Time of service ${id}, paid in the books of ${source}`,
    })),
  )
  await work.db.raw(
    `insert into credits (service_id, plan_id, starts_at, ends_at, price_cents, transfer_id, data_bytes, due_at)
     select service_id, plan_id, :now, ends_at, cents, transfer_id, bytes, ends_at
     from unnest(:services::bigint[], :plans::bigint[], :ends::timestamptz[], :cents::bigint[], :transfers::bigint[], :bytes::bigint[])
       as n (service_id, plan_id, ends_at, cents, transfer_id, bytes)`,
    {
      now: work.now as never,
      services: paid.map(({ id }) => id),
      plans: paid.map(({ plan }) => plan.id),
      ends: paid.map(({ paid_until }) => paid_until.toString()),
      cents: worth,
      transfers,
      bytes: paid.map(({ plan }) => plan.data_bytes) as never,
    },
  )
}

/** A pass opens for its own device. */
async function bindDevices(work: Work, lines: readonly OpenLine[]): Promise<void> {
  const passes = lines.filter(({ line }) => line.kind === 'hotspot' && line.mac !== null)
  if (passes.length === 0) return
  await work.db.raw(
    `insert into devices (mac, service_id, bound_at, first_seen_at)
     select mac, id, :now, :now from unnest(:macs::text[], :ids::bigint[]) as n (mac, id)
     on conflict (mac) do update set service_id = excluded.service_id, bound_at = excluded.bound_at
     where devices.service_id is null`,
    {
      now: work.now as never,
      macs: passes.map(({ line }) => line.mac!),
      ids: passes.map(({ id }) => id),
    },
  )
}

async function keepNumbers(
  work: Work,
  people: readonly Arrival[],
  came_from: string,
): Promise<void> {
  // prettier-ignore
  const rows = people.flatMap(({ id, old_no }) =>
    old_no === null ? [] : [{ old_no, subscriber_id: id, came_from, added_at: work.now }],
  )
  if (rows.length > 0) await work.db('old_numbers').insert(rows).onConflict('old_no').ignore()
}
