// What somebody sees who may not look everywhere: a schema in which each table of subscribers and of what is theirs is a view
// with the same name that leaves the others out. Whoever works under it asks the same queries, and no query can forget to ask
// for whom: a row out of scope is a row that is not there, to be read, to be changed or to be locked.

import type { Knex } from 'knex'
import type { Appliance, Work } from '../appliance.ts'
import { locks } from '../locks.ts'
import { openTurnstile, type Turnstile } from '../turnstile.ts'
import { keepCountsOf } from './kept-counts.ts'
import { scopeOf, type Viewer } from './scopes.ts'

const setting = (name: string) => `nullif(current_setting('lango.${name}', true), '')::bigint`
const [reseller, site] = [setting('reseller'), setting('site')]

// A schema for each way to be narrowed: one condition that is "this one or all" would find nobody by an index.
const ways = {
  sold: { subscribers: `reseller_id = ${reseller}`, made: `= ${reseller}` },
  sited: {
    subscribers: `site_id = ${site}`,
    made: `in (select id from staff where site_id = ${site})`,
  },
  sold_sited: {
    subscribers: `reseller_id = ${reseller} and site_id = ${site}`,
    made: `= ${reseller}`,
  },
} as const
type Way = keyof typeof ways
const schemaOf = (way: Way) => `seen_${way}`

/** Where the views stand. */
export const scopedSchemas: readonly string[] = (Object.keys(ways) as Way[]).map(schemaOf)

/**
 * The views of a way to be narrowed, in this order: a view asks only views that stand before it. What is not here (plans, routers,
 * staff, the ledger) is no subscriber's; a ledger's line is found by its subscriber's account. Where a row may be somebody's in
 * one of several ways, each is asked for this row alone: a list of all that they may see would be made for every question.
 */
function viewsOf(way: Way): Record<string, string> {
  const { subscribers, made } = ways[way]
  const of = (table: string, column: string, found = 'id') =>
    `${column} in (select ${found} from ${schemaOf(way)}.${table})`
  const or = (name: string, table: string, column: string, found = 'id') =>
    `exists (select from ${schemaOf(way)}.${table} t where t.${found} = ${name}.${column})`
  const mine = of('subscribers', 'subscriber_id')
  const byService = of('services', 'service_id')
  const byPayment = of('payments', 'payment_id')
  const bySession = of('sessions', 'session_id')
  return {
    subscribers,
    services: mine,
    credits: byService,
    devices: byService,
    reminders: byService,
    own_sign_ins: or('own_sign_ins', 'subscribers', 'msisdn', 'msisdn'),
    own_links_ended: or('own_links_ended', 'subscribers', 'msisdn', 'msisdn'),
    sms_codes: or('sms_codes', 'subscribers', 'msisdn', 'msisdn'),
    daily_usage: byService,
    sessions: byService,
    past_sessions: byService,
    all_sessions: byService,
    access_decisions: byService,
    disconnections: bySession,
    router_users: byService,
    guest_logins: byService,
    router_active: `${or('router_active', 'services', 'service_id')} or service_id is null`,
    router_commands: `${or('router_commands', 'services', 'service_id')} or service_id is null`,
    speed_changes: bySession,
    checkouts: mine,
    stk_pushes: of('checkouts', 'checkout_id'),
    payments: mine,
    receipts: byPayment,
    messages: `${or('messages', 'payments', 'payment_id')} or ${or('messages', 'subscribers', 'subscriber_id')}`,
    sightings: byPayment,
    callbacks: or('callbacks', 'sightings', 'id', 'callback_id'),
    inquiries: `${or('inquiries', 'stk_pushes', 'stk_push_id')}
      or ${or('inquiries', 'payments', 'receipt_code', 'receipt_code')}`,
    exceptions: `${or('exceptions', 'subscribers', 'subscriber_id')} or ${or('exceptions', 'payments', 'payment_id')}
      or ${or('exceptions', 'all_sessions', 'session_id')}`,
    payment_shares: `${or('payment_shares', 'subscribers', 'subscriber_id')}
      or ${or('payment_shares', 'payments', 'payment_id')}`,
    refunds: `${or('refunds', 'payments', 'payment_id')} or ${or('refunds', 'subscribers', 'subscriber_id')}`,
    shadow_decisions: mine,
    old_credits: mine,
    payouts: of('refunds', 'refund_id'),
    payment_doubts: byPayment,
    claims: mine,
    old_numbers: mine,
    portal_claims: byPayment,
    word_loans: mine,
    deposits: mine,
    notes: mine,
    bulk_steps: mine,
    payment_requests: mine,
    vouchers: `made_by ${made} or ${or('vouchers', 'services', 'service_id')}`,
    approvals: `asked_by ${made}`,
  }
}

/** The tables whose rows are somebody's: what a route names by number is one of these, or is for all who may use the route. */
export const scopedTables: readonly string[] = Object.keys(viewsOf('sold'))

/** Makes them anew, after the migrations: a view knows the columns of the day it was made. */
export async function makeScopedViews(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.scopedViews])
    await dropScopedViews(trx)
    for (const way of Object.keys(ways) as Way[]) {
      const views = Object.entries(viewsOf(way)).map(
        ([name, condition]) =>
          `create view ${schemaOf(way)}.${name} as select * from public.${name} where ${condition};`,
      )
      await trx.raw(`create schema ${schemaOf(way)}; ${views.join('\n')}`)
    }
  })
}

/** Before the shape changes: a table under a view can't be changed. Whoever looks meanwhile is refused, and sees nothing more. */
export async function dropScopedViews(db: Knex): Promise<void> {
  // `seen` was the schema of all ways, once.
  for (const name of ['seen', ...scopedSchemas])
    await db.raw(`drop schema if exists ${name} cascade`)
}

/** From here to its end the transaction sees what the viewer may. Throws where the views are not there. */
async function enter(trx: Knex.Transaction, viewer: Viewer): Promise<void> {
  const { scope_reseller, scope_site } = scopeOf(viewer).bindings
  const way = scope_reseller === null ? 'sited' : scope_site === null ? 'sold' : 'sold_sited'
  await trx.raw(
    `select set_config('search_path', :path, true), set_config('lango.reseller', :reseller, true),
            set_config('lango.site', :site, true),
            -- A view is several tables: PostgreSQL must still look for the best order among all that a question names.
            set_config('from_collapse_limit', '11', true), set_config('join_collapse_limit', '11', true)`,
    {
      path: `${schemaOf(way)}, public`,
      reseller: String(scope_reseller ?? ''),
      site: String(scope_site ?? ''),
    },
  )
  await trx.raw(`select from ${schemaOf(way)}.subscribers limit 0`) // It stays as long as we look: dropping it waits for us.
}

export interface Narrowed {
  appliance: Appliance
  leave(): Promise<void>
}

// Somebody who is narrowed holds a connection from their first look to their last, and wants a second one to change anything.
// If they all held one, none could change anything, and nobody else could look.
const waitMilliseconds = 10_000
const turnstiles = new WeakMap<Knex, Turnstile>()

function turnstileOf(db: Knex): Turnstile {
  const known = turnstiles.get(db)
  if (known) return known
  const { max } = (db.client as { pool: { max: number } }).pool
  const turnstile = openTurnstile(Math.max(1, Math.floor(max / 2)), waitMilliseconds)
  turnstiles.set(db, turnstile)
  return turnstile
}

/**
 * The appliance as this person sees it; itself for whoever sees everybody. `leave` when the request is over. No more than half
 * of the pool is theirs. Throws Unavailable `crowded` where no place was free for ten seconds.
 */
export async function narrow(appliance: Appliance, viewer: Viewer): Promise<Narrowed> {
  if (scopeOf(viewer).everybody) return { appliance, leave: async () => {} }
  const giveBack = await turnstileOf(appliance.db).enter()
  try {
    const { narrowed, leave } = await openNarrowed(appliance, viewer)
    return { appliance: narrowed, leave: () => leave().finally(giveBack) }
  } catch (error) {
    giveBack()
    throw error
  }
}

async function openNarrowed(
  appliance: Appliance,
  viewer: Viewer,
): Promise<{ narrowed: Appliance; leave(): Promise<void> }> {
  const trx = await appliance.db.transaction()
  const done = takeTurns(trx)
  const leave = async () => {
    await done()
    if (!trx.isCompleted()) await trx.rollback()
  }
  try {
    await enter(trx, viewer)
  } catch (error) {
    await leave()
    throw error
  }
  const work = <T>(task: (work: Work) => Promise<T>): Promise<T> =>
    appliance.work(async (unit) => {
      await enter(unit.db, viewer)
      return task(unit)
    })
  keepCountsOf(trx, {
    home: appliance.db,
    scope: JSON.stringify(scopeOf(viewer).bindings),
    again: async (look) => {
      const { appliance: again, leave: leaveAgain } = await narrow(appliance, viewer)
      return look(again.db).finally(leaveAgain)
    },
  })
  return { narrowed: { ...appliance, db: trx, work }, leave }
}

/**
 * One connection answers one question at a time: a page that asks several at once has them asked one after the other. What it
 * returns waits for the last, and lets knex end the transaction in its own way.
 */
function takeTurns(trx: Knex.Transaction): () => Promise<void> {
  const client = trx.client as { query(...given: unknown[]): Promise<unknown> }
  const ask = client.query
  let last: Promise<unknown> = Promise.resolve()
  client.query = (...given) => {
    const answer = last.then(() => ask.apply(client, given))
    last = answer.catch(() => {})
    return answer
  }
  return async () => {
    await last
    client.query = ask
  }
}
