// What somebody sees who may not look everywhere: a second schema, `seen`, in which each table of subscribers and of what is
// theirs is a view with the same name that leaves the others out. Whoever works under it asks the same queries, and no query
// can forget to ask for whom: a row out of scope is a row that is not there, to be read, to be changed or to be locked.

import type { Knex } from 'knex'
import type { Appliance, Work } from '../appliance.ts'
import { locks } from '../locks.ts'
import { openTurnstile, type Turnstile } from '../turnstile.ts'
import { scopeOf, type Viewer } from './scopes.ts'

const setting = (name: string) => `nullif(current_setting('lango.${name}', true), '')::bigint`
const mine = (column: string) => `${column} in (select id from seen.subscribers)`
const byService = 'service_id in (select id from seen.services)'

// In this order: a view asks only views that stand before it. What is not here (plans, routers, staff, the ledger) is no
// subscriber's; a ledger's line is found by its subscriber's account.
const views: Record<string, string> = {
  subscribers: `(${setting('reseller')} is null or reseller_id = ${setting('reseller')})
    and (${setting('site')} is null or site_id = ${setting('site')})`,
  services: mine('subscriber_id'),
  credits: byService,
  devices: byService,
  daily_usage: byService,
  sessions: byService,
  past_sessions: byService,
  all_sessions: byService,
  access_decisions: byService,
  disconnections: 'session_id in (select id from seen.sessions)',
  speed_changes: 'session_id in (select id from seen.sessions)',
  checkouts: mine('subscriber_id'),
  stk_pushes: 'checkout_id in (select id from seen.checkouts)',
  payments: mine('subscriber_id'),
  receipts: 'payment_id in (select id from seen.payments)',
  messages: 'payment_id in (select id from seen.payments)',
  sightings: 'payment_id in (select id from seen.payments)',
  callbacks: 'id in (select callback_id from seen.sightings)',
  inquiries: `stk_push_id in (select id from seen.stk_pushes)
    or receipt_code in (select receipt_code from seen.payments)`,
  exceptions: `${mine('subscriber_id')} or payment_id in (select id from seen.payments)
    or session_id in (select id from seen.all_sessions)`,
  payment_shares: `${mine('subscriber_id')} or payment_id in (select id from seen.payments)`,
  refunds: 'payment_id in (select id from seen.payments)',
  claims: mine('subscriber_id'),
  deposits: mine('subscriber_id'),
  notes: mine('subscriber_id'),
  bulk_steps: mine('subscriber_id'),
  payment_requests: mine('subscriber_id'),
  vouchers: `made_by = ${setting('reseller')} or (${setting('reseller')} is null
      and made_by in (select id from staff where site_id = ${setting('site')}))
    or ${byService}`,
  approvals: `asked_by = ${setting('reseller')} or (${setting('reseller')} is null
      and asked_by in (select id from staff where site_id = ${setting('site')}))`,
}

/** The tables whose rows are somebody's: what a route names by number is one of these, or is for all who may use the route. */
export const scopedTables: readonly string[] = Object.keys(views)

/** Makes them anew, after the migrations: a view knows the columns of the day it was made. */
export async function makeScopedViews(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.scopedViews])
    await trx.raw('drop schema if exists seen cascade')
    await trx.raw('create schema seen')
    for (const [name, condition] of Object.entries(views))
      await trx.raw(`create view seen.${name} as select * from public.${name} where ${condition}`)
  })
}

/** Before the shape changes: a table under a view can't be changed. Whoever looks meanwhile is refused, and sees nothing more. */
export async function dropScopedViews(db: Knex): Promise<void> {
  await db.raw('drop schema if exists seen cascade')
}

/** From here to its end the transaction sees what the viewer may. Throws where the views are not there. */
async function enter(trx: Knex.Transaction, viewer: Viewer): Promise<void> {
  const { scope_reseller, scope_site } = scopeOf(viewer).bindings
  await trx.raw(
    `select set_config('search_path', 'seen, public', true), set_config('lango.reseller', :reseller, true),
            set_config('lango.site', :site, true)`,
    { reseller: String(scope_reseller ?? ''), site: String(scope_site ?? '') },
  )
  await trx.raw('select from seen.subscribers limit 0') // It stays as long as we look: dropping it waits for us.
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
