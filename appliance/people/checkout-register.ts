// What guests asked for at the hotspot, as a list, newest first: each request with how its prompts ended.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import { codeOfM } from '../money/payments.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Payment, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { readFunnel, type Funnel } from './checkout-funnel.ts'
import {
  askedRows,
  bindingsFor,
  shownRows,
  type Stage,
  type WantedCheckouts,
} from './checkout-rows.ts'
import { keepCount, type Count } from './kept-counts.ts'
import { pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'

export interface ListedCheckout extends Pick<
  StkPush,
  'attempt' | 'account_reference' | 'result_code' | 'result_words'
> {
  id: number
  opened_at: Instant
  closed_at: Instant | null
  stage: Stage
  push_state: StkPush['state']
  msisdn: Msisdn
  account_no: string
  name: string
  plan: string
  amount_cents: Cents
  /** Callbacks to any of its prompts. */
  callbacks: number
  rail: Payment['rail'] | null
  /** Its prompt's reference until the code is known; null while nothing is paid. */
  payment_code: string | null
  payment_state: Payment['state'] | null
}

export interface CheckoutList {
  page: Page<ListedCheckout>
  funnel: Funnel
  /** Every plan that was ever asked for. */
  plans: string[]
}

/** Throws Invalid `place_unreadable`. */
export async function readCheckoutList(
  db: Db,
  wanted: WantedCheckouts,
  now: Instant,
): Promise<CheckoutList> {
  const bindings = await bindingsFor(db, wanted, now)
  const [page, funnel, plans] = await Promise.all([
    listCheckouts(db, bindings, wanted.before),
    wanted.q === '' ? keepCount(db, funnelOf(wanted, bindings), now) : readFunnel(db, bindings),
    listPlansAsked(db),
  ])
  return { page, funnel, plans }
}

/** The figures of a busy hotspot are a minute old. */
function funnelOf(
  { days, plan, stage, reason }: WantedCheckouts,
  bindings: Awaited<ReturnType<typeof bindingsFor>>,
): Count<Funnel> {
  return {
    name: `checkouts ${JSON.stringify([days, plan, stage, reason, String(bindings.until)])}`,
    count: (db) => readFunnel(db, bindings),
    isLarge: ({ asked }) => asked > 2000,
  }
}

const pageSize = 50

/** One page, newest first. */
export async function listCheckouts(
  db: Db,
  bindings: Awaited<ReturnType<typeof bindingsFor>>,
  place: string | null,
  limit = pageSize,
): Promise<Page<ListedCheckout>> {
  const before = place === null ? null : readPlaceAt(place)
  const { rows } = await db.raw<{ rows: ListedCheckout[] }>(
    `select a.id, a.opened_at, a.closed_at, a.stage, a.push_state, a.msisdn, a.account_no, a.name, a.plan,
            a.amount_cents, a.attempt, a.account_reference, a.result_code, a.result_words, m.rail,
            ${codeOfM} as payment_code, m.state as payment_state,
            (select count(*) from callbacks c join stk_pushes x on x.merchant_reference = c.reference
             where x.checkout_id = a.id) as callbacks
     from (${askedRows}) a left join payments m on m.stk_push_id = a.stk_push_id
     where ${shownRows} and (:at::timestamptz is null or (a.opened_at, a.id) < (:at, :id))
     order by a.opened_at desc, a.id desc limit :limit`,
    { ...bindings, at: before?.at ?? null, id: before?.id ?? 0, limit: limit + 1 },
  )
  return pageOf(rows, limit, (row) => placeAt(row.opened_at, row.id))
}

async function listPlansAsked(db: Db): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    // From one plan's number to the next, by the index: there are few plans, and many checkouts.
    `with recursive asked as (
       select min(plan_id) as id from checkouts
       union all select (select min(plan_id) from checkouts k where k.plan_id > a.id) from asked a where a.id is not null)
     select l.name from plans l where l.kind = 'hotspot' or l.id in (select id from asked) order by l.name`,
  )
  return rows.map(({ name }) => name)
}
