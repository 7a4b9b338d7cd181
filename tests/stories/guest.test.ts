// The second road, end to end: a phone at the hotspot is redirected, chooses, is asked for its PIN, and is online by
// itself. Nobody's hand but the guest's is in it.

import test from 'ava'
import { makeVouchers } from '../../appliance/money/vouchers.ts'
import { eventually } from '../support/eventually.ts'
import { phone as number } from '../support/factories.ts'
import {
  askToPay,
  browse,
  formOf,
  openGuestShop,
  waitToBeIn,
  type GuestShop,
} from '../support/guests.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let shop: GuestShop
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.34' })
  shop = await openGuestShop(world)
})
test.after.always(async () => {
  await shop?.hotspot.close()
  await world?.close()
})

test.serial(
  'S1-01 to S1-09: redirected, asked, PIN, paid, logged in by itself, and told by SMS',
  async (t) => {
    const { appliance, safaricom } = world
    const { db } = appliance
    const phone = await shop.hotspot.addClient({ name: 'Achieng' })
    const payer = number(101)
    const waiting = await askToPay(phone, shop.day, payer)
    t.regex(waiting.url, /\/p\/checkouts\/[0-9a-f-]{36}/)

    const prompt = await safaricom.promptOn(payer)
    t.like(prompt, { amount_cents: 50_00, phone: payer })
    // The phone looks for the internet meanwhile, and each look spoils the challenge the portal was given.
    t.regex((await browse(`${phone.url}/generate_204`)).url, /\/p\/[0-9a-f]{12}|\/p\/checkouts/)
    await safaricom.answerPrompt(payer, 'approve')
    await waitToBeIn(phone, waiting)

    const payment = (await db('payments').where({ payer_msisdn: payer }).first())!
    t.like(payment, {
      state: 'settled',
      channel: 'stk',
      receipt_code: safaricom.findPrompt(payer)!.transaction!.trans_id,
    })
    t.is((await db('payments').where({ payer_msisdn: payer })).length, 1)
    const session = await eventually('accounting tells of it', () =>
      db('sessions').where({ service_id: payment.service_id!, stopped_at: null }).first(),
    )
    t.is(session.calling_station_id, phone.mac)
    t.deepEqual(phone.session!.rate_limit, { up: 2_000_000, down: 5_000_000 })
    const told = await eventually('the SMS has come', () =>
      safaricom.messagesTo(payer).find(({ by }) => by === 'gateway'),
    )
    t.regex(told.text, new RegExp(`KES 50.*${payment.receipt_code}.*Risiti 1\\..*\\d{6}`))
    t.regex((await browse(`${phone.url}/news`)).html, /You are on the internet/)
  },
)

test.serial('U10, S1-16: cancelled on the phone: said so, tried again, paid once', async (t) => {
  const { appliance, safaricom } = world
  const phone = await shop.hotspot.addClient({ name: 'Baraka' })
  const payer = number(102)
  const waiting = await askToPay(phone, shop.hour, payer)
  await safaricom.promptOn(payer)
  await safaricom.answerPrompt(payer, 'cancel')
  const failed = await eventually('the page says so', async () => {
    const page = await browse(waiting.url)
    return page.html.includes('/attempts"') && page
  })
  t.regex(failed.html, /lilighairiwa/)
  const { action, fields } = formOf(failed, '/attempts')
  const again = await browse(action, fields)
  t.is(again.url.replace(/\?.*/, ''), waiting.url.replace(/\?.*/, ''))
  await eventually('the phone is asked again', () => safaricom.findPrompt(payer)?.state === 'open')
  await safaricom.answerPrompt(payer, 'approve')
  await waitToBeIn(phone, waiting)
  const { db } = appliance
  t.is((await db('payments').where({ payer_msisdn: payer })).length, 1)
  const pushes = await db('stk_pushes').where({ msisdn: payer }).orderBy('attempt')
  t.deepEqual(
    pushes.map(({ attempt, state }) => [attempt, state]),
    [
      [1, 'failed'],
      [2, 'paid'],
    ],
  )
})

test.serial(
  'S1-14, S4-06, U05: answered late and no callback ever comes: still checking, then in',
  async (t) => {
    const { safaricom } = world
    const phone = await shop.hotspot.addClient({ name: 'Chebet' })
    const payer = number(103)
    Object.assign(safaricom.faults, {
      push: { fault: { lost: true, c2b: { lost: true } }, times: 1 },
    })
    const waiting = await askToPay(phone, shop.hour, payer)
    await safaricom.promptOn(payer)
    await safaricom.answerPrompt(payer, 'approve')
    await world.pass({ seconds: 91 })
    await waitToBeIn(phone, waiting)
    const payment = await world.appliance.db('payments').where({ payer_msisdn: payer }).first()
    t.like(payment, { proved_by: 'stk_query', state: 'settled' })
    // The pull that comes every ten minutes names it.
    await world.pass({ minutes: 11 })
    await eventually('the pull names it', async () => {
      const named = await world.appliance.db('payments').where({ payer_msisdn: payer })
      return named.length === 1 && named[0]!.receipt_code !== null
    })
  },
)

test.serial(
  'S2-55: the same phone comes back, then another MAC with the code: no second payment',
  async (t) => {
    const { appliance, safaricom } = world
    const { db } = appliance
    const phone = await shop.hotspot.addClient({ name: 'Dorcas' })
    const payer = number(104)
    safaricom.setHabit(payer, { act: 'approve', after_seconds: 0 })
    await waitToBeIn(phone, await askToPay(phone, shop.day, payer))
    const begun = () => db('sessions').where({ calling_station_id: phone.mac }).first()
    await eventually('its Start is written down', begun)
    await browse(`${phone.url}/logout`)
    t.is(phone.state, 'waiting')
    await browse(`${phone.url}/news`)
    t.is(phone.state, 'online', 'whoever has paid is let in by looking at any page')

    const told = await eventually('the SMS has come', () =>
      safaricom.messagesTo(payer).find(({ by }) => by === 'gateway'),
    )
    const [code] = /\b\d{6}\b/.exec(told.text)!
    await browse(`${phone.url}/logout`)
    await phone.changeMac()
    const welcome = await browse(`${phone.url}/news`)
    const form = formOf(welcome, '/moves')
    const moved = { ...form.fields, by: 'code', paid_by: payer, code }
    await browse(form.action, { ...moved, code: code === '000000' ? '000001' : '000000' })
    t.is(phone.state, 'waiting', 'a wrong code moves nothing')
    await browse(form.action, moved)
    await eventually('the pass has moved', async () => {
      await browse(`${phone.url}/news`)
      return phone.state === 'online'
    })
    t.is((await db('payments').where({ payer_msisdn: payer })).length, 1)
    const bound = await db('devices')
      .join('services', 'services.id', 'devices.service_id')
      .join('subscribers', 'subscribers.id', 'services.subscriber_id')
      .where({ msisdn: payer })
      .select('devices.mac')
    t.deepEqual(bound, [{ mac: phone.mac }])
  },
)

test.serial('a voucher typed in opens the gate, once', async (t) => {
  const { appliance } = world
  const [voucher] = await appliance.work((work) =>
    makeVouchers(work, appliance.safe, { plan: shop.day, count: 1, made_by: null }),
  )
  const phone = await shop.hotspot.addClient({ name: 'Ekai' })
  const { action, fields } = formOf(await browse(`${phone.url}/news`), '/vouchers')
  await browse(action, { ...fields, voucher: voucher!.toLowerCase().replace('-', ' ') })
  await eventually('the phone is let in', async () => {
    await browse(`${phone.url}/news`)
    return phone.state === 'online'
  })
  const other = await shop.hotspot.addClient({ name: 'Faith' })
  const second = formOf(await browse(`${other.url}/news`), '/vouchers')
  await browse(second.action, { ...second.fields, voucher: voucher! })
  t.is(other.state, 'waiting')
  t.is((await appliance.db('payments').where({ rail: 'voucher' })).length, 1)
})

test.serial(
  'Mikrotik-Total-Limit: the data is used up, the router ends it, the portal says so and sells again',
  async (t) => {
    const { appliance, safaricom } = world
    const phone = await shop.hotspot.addClient({ name: 'Gatheru' })
    const payer = number(105)
    safaricom.setHabit(payer, { act: 'approve', after_seconds: 0 })
    await waitToBeIn(phone, await askToPay(phone, shop.day, payer))
    // RADIUS believes no router that a line carried so much in a second (T49).
    await world.pass({ minutes: 10 })
    phone.useData(5_000_000_000, 'down')
    t.is(phone.state, 'waiting')
    const { service_id } = (await appliance.db('payments').where({ payer_msisdn: payer }).first())!
    const session = await eventually('accounting tells of it', () =>
      appliance
        .db('sessions')
        .where({ service_id: service_id! })
        .whereNotNull('stopped_at')
        .first(),
    )
    t.is(session.input_octets + session.output_octets, 5_000_000_000)
    const welcome = await eventually('the portal knows', async () => {
      const page = await browse(`${phone.url}/news`)
      return page.html.includes('/checkouts"') && page
    })
    t.is(phone.state, 'waiting')
    await world.pass({ minutes: 3 }) // Safaricom refuses the same amount again within two.
    const { action, fields } = formOf(welcome, '/checkouts')
    const asked = { ...fields, plan: String(shop.day.id), phone: payer }
    await waitToBeIn(phone, await browse(action, asked))
  },
)
