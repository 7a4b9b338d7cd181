// A day at Kilima Net's hotspot, for tests of what staff see of it: guests who paid at once, at the second try, without a
// code yet, and those who cancelled, did not answer, or have not answered yet. Told by the house's own functions.

import { closeCheckout, openCheckout, retryCheckout } from '../../appliance/money/checkouts.ts'
import { openInquiry, recordExchange } from '../../appliance/money/inquiries.ts'
import { settlePayment } from '../../appliance/money/settlement.ts'
import { applyFailed, applyPaid, applyPending } from '../../appliance/money/stk-answers.ts'
import { beginPush, recordSending, type Sending } from '../../appliance/money/stk-pushes.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { Checkout, Plan, Router } from '../../appliance/tables.ts'
import { formatDarajaTime } from '../../appliance/time.ts'
import { addRouter } from '../support/factories.ts'
import { noon } from './kilima.ts'
import type { Shop } from './past.ts'

export interface HotspotDay {
  router: Router
  plan: Plan
  /** Wrong PIN, then paid, and online since. */
  zawadi: Checkout
  /** Paid; M-Pesa has not told its code. */
  nameless: Checkout
  cancelled: Checkout
  unanswered: Checkout
  asking: Checkout
  waiting: Checkout
  refused: Checkout
}

const zawadi: Msisdn = '254723456951' as Msisdn

/** Leaves the clock at 14:32. Site, paybill and staff are there. */
export async function openHotspotDay(shop: Shop): Promise<HotspotDay> {
  const { appliance, clock } = shop
  const { db, work } = appliance
  const router = await addRouter(appliance, { name: 'juja-gate', address: '10.99.0.20' })
  const [plan] = await db('plans')
    .insert({
      name: 'Day pass',
      kind: 'hotspot',
      price_cents: cents(50_00),
      term_count: 1,
      term_unit: 'day',
      down_kbps: 5000,
      up_kbps: 2000,
    })
    .returning('*')
  const ask = guestsOf(shop, router, plan!)

  const first = await ask('2026-11-21T10:00:00Z', zawadi)
  await send(shop, first)
  await fail(shop, first, '2001', 'The initiator information is invalid.', 6)
  clock.set('2026-11-21T10:01:00Z')
  await work((unit) => retryCheckout(unit, first.merchant_reference, null))
  await send(shop, first)
  await pay(shop, first, 'UKL0S9WQ7H')
  await letIn(shop, first, router)

  const nameless = await ask('2026-11-21T10:20:00Z', '254723456952')
  await send(shop, nameless)
  await pay(shop, nameless, null)
  const cancelled = await ask('2026-11-21T10:30:00Z', '254723456953')
  await send(shop, cancelled)
  await fail(shop, cancelled, '1032', 'Request cancelled by user', 4)
  const asking = await ask('2026-11-21T11:10:00Z', '254723456954')
  await send(shop, asking)
  await pend(shop, asking)
  const unanswered = await ask('2026-11-21T11:20:00Z', '254723456955')
  await send(shop, unanswered)
  await fail(shop, unanswered, '1037', 'DS timeout user cannot be reached', 62)
  const refused = await ask('2026-11-21T11:25:00Z', '254723456956')
  const words = 'Bad Request - Invalid PhoneNumber'
  await send(shop, refused, { outcome: 'not_sent', code: 'stk_refused', words })
  const waiting = await ask('2026-11-21T11:31:30Z', '254723456957')
  await send(shop, waiting)
  clock.set('2026-11-21T11:31:40Z')
  await work((unit) => closeCheckout(unit, cancelled.id))
  clock.set(noon)
  return {
    router,
    plan: plan!,
    zawadi: first,
    nameless,
    cancelled,
    unanswered,
    asking,
    waiting,
    refused,
  }
}

let drawn = 0

/** Asks for the plan from a phone of its own. */
export function guestsOf({ appliance, clock }: Shop, router: Router, plan: Plan) {
  return (at: string, msisdn: string): Promise<Checkout> => {
    clock.set(at)
    const mac = `BC:24:11:00:00:${String((drawn += 1)).padStart(2, '0')}`
    const asked = { plan_id: plan.id, router, mac, hand_off: null, source_address: null }
    return appliance.work((unit) =>
      openCheckout(unit, appliance.safe, { ...asked, msisdn: msisdn as Msisdn, language: 'sw' }),
    )
  }
}

/** M-Pesa takes the latest prompt 1.2 s after it was made, or says what is given. */
export async function send(shop: Shop, checkout: Checkout, sending?: Sending): Promise<void> {
  const { appliance, clock } = shop
  const push = await latestPush(shop, checkout)
  clock.pass({ milliseconds: 1200 })
  const accepted: Sending = {
    outcome: 'accepted',
    merchant_request_id: `29115-${push.id}`,
    checkout_request_id: `ws_CO_${push.id}`,
  }
  await appliance.work(async (unit) => {
    await beginPush(unit, push.id)
    await recordSending(unit, push.id, sending ?? accepted, {})
  })
}

/** A callback after so many seconds, and a query that agrees with it 400 ms later. */
async function fail(
  shop: Shop,
  checkout: Checkout,
  code: string,
  description: string,
  seconds: number,
): Promise<void> {
  const push = await latestPush(shop, checkout)
  shop.clock.pass({ seconds })
  await hear(shop, checkout, { ResultCode: Number(code), ResultDesc: description })
  await query(shop, checkout, 'failed')
  await shop.appliance.work((unit) => applyFailed(unit, push.id, { code, description }))
}

async function pend(shop: Shop, checkout: Checkout): Promise<void> {
  const push = await latestPush(shop, checkout)
  shop.clock.pass({ seconds: 10 })
  await query(shop, checkout, 'pending')
  await shop.appliance.work((unit) => applyPending(unit, push.id))
}

/** The PIN is entered 5 s later: callback, query, settlement. Without a code there is no callback either. */
export async function pay(shop: Shop, checkout: Checkout, receipt: string | null): Promise<void> {
  const { appliance, clock } = shop
  const { db, work } = appliance
  const push = await latestPush(shop, checkout)
  clock.pass({ seconds: 5 })
  if (receipt) {
    const item = (Name: string, Value: unknown) => ({ Name, Value })
    const Item = [
      item('Amount', 50),
      item('MpesaReceiptNumber', receipt),
      item('TransactionDate', Number(formatDarajaTime(appliance.now()))),
      item('PhoneNumber', Number(push.msisdn)),
    ]
    await hear(shop, checkout, { ResultCode: 0, ResultDesc: 'Done', CallbackMetadata: { Item } })
  }
  const inquiry = await query(shop, checkout, 'completed')
  await work((unit) => applyPaid(unit, push.id, inquiry))
  clock.pass({ milliseconds: 38 })
  const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
  await work((unit) => settlePayment(unit, payment.id))
}

async function query(shop: Shop, checkout: Checkout, outcome: string) {
  const { appliance, clock } = shop
  const { id: stk_push_id } = await latestPush(shop, checkout)
  const { shortcode } = checkout
  const inquiry = await appliance.work((unit) =>
    openInquiry(unit, { shortcode, kind: 'stk_query', receipt_code: null, stk_push_id }),
  )
  clock.pass({ milliseconds: 400 })
  await appliance.work((unit) => recordExchange(unit, inquiry, { exchange: {}, outcome }))
  return inquiry
}

async function hear(shop: Shop, checkout: Checkout, said: object): Promise<void> {
  const { appliance } = shop
  const { merchant_reference, checkout_request_id } = await latestPush(shop, checkout)
  const ids = { MerchantRequestID: '29115-1', CheckoutRequestID: checkout_request_id }
  await appliance.db('callbacks').insert({
    shortcode: checkout.shortcode,
    kind: 'stk_callback',
    reference: merchant_reference,
    body: Buffer.from(JSON.stringify({ Body: { stkCallback: { ...ids, ...said } } })),
    headers: JSON.stringify({}) as never,
    source_address: '196.201.214.200',
    heard_at: appliance.now(),
    state: 'done',
    decided_at: appliance.now(),
  })
}

async function latestPush({ appliance }: Shop, { id }: Checkout) {
  const pushes = appliance.db('stk_pushes').where({ checkout_id: id })
  return (await pushes.orderBy('attempt', 'desc').first())!
}

async function letIn(
  { appliance, clock }: Shop,
  { service_id }: Checkout,
  { id: router_id }: Router,
) {
  const { db, now } = appliance
  const { user_name } = (await db('services').where({ id: service_id }).first('user_name'))!
  clock.pass({ seconds: 2 })
  const asked = { router_id, service_id, user_name }
  await db('access_decisions').insert({
    ...asked,
    decided_at: now(),
    outcome: 'accept',
    session_seconds: 86_390,
  })
  await db('sessions').insert({
    ...asked,
    session_key: crypto.randomUUID(),
    acct_session_id: '8100004b',
    framed_ip_address: '10.5.50.77',
    started_at: now(),
    heard_at: Temporal.Instant.from(noon),
    session_seconds: 5400,
    input_octets: 21_000_000,
    output_octets: 310_000_000,
  })
}
