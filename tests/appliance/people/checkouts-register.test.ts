import test from 'ava'
import { readFunnel, readHotspotToday } from '../../../appliance/people/checkout-funnel.ts'
import { readCheckoutList } from '../../../appliance/people/checkout-register.ts'
import {
  bindingsFor,
  shows,
  type Show,
  type WantedCheckouts,
} from '../../../appliance/people/checkout-rows.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { openShop } from '../../support/factories.ts'
import { guestsOf, openHotspotDay, pay, send } from '../../web/hotspot-day.ts'
import { noon } from '../../web/kilima.ts'

const clock = testClock(noon)
const appliance = await freshAppliance(clock)
const { db } = appliance
const shop = { appliance, clock }
test.after.always(() => appliance.close())

test.serial('Today says nothing of a hotspot where no pass is sold', async (t) => {
  await openShop(appliance)
  t.is(await readHotspotToday(db, appliance.now()), null)
})

const all: WantedCheckouts = {
  q: '',
  days: 'ever',
  plan: '',
  stage: 'any',
  reason: '',
  before: null,
}
async function list(wanted: Partial<WantedCheckouts> = {}) {
  return readCheckoutList(db, { ...all, ...wanted }, appliance.now())
}
async function phones(wanted: Partial<WantedCheckouts> = {}): Promise<string[]> {
  return (await list(wanted)).page.rows.map(({ msisdn }) => msisdn.slice(-3))
}

test.serial('S2-16: each request has one stage, and the funnel counts them', async (t) => {
  const day = await openHotspotDay(shop)
  t.like(await list(), { plans: ['Day pass'] })
  const { funnel } = await list()
  t.deepEqual(funnel.stages, { waiting: 1, asking: 1, paid: 2, failed: 2, abandoned: 1 })
  t.deepEqual(await phones({ stage: 'waiting' }), ['957'])
  t.deepEqual(await phones({ stage: 'asking' }), ['954'])
  t.deepEqual(await phones({ stage: 'abandoned' }), ['953'])
  t.like(funnel, { asked: 7, sent: 6, answered: 2, paid: 2 })
  t.deepEqual(funnel.reasons, [
    { reason: 'cancelled', count: 1 },
    { reason: 'no_answer', count: 1 },
    { reason: 'not_sent', count: 1 },
  ])
  const { account_no } = (await db('subscribers')
    .where({ id: day.zawadi.subscriber_id })
    .first('account_no'))!
  const { page } = await list({ q: account_no })
  t.like(page.rows[0], {
    stage: 'paid',
    attempt: 2,
    callbacks: 2,
    payment_code: 'UKL0S9WQ7H',
    amount_cents: 50_00 as never,
  })
})

test.serial('S2-72: every figure is the number of rows its link leads to', async (t) => {
  const { funnel } = await list()
  const figures: Record<Show, number> = {
    any: funnel.asked,
    ...funnel.stages,
    unpaid: funnel.stages.failed + funnel.stages.abandoned,
    sent: funnel.sent,
    answered: funnel.answered,
  }
  for (const stage of shows) t.is((await phones({ stage })).length, figures[stage], stage)
  for (const { reason, count } of funnel.reasons)
    t.is((await phones({ stage: 'unpaid', reason })).length, count, reason)
  t.deepEqual(await phones({ reason: 'cancelled' }), ['953'])
  t.deepEqual(await phones({ reason: 'not_sent' }), ['956'])
  t.deepEqual(await phones({ reason: 'wrong_pin' }), [], 'paid at the second try')
})

test.serial('a PIN that was wrong counts as entered, a request cancelled does not', async (t) => {
  t.deepEqual(await phones({ stage: 'answered' }), ['952', '951'])
  const ask = guestsOf(shop, await router(), await plan())
  const guest = await ask('2026-11-20T06:00:00Z', '254700000001')
  await send(shop, guest)
  const [push] = await db('stk_pushes').where({ checkout_id: guest.id })
  const ended = { state: 'failed', closed_at: appliance.now(), due_at: null } as const
  await db('stk_pushes')
    .where({ id: push!.id })
    .update({ ...ended, result_code: '2001' })
  clock.set(noon)
  t.deepEqual(await phones({ days: 'yesterday', stage: 'answered' }), ['001'])
  await db('stk_pushes').where({ id: push!.id }).update({ result_code: '1032' })
  t.deepEqual(await phones({ days: 'yesterday', stage: 'answered' }), [])
  t.deepEqual(await phones({ days: 'yesterday', reason: 'cancelled' }), ['001'])
})

test.serial('S1-18: a request is found by phone, its end, account, plan and prompt', async (t) => {
  const [row] = (await list({ q: '0723456953' })).page.rows
  t.is(String(row!.msisdn), '254723456953')
  t.deepEqual(await phones({ q: '456953' }), ['953'])
  t.deepEqual(await phones({ q: row!.account_no }), ['953'])
  t.deepEqual(await phones({ q: row!.account_reference.toLowerCase() }), ['953'])
  t.is((await phones({ q: 'day p' })).length, 8)
  t.is((await phones({ plan: 'Day pass' })).length, 8)
  t.deepEqual(await phones({ plan: 'Hour pass' }), [])
  t.deepEqual(await phones({ q: '%' }), [])
})

test.serial('F32: late money counts as paid, with the whole of its wait', async (t) => {
  const bindings = await bindingsFor(db, { ...all, days: 'yesterday' }, appliance.now())
  t.like(await readFunnel(db, bindings), { paid: 0, median_ms: null, slow_ms: null })
  const [late] = await db('checkouts').where({ msisdn: '254700000001' as never })
  clock.set('2026-11-20T06:07:00Z')
  await pay(shop, late!, null)
  clock.set(noon)
  const { funnel } = await list({ days: 'yesterday' })
  t.like(funnel, { paid: 1, answered: 1, reasons: [], median_ms: 425_400, slow_ms: 425_400 })
})

test.serial(
  'asking to paid: the middle one and the slowest of twenty, in milliseconds',
  async (t) => {
    const { funnel } = await list({ days: 'today' })
    const took = [66_600, 6600] // The second try of one, the first of the other.
    t.is(funnel.median_ms, (took[0]! + took[1]!) / 2)
    t.is(funnel.slow_ms, 6600 + 0.95 * 60_000)
  },
)

test.serial('S2-80: Today counts what its links lead to', async (t) => {
  const today = await readHotspotToday(db, appliance.now())
  t.deepEqual(today, { asked: 7, paid: 2, unpaid: 3 })
  t.is((await phones({ days: 'today', stage: 'unpaid' })).length, 3)
})

test.serial('the list goes on page by page, every request once, newest first', async (t) => {
  const [one] = await db('checkouts').where({ msisdn: '254723456953' as never })
  const [its] = await db('stk_pushes').where({ checkout_id: one!.id })
  for (let count = 0; count < 55; count++) {
    const opened_at = Temporal.Instant.from('2026-10-01T06:00:00Z').add({ minutes: count })
    const { id: _, ...copy } = { ...one!, opened_at, merchant_reference: crypto.randomUUID() }
    const [made] = await db('checkouts').insert(copy).returning('id')
    const { id: __, ...push } = { ...its!, checkout_id: made!.id }
    await db('stk_pushes').insert({
      ...push,
      exchange: null,
      merchant_reference: crypto.randomUUID(),
      account_reference: `PAGE${count}`,
      checkout_request_id: `ws_CO_page_${count}`,
    })
  }
  const first = await list()
  t.is(first.page.rows.length, 50)
  const second = await list({ before: first.page.next })
  const ids = [...first.page.rows, ...second.page.rows].map(({ id }) => id)
  t.is(new Set(ids).size, 63)
  t.is(second.page.next, null)
  t.is(second.funnel.asked, 63, 'the figures are of the whole list')
  await t.throwsAsync(list({ before: 'x' }), { code: 'place_unreadable' })
})

async function router() {
  return (await db('routers').first())!
}
async function plan() {
  return (await db('plans').where({ kind: 'hotspot' }).first())!
}
