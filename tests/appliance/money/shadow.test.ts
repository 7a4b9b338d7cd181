// A paybill that only watches: everything is proved and matched, nothing is credited, until two people say so.

import test from 'ava'
import { findActiveShortcode } from '../../../appliance/access/portal.ts'
import { decideMode } from '../../../appliance/money/shadow.ts'
import { approveTurn, askTurn } from '../../../appliance/money/shadow-switch.ts'
import { noteOldCredits, readOldLines } from '../../../appliance/money/old-credits.ts'
import { creditAfterAll } from '../../../appliance/money/shadow.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import { decideApproval } from '../../../appliance/people/approvals.ts'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { listDue } from '../../../appliance/due.ts'
import { walletOf } from '../../../appliance/money/ledger.ts'
import type { Approval } from '../../../appliance/tables.ts'
import { addCustomer, drawReceipt, paybill } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, pay, work } from './paying.ts'
import { hire } from './staffing.ts'

const [asker, agrees] = [await hire('owner'), await hire('finance')]
test.after.always(() => appliance.close())

const inShadow = (shadow: boolean) => db('shortcodes').where({ shortcode: paybill }).update({ shadow }) // prettier-ignore
const books = async () =>
  (await db.raw(`select (select count(*) from transfers)::int as transfers, (select count(*) from credits)::int as credits,
    (select count(*) from receipts)::int as receipts, (select count(*) from messages)::int as messages,
    (select count(*) from access_changes)::int as access, (select count(*) from exceptions)::int as exceptions`)).rows[0] // prettier-ignore

test.serial('S4-02: in shadow a payment is proved, matched and kept with what would have become of it; nothing is credited and nobody let in', async (t) => {
  await inShadow(true)
  const { subscriber, service } = await addCustomer(appliance)
  const before = await books()
  const payment = await pay(subscriber.account_no, 1700)
  t.like(payment, { state: 'shadow', subscriber_id: null, transfer_id: null, due_at: null })
  t.deepEqual(await books(), before)
  t.is(await walletOf(db, subscriber.id), cents(0))
  t.deepEqual(await creditsOf(service.id), [])
  const would = (await db('shadow_decisions').where({ payment_id: payment.id }).first())!
  t.like(would, { subscriber_id: subscriber.id, service_id: service.id, wallet_cents: 200_00 })
  t.deepEqual(would.kinds, ['paid_more'])
  t.is(would.until_at!.toString(), '2026-12-21T11:32:00Z')

  const stray = await pay('8888888', 500)
  t.is(stray.state, 'shadow')
  t.deepEqual(await books(), before, 'no exception either: it is nobody’s work yet')
  const nobody = (await db('shadow_decisions').where({ payment_id: stray.id }).first())!
  t.like(nobody, { subscriber_id: null, plan_id: null })
  t.deepEqual(nobody.kinds, ['unknown_account'])
  t.like(await work((unit) => settlePayment(unit, stray.id)), { outcome: 'leave' })
  await inShadow(false)

  // What it would do is what it does.
  const live = await addCustomer(appliance)
  await pay(live.subscriber.account_no, 1700)
  t.is((await creditsOf(live.service.id))[0]!.ends_at.toString(), would.until_at!.toString())
}) // prettier-ignore

test.serial('S4-02: in shadow no phone is asked, no address is taken from the other system, and no word lends time', async (t) => {
  await inShadow(true)
  t.is(await findActiveShortcode(db), undefined)
  await db('shortcodes').where({ shortcode: paybill }).update({ urls_registered_at: null, due_at: clock.now() }) // prettier-ignore
  const due = await listDue(db, clock.now())
  t.true(due.some(({ name }) => name === 'pull-payments'))
  t.false(due.some(({ name }) => name === 'register-shortcode'))
  const [budget] = await db('budgets').insert({ name: 'Trust', month_cents_max: 5000_00, opened_at: clock.now() } as never).returning('id') // prettier-ignore
  await db('trust_rules').insert({ shortcode: paybill, cap_cents: 2000_00, minutes: 15, budget_id: budget!.id } as never) // prettier-ignore
  const { subscriber, service } = await addCustomer(appliance)
  const body = Buffer.from(JSON.stringify({ TransactionType: 'Pay Bill', TransID: drawReceipt(), TransTime: '20261121143107', TransAmount: '1500.00', BusinessShortCode: paybill, BillRefNumber: subscriber.account_no, MSISDN: '2547 ***** 318', FirstName: 'PETER' })) // prettier-ignore
  const heard = { shortcode: paybill, kind: 'confirmation', headers: {}, source_address: null, heard_at: clock.now(), body } as const // prettier-ignore
  const told = await work((unit) => recordCallback(unit, heard))
  t.is(await work((unit) => readCallback(unit, told!)), 'to_prove')
  t.deepEqual(await creditsOf(service.id), [])
  await db('trust_rules').delete()
  await inShadow(false)
}) // prettier-ignore

test.serial('S4-02: what the other system credited is pasted and stands beside; one that it missed is credited here by a person, and once', async (t) => {
  await inShadow(true)
  const { subscriber, service } = await addCustomer(appliance)
  const [there, missed] = [await pay(subscriber.account_no, 1500), await pay(subscriber.account_no, 1500)] // prettier-ignore
  const lines = readOldLines(`Code;Account;Amount\n${there!.receipt_code!.toLowerCase()}; ${subscriber.account_no} ;"1,500.00"\n\n`) // prettier-ignore
  t.is(lines.length, 1)
  await work((unit) => noteOldCredits(unit, paybill, lines, asker))
  t.like(await db('old_credits').first(), { subscriber_id: subscriber.id, amount_cents: 1500_00 })
  t.throws(() => readOldLines('UKL4T8M2QX, KN-1, plenty'), { code: 'lines_unreadable' })

  await t.throwsAsync(work((unit) => creditAfterAll(unit, paybill, there!.id, asker)), { code: 'credited_there' }) // prettier-ignore
  await work((unit) => creditAfterAll(unit, paybill, missed!.id, asker))
  await work((unit) => settlePayment(unit, missed!.id))
  t.is((await creditsOf(service.id)).length, 1)
  await t.throwsAsync(work((unit) => creditAfterAll(unit, paybill, missed!.id, asker)), { code: 'not_in_shadow' }) // prettier-ignore
  t.like(await db('audit').where({ action: 'payment.left_shadow' }).first(), { subject: `payment:${missed!.id}` }) // prettier-ignore
  await inShadow(false)
}) // prettier-ignore

test.serial('S4-02: two people make it live, written down; from then on money is credited, and what was paid before is put before a person', async (t) => {
  await inShadow(true)
  const { subscriber, service } = await addCustomer(appliance)
  const old = await pay(subscriber.account_no, 1500)
  const id = await work((unit) => askTurn(unit, paybill, { to: 'live', why: 'A week without a difference' }, asker)) // prettier-ignore
  await t.throwsAsync(work((unit) => decideApproval(unit, id, { approved: true, why: '' }, asker)), { code: 'second_person_needed' }) // prettier-ignore
  t.is((await db('shortcodes').where({ shortcode: paybill }).first())!.shadow, true)
  await work((unit) => decideApproval(unit, id, { approved: true, why: '' }, agrees))
  t.like(await db('shortcodes').where({ shortcode: paybill }).first(), { shadow: false, urls_registered_at: null }) // prettier-ignore
  t.like(await db('audit').where({ action: 'paybill.went_live' }).first(), { staff_id: agrees.staff.id, why: 'A week without a difference' }) // prettier-ignore
  t.is((await db('payments').where({ id: old.id }).first())!.state, 'shadow', 'it stays the other system’s')

  const late = await pay(subscriber.account_no, 1500, { paid_at: clock.now().subtract({ minutes: 2 }) }) // prettier-ignore
  t.is(late.state, 'excepted')
  t.truthy(await db('exceptions').where({ kind: 'before_live', payment_id: late.id }).first())
  clock.pass({ minutes: 1 })
  t.is((await pay(subscriber.account_no, 1500)).state, 'settled')
  t.is((await creditsOf(service.id)).length, 1)
  const again = { subject: `shortcode:${paybill}`, details: { to: 'live' }, why: 'x' } as unknown as Approval // prettier-ignore
  await t.throwsAsync(work((unit) => approveTurn(unit, again, agrees)), { code: 'mode_unchanged' }) // prettier-ignore
}) // prettier-ignore

for (const [given, place, payment, expected] of [
  ['never in shadow', {}, {}, 'live'],
  ['in shadow', { shadow: true }, {}, 'shadow'],
  ['a prompt of ours, in shadow', { shadow: true }, { stk_push_id: 3 }, 'live'],
  [
    'paid before going live',
    { live_from: '2026-11-21T11:00:00Z' },
    { paid_at: '2026-11-21T10:59:59Z' },
    'before_live',
  ],
  [
    'paid after',
    { live_from: '2026-11-21T11:00:00Z' },
    { paid_at: '2026-11-21T11:00:00Z' },
    'live',
  ],
  ['at no known time, soon after', { live_from: '2026-11-21T11:00:00Z' }, {}, 'before_live'],
  ['at no known time, days after', { live_from: '2026-11-18T11:00:00Z' }, {}, 'live'],
] as [
  string,
  { shadow?: true; live_from?: string },
  { stk_push_id?: number; paid_at?: string },
  string,
][])
  // prettier-ignore
  test(`S4-02: how a payment is taken: ${given}`, (t) => {
    const at = (time?: string) => (time === undefined ? null : Temporal.Instant.from(time))
    const { shadow = false, live_from } = place
    const { stk_push_id = null, paid_at } = payment
    const facts = { stk_push_id, paid_at: at(paid_at) }
    const now = Temporal.Instant.from('2026-11-21T12:00:00Z')
    t.is(decideMode({ shadow, live_from: at(live_from) }, facts, now), expected as never)
  })
