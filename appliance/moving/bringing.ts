// The move itself: some hundred people at a time, each part a transaction of its own, so that what is cut off goes on where it
// stopped and nothing is there twice. Never two at once: whoever is second finds the rows of the first.

import type { Appliance, Work } from '../appliance.ts'
import { locks } from '../locks.ts'
import { keepVouchers } from '../money/vouchers.ts'
import { recordAct } from '../people/audit.ts'
import type { Plan } from '../tables.ts'
import { bringPeople } from './bringing-people.ts'
import { note, notMoved } from './moved-rows.ts'
import type { Move } from './moves.ts'
import type { OldBooks, OldKind } from './old-books.ts'
import { countMove } from './report.ts'

export interface Bringing {
  zone: string
  site_id: number
  /** How far it is. */
  tell?: (kind: OldKind, done: number, all: number) => void
  /** After each part: the tests stop there. */
  afterPart?: () => Promise<void>
}

export const peopleAtATime = 500
const rowsAtATime = 2000

export async function bringOver(
  appliance: Appliance,
  books: OldBooks,
  move: Move,
  bringing: Bringing,
): Promise<void> {
  const { source, system } = books
  const { zone, tell, afterPart } = bringing
  const by = { staff: null, source_address: null }
  const counts = countMove(move)
  const move_id = await appliance.work(async (work) => {
    await hold(work)
    const [row] = await work
      .db('moves')
      .insert({ source, system, zone, started_at: work.now, counts: JSON.stringify(counts) })
      .returning('id')
    const after = { source, zone, ...counts.added }
    await recordAct(work, { ...by, action: 'books.move_begun', subject: `move:${row!.id}`, after })
    return row!.id
  })
  const inParts = async <Item>(
    kind: OldKind,
    items: readonly Item[],
    size: number,
    bring: (work: Work, part: Item[]) => Promise<void>,
  ) => {
    for (let from = 0; from < items.length; from += size) {
      await appliance.work(async (work) => {
        await hold(work)
        await bring(work, items.slice(from, from + size))
      })
      tell?.(kind, Math.min(from + size, items.length), items.length)
      await afterPart?.()
    }
  }

  await inParts('plan', move.plans, rowsAtATime, (work, part) => bringPlans(work, source, part))
  await inParts('router', move.routers, rowsAtATime, async (work, part) => {
    const fresh = await notMoved(work, source, 'router', part)
    for (const { key, secret, ...router } of fresh) {
      const secret_sealed = appliance.safe.seal(secret, 'routers.secret')
      const row = { ...router, secret_sealed, site_id: bringing.site_id }
      const [added] = await work
        .db('routers')
        .insert(row as never)
        .returning('id')
      await note(work, source, [{ kind: 'router', source_key: key, our_id: added!.id }])
    }
  })
  const plans = await readPlans(appliance, source, move)
  const routers = new Map(
    (await appliance.db('routers').whereNull('retired_at').select('id', 'name')).map(
      ({ id, name }) => [name.toLowerCase(), id],
    ),
  )
  await inParts('subscriber', move.people, peopleAtATime, (work, part) =>
    bringPeople(work, appliance.safe, part, { source, plans, routers, site_id: bringing.site_id }),
  )
  await inParts('voucher', move.vouchers, rowsAtATime, async (work, part) => {
    const fresh = await notMoved(work, source, 'voucher', part)
    const byPlan = Map.groupBy(fresh, ({ plan_key }) => plans.get(plan_key)!)
    for (const [plan, list] of byPlan) {
      const codes = list.map(({ code }) => code)
      const made = { plan, made_by: null, made_how: 'imported' as const, note: source }
      const { ids } = await keepVouchers(work, appliance.safe, codes, made)
      await note(work, source, list.map(({ key }, at) => ({ kind: 'voucher' as const, source_key: key, our_id: ids[at]! }))) // prettier-ignore
    }
  })
  await inParts('receipt', move.receipts, rowsAtATime, (work, part) =>
    bringReceipts(work, source, part),
  )
  await appliance.work(async (work) => {
    await hold(work)
    await keepUnmoved(work, source, move)
    await work.db('moves').where({ id: move_id }).update({ ended_at: work.now })
    const after = { left_behind: counts.unmoved, here_already: counts.here }
    await recordAct(work, { ...by, action: 'books.moved', subject: `move:${move_id}`, after })
  })
}

async function hold(work: Work): Promise<void> {
  await work.db.raw('set local lock_timeout = 0')
  await work.db.raw('select pg_advisory_xact_lock(?)', [locks.moving])
}

async function bringPlans(work: Work, source: string, part: Move['plans']): Promise<void> {
  for (const { key, withdrawn, ...plan } of await notMoved(work, source, 'plan', part)) {
    const row = { ...plan, withdrawn_at: withdrawn ? work.now : null }
    const [added] = await work.db('plans').insert(row).returning('id')
    await note(work, source, [{ kind: 'plan', source_key: key, our_id: added!.id }])
  }
}

/** Our plans by the keys of theirs. */
async function readPlans(
  { db }: Appliance,
  source: string,
  move: Move,
): Promise<Map<string, Plan>> {
  const all = new Map((await db('plans').select('*')).map((plan) => [plan.id, plan]))
  const moved = await db('moved_rows').where({ source, kind: 'plan' }).select('source_key', 'our_id') // prettier-ignore
  const ids = [...moved.map((row) => [row.source_key, row.our_id] as const), ...move.plan_ids]
  return new Map(ids.map(([key, id]) => [key, all.get(id)!]))
}

async function bringReceipts(work: Work, source: string, part: Move['receipts']): Promise<void> {
  await work.db.raw(
    `insert into old_receipts (receipt_code, source, source_key, user_name, subscriber_id, amount_cents, paid_at, added_at)
     select r.code, :source, r.key, r.name, coalesce(v.subscriber_id, o.subscriber_id), r.cents, r.paid_at, :now
     from unnest(:codes::text[], :keys::text[], :names::text[], :cents::bigint[], :paid::timestamptz[]) as r (code, key, name, cents, paid_at)
     left join services v on v.user_name = lower(r.name)
     left join old_numbers o on o.old_no = regexp_replace(upper(r.name), '[^A-Z0-9]', '', 'g')
     on conflict (receipt_code) do nothing`,
    {
      source,
      now: work.now as never,
      codes: part.map((one) => one.receipt_code),
      keys: part.map((one) => one.key),
      names: part.map((one) => one.user_name) as never,
      cents: part.map((one) => one.amount_cents) as never,
      paid: part.map((one) => one.paid_at?.toString() ?? null) as never,
    },
  )
}

async function keepUnmoved(work: Work, source: string, move: Move): Promise<void> {
  await work.db('unmoved_rows').where({ source }).delete()
  for (let from = 0; from < move.unmoved.length; from += rowsAtATime)
    await work
      .db('unmoved_rows')
      .insert(
        move.unmoved.slice(from, from + rowsAtATime).map(({ kind, key, name, why }) => ({
          source,
          kind,
          source_key: key,
          name,
          why,
          seen_at: work.now,
        })),
      )
      .onConflict()
      .ignore()
}
