// Time sold on paper: each voucher once, whoever types it and however often.

import { randomInt } from 'node:crypto'
import test from 'ava'
import { seeDevice } from '../../../appliance/access/devices.ts'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { hashVoucherCode, makeVouchers, redeemVoucher } from '../../../appliance/money/vouchers.ts'
import { cents } from '../../../appliance/money.ts'
import { hashToken } from '../../../appliance/secrets.ts'
import {
  addPlan,
  appliance,
  clock,
  countRings,
  creditsOf,
  day,
  db,
  deviceOf,
  hour,
  newMac,
  newPhone,
  noon,
  prompted,
  router,
  safe,
  settleAll,
  work,
} from './hotspot.ts'
import { answer } from './safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

const make = (plan = hour, count = 1) =>
  work((unit) => makeVouchers(unit, safe, { plan, count, made_by: null }))

const drawAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`

/** From an address of its own unless told: all guesses of one address are counted. */
const redeem = (code: string, mac = newMac(), source_address = drawAddress()) =>
  work((unit) => redeemVoucher(unit, safe, { code, mac, router, language: 'en', source_address }))

const vouchers = () => balanceOf(db, { kind: 'vouchers' })

test.serial('a voucher is read off paper: its spelling is forgiven', async (t) => {
  const [code] = await make()
  t.regex(
    code!,
    /^[ACDEFGHJKMNPQRTUVWXY34679]{4}-[ACDEFGHJKMNPQRTUVWXY34679]{4}-[ACDEFGHJKMNPQRTUVWXY34679]{4}$/,
  )
  const mac = newMac()
  const redeemed = await redeem(` ${code!.toLowerCase().replace('-', ' ')} `, mac)
  t.is((await deviceOf(mac)).service_id, redeemed!.service_id)
  const [credit] = await creditsOf(redeemed!)
  t.is(credit!.ends_at.toString(), '2026-11-21T12:32:00Z')
})

test.serial('invariant 17: 64 devices type one voucher at once: one is redeemed', async (t) => {
  const [code] = await make()
  const before = await vouchers()
  const outcomes = await Promise.all(Array.from({ length: 64 }, () => redeem(code!)))
  const [redeemed, ...more] = outcomes.filter((one) => one !== undefined)
  t.deepEqual(more, [])
  t.is((await creditsOf(redeemed!)).length, 1)
  t.is(await vouchers(), cents(before - 20_00))
  t.is((await db('payments').where({ service_id: redeemed!.service_id })).length, 1)
})

test.serial(
  'pressed 64 times at once on one device: redeemed once, and told so each time',
  async (t) => {
    const [code] = await make()
    const mac = newMac()
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => redeem(code!, mac)))
    t.is(new Set(outcomes.map((one) => one?.service_id)).size, 1)
    t.is((await creditsOf(outcomes[0]!)).length, 1)
    t.is((await db('portal_attempts').where({ mac })).length, 0)
  },
)

test.serial('64 guesses of one device at once: five are heard', async (t) => {
  const [mac, from] = [newMac(), drawAddress()]
  const guesses = Array.from({ length: 64 }, (_, at) => redeem(`AAAAA-AAA${at}`, mac, from))
  const outcomes = await Promise.allSettled(guesses)
  t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 5)
  t.is((await db('portal_attempts').where({ mac })).length, 5)
  const [code] = await make()
  t.truthy(await redeem(code!, mac), 'who borrows the MAC elsewhere does not shut its owner out')
})

test.serial('an address guesses fifty times an hour, with however many MACs', async (t) => {
  const from = drawAddress()
  for (let guess = 0; guess < 50; guess += 1)
    t.is(await redeem(`AAAAA-AAA${guess}`, newMac(), from), undefined)
  const [code] = await make()
  await t.throwsAsync(redeem(code!, newMac(), from), { code: 'too_many_tries' })
  clock.pass({ hours: 1 })
  t.truthy(await redeem(code!, newMac(), from))
})

test.serial('wrong and used get the same answer', async (t) => {
  const [code] = await make()
  t.truthy(await redeem(code!))
  for (const wrong of [code!, 'AAAAA-AAAAA', '', '💧']) t.is(await redeem(wrong), undefined)
})

test.serial('two vouchers of one device at once, or one after another, are one pass', async (t) => {
  for (let round = 0; round < 6; round += 1) {
    const mac = newMac()
    await work((unit) => seeDevice(unit, mac))
    const codes = await make(hour, 2)
    const [one, other] = await Promise.all(codes.map((code) => redeem(code, mac)))
    t.is(one!.service_id, other!.service_id)
    const credits = await creditsOf(one!)
    t.true(credits[1]!.starts_at.equals(credits[0]!.ends_at))
  }
})

test.serial('F36: sold at its price and for its plan, whatever they are now', async (t) => {
  const plan = await addPlan({ price_cents: cents(35_00) })
  const [code] = await make(plan)
  const changed = { price_cents: cents(80_00), withdrawn_at: clock.now() }
  await db('plans').where({ id: plan.id }).update(changed)
  const { service_id } = (await redeem(code!))!
  const [credit] = await creditsOf({ service_id })
  t.like(credit, { price_cents: cents(35_00), plan_id: plan.id })
  const { subscriber_id } = (await db('services').where({ id: service_id }).first())!
  t.is(await walletOf(db, subscriber_id), cents(0))
})

test.serial('a voucher adds to what the device has bought by phone', async (t) => {
  const mac = newMac()
  const { checkout, push } = await prompted({ mac })
  await answer(push, 'paid')
  await settleAll()
  const [code] = await make(day)
  t.is((await redeem(code!, mac))!.service_id, checkout.service_id)
  t.is((await creditsOf(checkout)).length, 2)
})

test.serial('a voucher and a prompt of one device at once: neither waits for ever', async (t) => {
  for (let round = 0; round < 6; round += 1) {
    const mac = newMac()
    const { push } = await prompted({ mac, msisdn: newPhone() })
    await answer(push, 'paid')
    const [code] = await make()
    await Promise.all([settleAll(), redeem(code!, mac)])
    t.is(await countRings(), 0)
  }
})

test.serial('the code is in no table as it is printed', async (t) => {
  const [code] = await make()
  await redeem(code!)
  const plain = code!.replace('-', '')
  for (const table of ['vouchers', 'payments', 'transfers', 'portal_attempts']) {
    const rows = JSON.stringify(await db(table as 'vouchers'))
    t.false(rows.includes(code!) || rows.includes(plain), table)
  }
})

test.serial(
  'T57: codes have 55 bits, and a dump of the database finds none by guessing: the hash has the box key',
  async (t) => {
    const [code] = await make()
    t.true(Math.log2(25 ** code!.replaceAll('-', '').length) >= 50)
    const hashes = (await db('vouchers').select('code_hash')).map((row) => row.code_hash)
    t.false(hashes.some((hash) => hash.equals(hashToken(code!.replaceAll('-', '')))))
    t.true(hashes.some((hash) => hash.equals(hashVoucherCode(safe, code!.toLowerCase()))))
  },
)

test.serial('a voucher that was printed before the hash had a key still opens', async (t) => {
  const [code] = await make()
  const code_hash = hashToken(code!.replaceAll('-', ''))
  await db('vouchers')
    .where({ code_hash: hashVoucherCode(safe, code!) })
    .update({ code_hash })
  t.truthy(await redeem(code!))
  t.is(await redeem(code!), undefined)
})

test.serial('a void voucher is answered as a wrong one', async (t) => {
  const [code] = await make()
  const void_why = 'Lost on the matatu'
  const code_hash = hashVoucherCode(safe, code!)
  await db('vouchers').where({ code_hash }).update({ voided_at: clock.now(), void_why })
  t.is(await redeem(code!), undefined)
  const redeemed = { redeemed_at: clock.now(), service_id: 1 }
  await t.throwsAsync(db('vouchers').where({ code_hash }).update(redeemed), {
    message: /void_or_used|fkey/,
  })
})

test.serial('nobody met in a ring', async (t) => t.is(await countRings(), 0))
