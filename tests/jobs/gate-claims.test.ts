// "I have paid": N7, S4-09, T09, before the real door, the real jobs and a simulated Safaricom.

import test from 'ava'
import { readVisitor } from '../../appliance/access/portal.ts'
import { claimAtGate, decideTaking, type ClaimAtGate } from '../../appliance/money/portal-claims.ts'
import { walletOf } from '../../appliance/money/ledger.ts'
import { cents } from '../../appliance/money.ts'
import type { Msisdn } from '../../appliance/msisdn.ts'
import type { PortalClaim } from '../../appliance/tables.ts'
import { paybill, phone } from '../support/factories.ts'
import { openTown } from './push-town.ts'

const town = await openTown()
const { appliance, safaricom, clock } = town
const { db, work } = appliance
const router = (await db('routers').first())!
test.after.always(() => town.close())

let drawn = 0
const draw = () => {
  drawn += 1
  return { mac: `02:00:00:00:77:${drawn.toString(16).padStart(2, '0').toUpperCase()}`, msisdn: phone(8_800_000 + drawn) } // prettier-ignore
}

/** Paid by hand, under a word that is nobody's. */
async function payByHand(msisdn: string, shillings: number, typed = 'wifi', lost = false) {
  const bill = { shortcode: paybill, msisdn, amount_cents: shillings * 100, bill_ref: typed, first_name: 'NJERI' } // prettier-ignore
  return (await safaricom.pay(bill, lost ? { lost: true } : undefined)).trans_id
}

function claim(
  receipt_code: string,
  who: { mac: string; msisdn: Msisdn },
  more: Partial<ClaimAtGate> = {},
) {
  // prettier-ignore
  return work((unit) => claimAtGate(unit, { receipt_code, ...who, router, language: 'en', source_address: `10.0.0.${drawn}`, ...more })) // prettier-ignore
}

const passOf = async (mac: string) => (await readVisitor(db, mac, clock.now())).pass
const stateOf = async (receipt_code: string) =>
  (await db('portal_claims').where({ receipt_code }).orderBy('id')).map(({ state }) => state)
const openKinds = async () => (await db('exceptions').whereNull('resolved_at')).map(({ kind }) => kind) // prettier-ignore

test.serial('N7, S4-09: money in suspense, claimed from the phone that paid: the pass opens, the exception closes, a receipt is there', async (t) => {
  const guest = draw()
  const code = await payByHand(guest.msisdn, 20)
  await town.work()
  t.deepEqual(await openKinds(), ['missing_reference'])
  await claim(code, guest)
  await town.work()
  t.like(await passOf(guest.mac), { plan: 'Hour', seconds_left: 3600 })
  t.deepEqual(await openKinds(), [])
  const payment = (await db('payments').where({ receipt_code: code }).first())!
  t.is(payment.state, 'settled')
  t.is(await walletOf(db, payment.subscriber_id!), cents(0))
  t.truthy(await db('receipts').where({ payment_id: payment.id }).first())

  // Single use: another phone's claim, and the same once more.
  const thief = draw()
  await claim(code, { mac: thief.mac, msisdn: guest.msisdn })
  await town.work()
  t.is(await passOf(thief.mac), null)
  t.is((await db('credits').where({ service_id: payment.service_id! })).length, 1)
}) // prettier-ignore

test.serial(
  'N7, F33: a payment nobody told us of is found because its payer claims it',
  async (t) => {
    const guest = draw()
    const code = await payByHand(guest.msisdn, 20, 'internet', true)
    await claim(code, guest)
    await town.work()
    t.truthy(await passOf(guest.mac))
    t.deepEqual(await stateOf(code), ['taken'])
  },
)

test.serial(
  'N7: claimed before M-Pesa knows of it: asked again, and opened when it does',
  async (t) => {
    const guest = draw()
    const early = 'UKLEARLY01'
    await claim(early, guest)
    await town.work()
    t.deepEqual(await stateOf(early), ['open'])
    await town.pass(3 * 3600, 600)
    t.deepEqual(await stateOf(early), ['not_found'], 'given up after two hours')
  },
)

test.serial(
  'T09: another’s code with one’s own phone opens nothing, and keeps its owner from nothing',
  async (t) => {
    const [owner, thief] = [draw(), draw()]
    const code = await payByHand(owner.msisdn, 20)
    await claim(code, thief)
    await town.work()
    t.is(await passOf(thief.mac), null)
    t.is((await db('payments').where({ receipt_code: code }).first())!.state, 'excepted')
    await claim(code, owner)
    await town.work()
    t.truthy(await passOf(owner.mac))
    t.is(await passOf(thief.mac), null)
  },
)

test.serial(
  'S4-09: an amount that is no plan’s price stays with a person, who sees that somebody claims it',
  async (t) => {
    const guest = draw()
    const code = await payByHand(guest.msisdn, 33)
    await town.work()
    await claim(code, guest)
    await town.work()
    t.is(await passOf(guest.mac), null)
    t.is((await db('payments').where({ receipt_code: code }).first())!.state, 'excepted')
  },
)

test.serial('T09: five codes an hour from one phone, whatever becomes of them', async (t) => {
  const guest = draw()
  const codes = Array.from({ length: 5 }, (_, at) => `UKLGUESS0${at}`)
  for (const code of codes) await claim(code, guest)
  await t.throwsAsync(claim('UKLGUESS09', guest), { code: 'too_many_tries' })
  // From other devices and addresses, in the name of that phone, too.
  await t.throwsAsync(claim('UKLGUESS09', { ...draw(), msisdn: guest.msisdn }), { code: 'too_many_tries' }) // prettier-ignore
})

test.serial(
  'T09: above the ceiling of all portals nobody may claim for a while, and a person is told',
  async (t) => {
    const rows = Array.from({ length: 300 }, (_, at) => ({ kind: 'claim' as const, mac: `02:00:00:01:${String(Math.trunc(at / 90) + 10)}:${String((at % 90) + 10)}`, source_address: `10.1.${at % 250}.1`, about: null, at: clock.now() })) // prettier-ignore
    await db('portal_attempts').insert(rows)
    const guest = draw()
    await t.throwsAsync(claim('UKLGUESS11', guest), { code: 'too_many_tries' })
    await db('portal_attempts').where({ kind: 'claim' }).delete()
  },
)

const now = clock.now()
const waiting = { state: 'excepted', payer_msisdn: '254712000001', amount_cents: cents(20_00), heard_at: now } as const // prettier-ignore
const made = { msisdn: '254712000001', made_at: now } as unknown as PortalClaim
const plans = [{ id: 1, price_cents: 2000 }]
for (const [says, payment, kind, claims, sold, expected] of [
  ['the phone that paid', {}, 'unknown_account', [made], plans, 'take'],
  ['credited already', { state: 'settled' }, null, [made], plans, 'not_in_suspense'],
  ['a closed account’s money', {}, 'account_closed', [made], plans, 'not_for_guests'],
  ['no customer’s money', {}, 'not_customer_money', [made], plans, 'not_for_guests'],
  ['a payer behind a mask', { payer_msisdn: null }, 'unknown_account', [made], plans, 'payer_hidden'],
  ['another phone', { payer_msisdn: '254712000002' }, 'unknown_account', [made], plans, 'another_phone'],
  ['three days later', { heard_at: now.subtract({ hours: 73 }) }, 'unknown_account', [made], plans, 'too_late'],
  ['two plans at that price', {}, 'unknown_account', [made], [...plans, { id: 2, price_cents: 2000 }], 'no_one_plan'],
] as const) {
  test(`N7, S4-09: a claim is decided: ${says}`, (t) => {
    const taking = decideTaking({ ...waiting, ...payment } as never, kind, claims, sold)
    t.is(taking.outcome === 'take' ? 'take' : taking.why, expected)
  })
} // prettier-ignore
