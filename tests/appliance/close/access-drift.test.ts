// Money and access: each way to drift apart is planted, and stands on its list with or without an explanation.

import test from 'ava'
import { listPaidOffline } from '../../../appliance/close/access-drift.ts'
import { decideOpen } from '../../../appliance/close/checklist.ts'
import { decideSigning } from '../../../appliance/close/closes.ts'
import { listUnclosed, stateOf, type CalendarDay } from '../../../appliance/close/calendar.ts'
import { post } from '../../../appliance/money/ledger.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer, addRouter } from '../../support/factories.ts'
import { appliance, clock, db, pay, report, work } from '../money/paying.ts'

test.after.always(() => appliance.close())

const list = () => listPaidOffline(db, clock.now())
const fill = (subscriber_id: number, shillings: number) =>
  work((unit) => post(unit, { kind: 'receive', from: { kind: 'cash' }, to: { kind: 'wallet', subscriber_id }, amount_cents: cents(shillings * 100), reason: 'Planted' })) // prettier-ignore

test.serial('N2: paid and kept out: a wallet that should have renewed, a refusal while time runs, a payment that waits', async (t) => {
  const paying = await addCustomer(appliance)
  await pay(paying.subscriber.account_no, 1500)
  t.deepEqual(await list(), [], 'who has what they paid for is on no list')

  const full = await addCustomer(appliance, { name: 'Full wallet' })
  await fill(full.subscriber.id, 1500)
  t.deepEqual(await list(), [], 'for five minutes it may just be happening')
  clock.pass({ minutes: 6 })
  t.like((await list())[0], { what: 'not_renewed', account_no: full.subscriber.account_no, amount_cents: cents(1500_00), explained: null })
  const poor = await addCustomer(appliance)
  await fill(poor.subscriber.id, 1499)
  clock.pass({ minutes: 6 })
  t.is((await list()).length, 1, 'less than a term buys none')
  await db('subscribers').where({ id: full.subscriber.id }).update({ suspended_at: clock.now() })
  t.is((await list())[0]!.explained, 'suspended')

  const router = await addRouter(appliance, { name: 'kasarani-1', address: '10.99.0.11' })
  const refuse = (reason: string) => db('access_decisions').insert({ decided_at: clock.now(), router_id: router.id, service_id: paying.service.id, user_name: paying.service.user_name, outcome: 'reject', reason })
  clock.pass({ minutes: 1 })
  await refuse('wrong_password')
  t.like((await list()).find(({ what }) => what === 'refused'), { explained: 'wrong_password' })
  clock.pass({ minutes: 1 })
  await refuse('unpaid')
  t.like((await list())[0], { what: 'refused', account_no: paying.subscriber.account_no, explained: null }, 'the unexplained first')
  clock.pass({ minutes: 1 })
  await db('access_decisions').insert({ decided_at: clock.now(), router_id: router.id, service_id: paying.service.id, user_name: paying.service.user_name, outcome: 'accept' })
  t.false((await list()).some(({ what }) => what === 'refused'), 'they are in')

  await work((unit) => report(unit, 'UKLWAITS01', '1', 50))
  clock.pass({ minutes: 6 })
  t.like((await list()).find(({ what }) => what === 'not_settled'), { code: 'UKLWAITS01', explained: null })
}) // prettier-ignore

test('what is open on a day is listed, and a day is signed in spite of it only with words', (t) => {
  const nothing = { paybills: [], exceptions: { open: 0, of_nobody: 0 }, callbacks: 0, shifts: 0, paid_offline: [], unpaid_online: [] }
  t.deepEqual(decideOpen(nothing), [])
  const books = { rows: [], total: {} as never, pairs: 0, differences: [], drift_cents: cents(1) }
  const paybill = { shortcode: '1', name: '', books, covered: false }
  t.deepEqual(decideOpen({ ...nothing, paybills: [paybill], exceptions: { open: 1, of_nobody: 0 }, callbacks: 1, shifts: 1, unpaid_online: [{} as never] }),
    ['statement', 'drift', 'exceptions', 'callbacks', 'shifts', 'access'])
  const known = { ...nothing, paid_offline: [{ explained: 'suspended' } as never] }
  t.deepEqual(decideOpen(known), [], 'what is explained is not open')
  const asked = { over: true, signed: false, why: '' }
  t.is(decideSigning({ open: [] }, asked), 'sign')
  t.is(decideSigning({ open: ['drift'] }, asked), 'why_missing')
  t.is(decideSigning({ open: ['drift'] }, { ...asked, why: 'Seen' }), 'sign')
  t.is(decideSigning({ open: [] }, { ...asked, over: false }), 'day_running')
  t.is(decideSigning({ open: [] }, { ...asked, signed: true }), 'signed_already')
}) // prettier-ignore

test.serial(
  'S4-05: a day with money that nobody signed is flagged from the next midnight on',
  async (t) => {
    const one = { day: '2026-11-20', count: 1, act: null } as CalendarDay
    t.is(stateOf(one, '2026-11-21'), 'unclosed')
    t.is(stateOf(one, '2026-11-20'), 'running')
    t.is(stateOf({ ...one, count: 0 }, '2026-11-21'), 'empty')
    t.is(stateOf({ ...one, act: 'signed' }, '2026-11-21'), 'signed')
    t.is(stateOf({ ...one, act: 'reopened' }, '2026-11-21'), 'reopened')
    t.deepEqual(await listUnclosed(db, clock.now()), [], 'today is still running')
    clock.set('2026-11-21T21:00:00Z')
    const [day] = await listUnclosed(db, clock.now())
    t.like(day, { day: '2026-11-21', count: 2, covered: false, act: null })
  },
)
