// Opening a checkout, and asking again: one request for a device and a plan, at our price, and never a second prompt
// while the first may be paid.

import test from 'ava'
import type { TooMany } from '../../../appliance/errors.ts'
import { closeCheckout, retryCheckout } from '../../../appliance/money/checkouts.ts'
import { beginPush } from '../../../appliance/money/stk-pushes.ts'
import { cents } from '../../../appliance/money.ts'
import {
  addPlan,
  appliance,
  ask,
  checkout,
  clock,
  creditsOf,
  db,
  hour,
  latestPush,
  newMac,
  newPhone,
  noon,
  prompted,
  push,
  pushesOf,
  send,
  settleAll,
  work,
} from './hotspot.ts'
import { answer, moneyOf, pullFinds } from './safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

const again = (merchant_reference: string) =>
  work((unit) => retryCheckout(unit, merchant_reference, null))

test.serial('S1-02, S2-15: 32 clicks at once are one request and one prompt', async (t) => {
  const wish = { mac: newMac(), msisdn: newPhone() }
  const opened = await Promise.all(Array.from({ length: 32 }, () => ask(wish)))
  t.is(new Set(opened.map(({ id }) => id)).size, 1)
  t.is((await pushesOf(opened[0]!.id)).length, 1)
  const { rows } = await db.raw(
    `select data from pgboss.job where name = 'send-push' and data->>'stk_push_id' = ?`,
    [String((await latestPush(opened[0]!)).id)],
  )
  t.is(rows.length, 1)
})

test.serial('S2-15: 32 clicks of one phone on 32 devices make one prompt', async (t) => {
  const msisdn = newPhone()
  const clicks = Array.from({ length: 32 }, () => ask({ msisdn, mac: newMac() }))
  const outcomes = await Promise.allSettled(clicks)
  t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const outcome of outcomes)
    if (outcome.status === 'rejected')
      t.like(outcome.reason, { code: 'prompt_open', status: 429 }, String(outcome.reason))
  t.is((await db('subscribers').where({ msisdn })).length, 1)
  t.is((await db('stk_pushes').where({ msisdn })).length, 1)
})

test.serial('S2-15: another phone typed in meanwhile waits for the first, 90 s', async (t) => {
  const mac = newMac()
  const { checkout: opened } = await prompted({ mac })
  const error = await t.throwsAsync(ask({ mac, msisdn: newPhone() }), {
    code: 'other_number_asked',
  })
  t.true((error as TooMany).again_at.equals(opened.wait_until))
  t.is((await pushesOf(opened.id)).length, 1)
  clock.pass({ seconds: 90 })
  const other = await ask({ mac, msisdn: newPhone() })
  t.not(other.id, opened.id)
  t.is((await checkout(opened.id)).state, 'abandoned')
})

test.serial(
  'S2-15: another phone typed in once the first has said no is asked at once',
  async (t) => {
    const mac = newMac()
    const { checkout: opened, push: sent } = await prompted({ mac })
    await answer(sent, '1032')
    const other = await ask({ mac, msisdn: newPhone() })
    t.not(other.id, opened.id)
    t.is((await checkout(opened.id)).state, 'abandoned')
  },
)

test.serial('S2-59: a browser that knows a MAC and no key is not given its request', async (t) => {
  const [mac, key, msisdn] = [newMac(), 'a'.repeat(32), newPhone()]
  const { checkout: opened } = await prompted({ mac, key, msisdn })
  t.is((await ask({ mac, key, msisdn })).id, opened.id)
  for (const other of [null, 'b'.repeat(32)]) {
    await t.throwsAsync(ask({ mac, key: other, msisdn }), { code: 'prompt_open' })
    t.is((await checkout(opened.id)).state, 'open', 'a refusal changes nothing')
  }
  const stranger = await ask({ mac, key: 'b'.repeat(32) })
  t.not(stranger.id, opened.id)
})

test.serial('S2-15: outside the Wi-Fi a request is the browser’s, and one', async (t) => {
  const wish = { mac: null, key: 'c'.repeat(32), msisdn: newPhone() }
  const opened = await ask(wish)
  t.is((await ask(wish)).id, opened.id)
  await t.throwsAsync(ask({ ...wish, key: null }), { code: 'prompt_open' })
})

test.serial('T06, F36: the price is the plan’s when it was asked for', async (t) => {
  const plan = await addPlan({ price_cents: cents(30_00) })
  const opened = await ask({ plan, ...({ amount_cents: 100, price_cents: 100 } as object) })
  t.is(opened.amount_cents, cents(30_00))
  const sent = await send(await latestPush(opened))
  t.is(sent.amount_cents, cents(30_00))
  await db('plans')
    .where({ id: plan.id })
    .update({ price_cents: cents(90_00) })
  await answer(sent, 'paid')
  await settleAll()
  const [credit, ...more] = await creditsOf(opened)
  t.like(credit, { price_cents: cents(30_00), plan_id: plan.id })
  t.deepEqual(more, [])
  t.is(credit!.starts_at.until(credit!.ends_at).toString(), 'PT3600S')
})

test.serial('T06: no plan of another site, of a line at home, or withdrawn, is sold', async (t) => {
  const [site] = await db('sites').insert({ name: 'Elsewhere' }).returning('id')
  const wrong = [
    await addPlan({ site_id: site!.id }),
    await addPlan({ kind: 'pppoe' }),
    await addPlan({ withdrawn_at: clock.now() }),
    { ...hour, id: 987_654 },
  ]
  for (const plan of wrong) await t.throwsAsync(ask({ plan }), { code: 'plan_unknown' })
})

for (const [given, said] of [
  ['while it waits to be sent', null],
  ['while nobody answered', 'unknown'],
  ['while it lies on the phone', 'sent'],
  ['while M-Pesa is at it', 'pending'],
] as const) {
  test.serial(`S1-16: no second prompt ${given}`, async (t) => {
    const mac = newMac()
    const msisdn = newPhone()
    const opened = await ask({ mac, msisdn })
    const first = await latestPush(opened)
    if (said === 'unknown') await send(first, { outcome: 'unknown', words: 'No answer.' })
    else if (said) await send(first)
    if (said === 'pending') await answer(first, 'pending')
    clock.pass({ minutes: 30 })
    await t.throwsAsync(again(opened.merchant_reference), { code: 'still_asking' })
    t.is((await ask({ mac, msisdn })).id, opened.id)
    t.is((await pushesOf(opened.id)).length, 1)
  })
}

test.serial('U10, S1-16: after a proved end attempt 2 belongs to the same checkout', async (t) => {
  const mac = newMac()
  const { checkout: opened, push: sent } = await prompted({ mac })
  await answer(sent, '1032')
  clock.pass({ seconds: 20 })
  const clicks = await Promise.allSettled([
    ...Array.from({ length: 8 }, () => again(opened.merchant_reference)),
    ...Array.from({ length: 8 }, () => ask({ mac, msisdn: sent.msisdn })),
  ])
  t.true(clicks.some(({ status }) => status === 'fulfilled'))
  const pushes = await pushesOf(opened.id)
  t.deepEqual(
    pushes.map(({ attempt, state }) => [attempt, state]),
    [
      [1, 'failed'],
      [2, 'created'],
    ],
  )
  t.not(pushes[0]!.account_reference, pushes[1]!.account_reference)
  const wait = clock.now().until((await checkout(opened.id)).wait_until)
  t.is(wait.total('seconds'), 90, 'S1-15: the countdown begins anew')
})

test.serial(
  'S1-16: a second prompt that waits is not sent when the first was paid after all',
  async (t) => {
    const { checkout: opened, push: sent } = await prompted()
    await answer(sent, '1037')
    await again(opened.merchant_reference)
    const second = await latestPush(opened)
    await pullFinds(moneyOf(sent))
    t.is(await work((unit) => beginPush(unit, second.id)), undefined)
    t.like(await push(second.id), { state: 'failed', result_code: 'not_sent' })
    await settleAll()
    t.is((await creditsOf(opened)).length, 1)
  },
)

test.serial('S2-16: an hour after its end it is abandoned, and not before', async (t) => {
  const { checkout: opened, push: sent } = await prompted()
  const close = () => work((unit) => closeCheckout(unit, opened.id))
  clock.pass({ hours: 2 })
  t.is(await close(), 'open', 'a prompt is out')
  await answer(sent, '1037')
  clock.pass({ minutes: 59 })
  t.is(await close(), 'open')
  t.is(
    clock
      .now()
      .until((await checkout(opened.id)).due_at!)
      .total('minutes'),
    1,
  )
  clock.pass({ minutes: 1 })
  t.deepEqual(await Promise.all([close(), close()]), ['abandoned', 'abandoned'])
  t.like(await checkout(opened.id), { state: 'abandoned', due_at: null })
  await t.throwsAsync(again(opened.merchant_reference), { code: 'checkout_closed' })
  await t.throwsAsync(again(crypto.randomUUID()), { code: 'checkout_unknown' })
})

test.serial('S1-17, S2-52, F36: abandoned, and paid a day later: credited, and told', async (t) => {
  const mac = newMac()
  const { checkout: opened, push: sent } = await prompted({ mac })
  await answer(sent, '1037')
  clock.pass({ hours: 24 })
  await work((unit) => closeCheckout(unit, opened.id))
  await pullFinds(moneyOf(sent))
  await settleAll()
  t.is((await checkout(opened.id)).state, 'paid')
  const [credit] = await creditsOf(opened)
  t.is(credit!.starts_at.toString(), clock.now().toString())
  t.is((await db('devices').where({ mac }).first())!.service_id, opened.service_id)
  const payment = (await db('payments').where({ stk_push_id: sent.id }).first())!
  t.like(await db('messages').where({ payment_id: payment.id }).first(), {
    kind: 'payment_confirmed',
    msisdn: sent.msisdn,
  })
})

test('the reference of every prompt is 11 signs, and reads back as its account', async (t) => {
  const { account_reference } = await latestPush(await ask())
  t.regex(account_reference, /^\d{7}[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
})
