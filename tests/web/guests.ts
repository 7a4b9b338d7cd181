// A hotspot at one believable moment, for tests of the portal: Kilima Net in Githurai 44, four plans, a router whose
// gateway is 10.5.50.1, and phones that stand before it.

import type { Appliance } from '../../appliance/appliance.ts'
import { openCheckout } from '../../appliance/money/checkouts.ts'
import { settlePayment } from '../../appliance/money/settlement.ts'
import { applyPaid } from '../../appliance/money/stk-answers.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { Checkout, Payment, Plan, Router, StkPush } from '../../appliance/tables.ts'
import { formatDarajaTime, type Instant } from '../../appliance/time.ts'
import { addRouter, openShop } from '../support/factories.ts'

export const hotspotHost = '10.5.50.1'
export const login = `http://${hotspotHost}/login`

export interface Hotspot {
  router: Router
  plans: Plan[]
  key: string
  /** The portal's address for this phone, as the router's login page makes it. */
  arrive(mac: string, more?: Record<string, string>): string
}

export async function openHotspot(appliance: Appliance, host = hotspotHost): Promise<Hotspot> {
  const { db } = appliance
  await openShop(appliance)
  await db('sites').update({ name: 'Githurai 44' })
  await db('business').insert({ name: 'Kilima Net', support_phone: '0709555010' })
  const router = await addRouter(appliance, {
    name: 'githurai-44',
    address: '10.99.0.20',
    hotspot_host: host,
  })
  const plans = await db('plans')
    .insert([
      plan('Saa 1', 20, 1, 'hour', 5_000),
      { ...plan('Siku 1', 50, 1, 'day', 5_000), data_bytes: 5_000_000_000 },
      { ...plan('Wiki 1', 250, 7, 'day', 8_000), devices: 2 },
      { ...plan('Mwezi 1', 900, 1, 'month', 10_000), devices: 3 },
    ])
    .returning('*')
  const arrive = (mac: string, more: Record<string, string> = {}) =>
    `/p/${router.portal_key}?${new URLSearchParams({
      mac,
      ip: '10.5.50.77',
      login: `http://${host}/login`,
      orig: 'http://www.nation.africa/kenya',
      chapid: '\\371',
      chap: '\\001\\002\\003\\004\\005\\006\\007\\010\\011\\012\\013\\014\\015\\016\\017\\020',
      error: '',
      server: 'hotspot1',
      ...more,
    })}`
  return { router, plans, key: router.portal_key, arrive }
}

function plan(
  name: string,
  shillings: number,
  term_count: number,
  term_unit: Plan['term_unit'],
  down_kbps: number,
): Partial<Plan> {
  return {
    name,
    kind: 'hotspot',
    price_cents: cents(shillings * 100),
    term_count,
    term_unit,
    down_kbps,
    up_kbps: down_kbps / 2,
  }
}

let drawn = 0

/** A phone's address nobody has used in this process. */
export function drawMac(): string {
  const number = (drawn += 1).toString(16).padStart(6, '0').toUpperCase()
  return `BC:24:11:${number.match(/../g)!.join(':')}`
}

export interface Asked {
  checkout: Checkout
  push: StkPush
}

/** A guest of this phone asked for a plan; the prompt has not been sent yet. */
export async function ask(
  { work, safe, db }: Appliance,
  { router, plans }: Hotspot,
  mac: string | null,
  msisdn: string,
  which = 1,
  guest_key: string | null = null,
): Promise<Asked> {
  const hand_off = {
    login,
    chap_id: '',
    chap_challenge: '',
    orig: 'http://www.nation.africa/kenya',
  }
  const checkout = await work((unit) =>
    openCheckout(unit, safe, {
      plan_id: plans[which]!.id,
      msisdn: msisdn as Msisdn,
      router,
      mac,
      guest_key,
      hand_off: mac === null ? null : hand_off,
      source_address: null,
      language: 'sw',
    }),
  )
  return { checkout, push: (await db('stk_pushes').where({ checkout_id: checkout.id }).first())! }
}

/** What became of a prompt, as the jobs would write it. */
export async function turn(
  { db, now }: Appliance,
  { push }: Asked,
  change: Partial<StkPush>,
): Promise<void> {
  const closed = ['paid', 'failed', 'unanswered'].includes(change.state ?? '')
  await db('stk_pushes')
    .where({ id: push.id })
    .update({ ...change, ...(closed && { closed_at: now(), due_at: null }) })
}

/** Its money came, as the jobs take it: a callback names the receipt, a query proves it, the wallet becomes time. */
export async function settle(
  appliance: Appliance,
  { checkout, push }: Asked,
  receipt_code: string,
): Promise<Payment> {
  const { db, now, work } = appliance
  const { merchant_reference } = push
  const checkout_request_id = `ws_CO_${push.id}`
  const named = { checkout_request_id, sent_at: push.sent_at ?? now() }
  await db('stk_pushes')
    .where({ id: push.id })
    .update(named as never)
  await db('callbacks').insert({
    shortcode: checkout.shortcode,
    kind: 'stk_callback',
    reference: merchant_reference,
    body: callbackBody(push, checkout_request_id, receipt_code, now()),
    headers: {} as never,
    heard_at: now(),
    state: 'done',
    decided_at: now(),
  })
  const [inquiry] = await db('inquiries')
    .insert({
      merchant_reference: crypto.randomUUID(),
      shortcode: checkout.shortcode,
      kind: 'stk_query',
      stk_push_id: push.id,
      asked_at: now(),
      answered_at: now(),
      outcome: 'paid',
    })
    .returning('*')
  await db('stk_pushes')
    .where({ id: push.id })
    .update({ sent_at: push.sent_at ?? now() })
  await work((unit) => applyPaid(unit, push.id, inquiry!))
  const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
  await work((unit) => settlePayment(unit, payment.id))
  return payment
}

function callbackBody(
  { amount_cents, msisdn }: StkPush,
  CheckoutRequestID: string,
  receipt: string,
  at: Instant,
): Buffer {
  const item = (Name: string, Value: unknown) => ({ Name, Value })
  const Item = [
    item('Amount', Math.trunc(amount_cents / 100)),
    item('MpesaReceiptNumber', receipt),
    item('TransactionDate', Number(formatDarajaTime(at))),
    item('PhoneNumber', Number(msisdn)),
  ]
  const ids = { MerchantRequestID: '29115-1', CheckoutRequestID }
  const stkCallback = { ...ids, ResultCode: 0, ResultDesc: 'Done', CallbackMetadata: { Item } }
  return Buffer.from(JSON.stringify({ Body: { stkCallback } }))
}

/** Lets the router say that the pass is online on this phone. */
export async function goOnline(
  { db, now }: Appliance,
  { router }: Hotspot,
  mac: string,
  service_id: number,
): Promise<void> {
  await db('sessions').insert({
    session_key: `test-${mac}`,
    router_id: router.id,
    service_id,
    acct_session_id: `81${mac.replaceAll(':', '')}`,
    user_name: 'guest',
    calling_station_id: mac,
    started_at: now(),
    heard_at: now(),
    session_seconds: 0,
    input_octets: 0,
    output_octets: 0,
  })
}
