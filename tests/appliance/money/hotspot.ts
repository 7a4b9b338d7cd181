// A hotspot for tests of its money: a router, passes for an hour and a day, a gateway for SMS, at 14:32 on 21 November.
// What Safaricom answers is said by the test; the queue is worked off by hand.

import { randomInt } from 'node:crypto'
import type { Work } from '../../../appliance/appliance.ts'
import { listDue } from '../../../appliance/due.ts'
import { openCheckout } from '../../../appliance/money/checkouts.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { beginPush, recordSending, type Sending } from '../../../appliance/money/stk-pushes.ts'
import { cents } from '../../../appliance/money.ts'
import type { Msisdn } from '../../../appliance/msisdn.ts'
import type { Checkout, Plan, StkPush } from '../../../appliance/tables.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { addRouter, openShop, phone } from '../../support/factories.ts'

export const noon = '2026-11-21T11:32:00Z'
export const clock = testClock(noon)
export const appliance = await freshAppliance(clock)
await openShop(appliance)
export const { db, work, safe } = appliance
export const router = await addRouter(appliance, { address: '127.0.0.2' })
await db('sms_gateway').insert({
  provider: 'africas_talking',
  base_url: 'http://127.0.0.1:9',
  username: 'lango',
  api_key_sealed: safe.seal('key', 'sms_gateway.api_key'),
  sender: null,
})

/** An owner, to be who acts. */
export async function hireOwner() {
  const row = { email: 'peter@kilima.example', name: 'Peter', role: 'owner', password_hash: 'none' } as const // prettier-ignore
  const [staff] = await db('staff').insert({ ...row, added_at: clock.now() }).returning('*') // prettier-ignore
  return { staff: { id: staff!.id, role: 'owner', site_id: null }, source_address: null } as const
}

let plans = 0

export async function addPlan(more: Partial<Plan> = {}): Promise<Plan> {
  const [plan] = await db('plans')
    .insert({
      name: `Hour ${(plans += 1)}`,
      kind: 'hotspot',
      price_cents: cents(20_00),
      term_count: 1,
      term_unit: 'hour',
      down_kbps: 5000,
      up_kbps: 2000,
      ...more,
    })
    .returning('*')
  return plan!
}

export const hour = await addPlan()
export const day = await addPlan({ name: 'Day', price_cents: cents(50_00), term_count: 24 })

let phones = randomInt(1000) * 1000

export function newPhone(): Msisdn {
  return phone((phones += 1))
}

export function newMac(): string {
  const pairs = Array.from({ length: 5 }, () => randomInt(256).toString(16).padStart(2, '0'))
  return ['02', ...pairs].join(':').toUpperCase()
}

export interface Wish {
  msisdn?: Msisdn
  mac?: string | null
  plan?: Plan
  from?: string | null
  /** Of the browser; one without keeps nothing. */
  key?: string | null
}

/** In a work of its own, as the portal asks; from an address of its own unless told. */
export async function ask(wish: Wish = {}): Promise<Checkout> {
  return work((unit) => askIn(unit, wish))
}

export function askIn(unit: Work, wish: Wish): Promise<Checkout> {
  const { msisdn = newPhone(), mac = newMac(), plan = hour, from = null, key = null } = wish
  return openCheckout(unit, safe, {
    plan_id: plan.id,
    msisdn,
    router,
    mac,
    hand_off: null,
    source_address: from,
    language: 'en',
    guest_key: key,
  })
}

export const checkout = async (id: number) => (await db('checkouts').where({ id }).first())!
export const push = async (id: number) => (await db('stk_pushes').where({ id }).first())!
export const pushesOf = (checkout_id: number) =>
  db('stk_pushes').where({ checkout_id }).orderBy('attempt')

export async function latestPush({ id }: Pick<Checkout, 'id'>): Promise<StkPush> {
  return (await pushesOf(id)).at(-1)!
}

let prompts = 0

export function newPromptId({ msisdn }: Pick<StkPush, 'msisdn'>): string {
  return `ws_CO_21112026143${String((prompts += 1)).padStart(6, '0')}${msisdn.slice(3)}`
}

/** The request goes out, and Safaricom accepts it unless told otherwise. */
export async function send({ id }: Pick<StkPush, 'id'>, sending?: Sending): Promise<StkPush> {
  const begun = await work((unit) => beginPush(unit, id))
  if (begun) await told(begun.push, sending ?? accepted(begun.push))
  return push(id)
}

export function accepted(push: Pick<StkPush, 'msisdn'>): Sending {
  const checkout_request_id = newPromptId(push)
  return { outcome: 'accepted', merchant_request_id: '7071-1', checkout_request_id }
}

export async function told({ id }: Pick<StkPush, 'id'>, sending: Sending): Promise<void> {
  await work((unit) => recordSending(unit, id, sending, []))
}

/** A checkout whose prompt lies on the phone. */
export async function prompted(wish: Wish = {}): Promise<{ checkout: Checkout; push: StkPush }> {
  const opened = await ask(wish)
  return { checkout: opened, push: await send(await latestPush(opened)) }
}

/** Settles whatever is proved and not settled. */
export async function settleAll(): Promise<void> {
  for (const { id } of await db('payments').where({ state: 'unsettled' }))
    await work((unit) => settlePayment(unit, id))
}

export const paymentsOf = async ({ service_id }: Pick<Checkout, 'service_id'>) =>
  db('payments').where({ service_id }).orderBy('id')
export const creditsOf = async ({ service_id }: Pick<Checkout, 'service_id'>) =>
  db('credits').where({ service_id }).orderBy('starts_at')
export const deviceOf = async (mac: string) => (await db('devices').where({ mac }).first())!

/** Of what lies open before staff, by kind. */
export async function openExceptions(which: object = {}): Promise<string[]> {
  const rows = await db('exceptions').where(which).whereNull('resolved_at').orderBy('kind')
  return rows.map(({ kind }) => kind)
}

/** Of prompts: what the sweeper would send again this moment. */
export async function duePrompts(): Promise<string[]> {
  const due = await listDue(db, clock.now())
  return due.filter(({ data }) => 'stk_push_id' in data).map(({ name }) => name)
}

/** How many works met in a ring so far: PostgreSQL ends one of them after a second, and it runs again. */
export async function countRings(): Promise<number> {
  const sql = 'select deadlocks from pg_stat_database where datname = current_database()'
  return (await db.raw<{ rows: { deadlocks: number }[] }>(sql)).rows[0]!.deadlocks
}
