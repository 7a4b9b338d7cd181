// What a guest's browser is shown: the plans of its site, and what this device has.

import test from 'ava'
import { seeDevice } from '../../../appliance/access/devices.ts'
import { beginLogin } from '../../../appliance/access/logins.ts'
import { findPlace, listOffers, readVisitor } from '../../../appliance/access/portal.ts'
import { makeVouchers, redeemVoucher } from '../../../appliance/money/vouchers.ts'
import { cents } from '../../../appliance/money.ts'
import { suspend } from '../../../appliance/people/suspensions.ts'
import { readCheckout } from '../../../appliance/money/checkout-file.ts'
import { paybill } from '../../support/factories.ts'
import {
  addPlan,
  appliance,
  ask,
  clock,
  db,
  latestPush,
  newMac,
  newPhone,
  noon,
  prompted,
  router,
  safe,
  settleAll,
  work,
} from '../money/hotspot.ts'
import { answer } from '../money/safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

const key = 'a'.repeat(32)
const visitor = (mac: string, guest_key = key) => readVisitor(db, mac, clock.now(), guest_key)

test.serial('S1-01: the place says whose it is, where, and how to pay by hand', async (t) => {
  const place = (await findPlace(db, router.portal_key))!
  t.like(place, { site: 'Kasarani', business: { name: 'Kasarani', support_phone: null } })
  t.like(place.paybill, { shortcode: paybill, till: null })
  await db('business').insert({ name: 'Kilima Net', support_phone: '0722000000' })
  t.is((await findPlace(db, router.portal_key))!.business.name, 'Kilima Net')
  t.is(await findPlace(db, 'abcdefabcdef'), undefined)
  await db('routers').where({ id: router.id }).update({ retired_at: clock.now() })
  t.is(await findPlace(db, router.portal_key), undefined)
  await db('routers').where({ id: router.id }).update({ retired_at: null })
})

test.serial('S1-01: a site sells its own plans and everybody’s, the cheapest first', async (t) => {
  const [site] = await db('sites').insert({ name: 'Elsewhere' }).returning('id')
  const price_cents = cents(10_00)
  const theirs = await addPlan({ site_id: site!.id, price_cents })
  const ours = await addPlan({ site_id: router.site_id, price_cents })
  const gone = await addPlan({ withdrawn_at: clock.now() })
  const ids = (await listOffers(db, router.site_id)).map(({ id }) => id)
  t.is(ids[0], ours.id)
  for (const { id } of [theirs, gone]) t.false(ids.includes(id))
  const prices = (await listOffers(db, router.site_id)).map((offer) => offer.price_cents)
  t.deepEqual(
    prices,
    prices.toSorted((one, other) => one - other),
  )
})

test.serial('a stranger has nothing; a device whose prompt is out is led back to it', async (t) => {
  const mac = newMac()
  t.like(await visitor(mac), { device: undefined, pass: null, open: null, waited: false })
  const { checkout, push } = await prompted({ mac, key })
  const { merchant_reference } = checkout
  t.like(await visitor(mac), { open: { merchant_reference }, waited: false })
  t.like(await visitor(mac, 'b'.repeat(32)), { open: null, waited: true }, 'a MAC is no secret')
  await answer(push, '1032')
  t.like(await visitor(mac), { open: null, waited: false })
})

test.serial(
  'S2-55: paid, and the browser was closed: the device alone finds the pass',
  async (t) => {
    const mac = newMac()
    const { checkout, push } = await prompted({ mac })
    await answer(push, 'paid')
    await settleAll()
    clock.pass({ minutes: 20 })
    const { pass } = await visitor(mac)
    t.like(pass, { service_id: checkout.service_id, seconds_left: 2400, data_left: null })
    t.false(pass!.online)
    clock.pass({ minutes: 40 })
    t.is((await visitor(mac)).pass, null, 'to the second')
  },
)

test.serial('time bought early is shown whole; suspended, there is none', async (t) => {
  const wish = { mac: newMac(), msisdn: newPhone() }
  for (let time = 0; time < 2; time += 1) {
    const { push } = await prompted(wish)
    await answer(push, 'paid')
    await settleAll()
  }
  const { pass } = await visitor(wish.mac)
  t.is(pass!.seconds_left, 7200)
  const by = { staff: null, source_address: null }
  await work((unit) => suspend(unit, pass!.account_no, null, by))
  t.is((await visitor(wish.mac)).pass, null)
})

test.serial('data that is used up is no pass', async (t) => {
  const plan = await addPlan({ data_bytes: 1000 })
  const mac = newMac()
  const [code] = await work((unit) => makeVouchers(unit, safe, { plan, count: 1, made_by: null }))
  const typed = { code: code!, mac, router, language: 'en', source_address: null } as const
  const { service_id } = (await work((unit) => redeemVoucher(unit, safe, typed)))!
  t.is((await visitor(mac)).pass!.data_left, 1000)
  const session = {
    router_id: router.id,
    service_id,
    user_name: 'guest',
    calling_station_id: mac.replaceAll(':', '-'),
    started_at: clock.now(),
    heard_at: clock.now(),
    session_seconds: 60,
  }
  const use = (acct_session_id: string, input_octets: number) =>
    db('sessions').insert({
      ...session,
      session_key: `${router.id}/${acct_session_id}`,
      acct_session_id,
      input_octets,
      output_octets: 100,
    })
  await use('a', 600)
  t.like((await visitor(mac)).pass, { data_left: 300, online: true })
  await use('b', 900)
  t.is((await visitor(mac)).pass, null)
})

test.serial(
  'S1-09: sent to the router’s login and not seen online: not again for two minutes',
  async (t) => {
    const mac = newMac()
    const { checkout, push } = await prompted({ mac })
    await answer(push, 'paid')
    await settleAll()
    const hand_off = {
      mac,
      ip: '10.5.50.2',
      link_login_only: 'http://10.5.50.1/login',
      link_orig: '',
      chap_id: '',
      chap_challenge: '',
      error: '',
    }
    const wish = { mac, service_id: checkout.service_id, hand_off: hand_off as never, dst: '' }
    t.truthy(await work((unit) => beginLogin(unit, safe, wish)))
    t.true((await visitor(mac)).tried_lately)
    clock.pass({ minutes: 2 })
    t.false((await visitor(mac)).tried_lately)
    const stranger = newMac()
    await work((unit) => seeDevice(unit, stranger))
    t.is(await work((unit) => beginLogin(unit, safe, { ...wish, mac: stranger })), undefined)
  },
)

test.serial('S1-15: the file of a checkout, from its first moment to its receipt', async (t) => {
  const opened = await ask()
  const file = async () => (await readCheckout(db, opened.merchant_reference, clock.now()))!
  t.like(await file(), { stage: 'sending', payment: null, review: null, paid_until: null })
  t.is(
    clock
      .now()
      .until((await file()).wait_until)
      .total('seconds'),
    90,
  )
  const push = await latestPush(opened)
  await db('stk_pushes').where({ id: push.id }).update({ state: 'sent' })
  t.is((await file()).stage, 'waiting')
  clock.pass({ seconds: 90 })
  t.is((await file()).stage, 'checking')
  await answer(push, 'paid')
  t.is((await file()).stage, 'confirmed')
  await settleAll()
  t.is((await file()).stage, 'paid')
  t.truthy((await file()).payment!.receipt_no)
  for (const wrong of ['', 'x', crypto.randomUUID()])
    t.is(await readCheckout(db, wrong, clock.now()), undefined)
})
