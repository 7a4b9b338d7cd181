import test from 'ava'
import * as fc from 'fast-check'
import { endCredit } from '../../../appliance/money/expiry.ts'
import { decideGrace } from '../../../appliance/money/grace.ts'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { decideRenewal } from '../../../appliance/money/renewals.ts'
import { cents } from '../../../appliance/money.ts'
import { listLines } from '../../../appliance/people/subscribers.ts'
import { decideVerdict } from '../../../appliance/people/verdict.ts'
import { listLineFacts } from '../../../appliance/people/verdict-facts.ts'
import { plainText } from '../../../appliance/words/sentence.ts'
import { tellVerdict } from '../../../appliance/words/staff/verdict.ts'
import { addCustomer } from '../../support/factories.ts'
import { appliance, clock, db, pay, work } from './paying.ts'

test.after.always(() => appliance.close())

const lent = async () => 0 - (await balanceOf(db, { kind: 'grace' }))

/** A line whose month from 21 November ended unpaid on 21 December, on a plan with five days of grace. */
async function endedLine() {
  await db('plans').update({ grace_days: 5 })
  clock.set('2026-11-21T11:32:00Z')
  const { subscriber, service } = await addCustomer(appliance)
  await pay(subscriber.account_no, 1500)
  const credits = () => db('credits').where({ service_id: service.id }).orderBy('starts_at')
  const [paid] = await credits()
  clock.set('2026-12-21T11:32:01Z')
  const outcome = await work((unit) => endCredit(unit, paid!.id))
  return { subscriber, service, credits, paid: paid!, outcome }
}

test.serial(
  'S2-20: the line stays open for the days of its plan, and that is lent, not given',
  async (t) => {
    const before = await lent()
    const { credits, paid, outcome } = await endedLine()
    t.deepEqual(outcome, { outcome: 'in_grace' })
    const [, grace] = await credits()
    t.like(grace, { kind: 'grace', price_cents: 24194 }) // 5 of the 31 days from 21 December on.
    t.true(grace!.starts_at.equals(paid.ends_at))
    t.true(grace!.ends_at.equals(paid.ends_at.add({ hours: 120 })))
    t.is((await lent()) - before, 24194)
  },
)

test.serial('S2-20, N4: the page says that the line is open by grace, since when and until when', async (t) => {
  const { subscriber, credits, paid } = await endedLine()
  const [, grace] = await credits()
  const about = async () => {
    const lines = await listLines(db, subscriber.id, clock.now())
    const [facts] = await listLineFacts(db, lines)
    const person = { suspended_at: null, closed_at: null }
    const none = { wallet_cents: cents(0), last_payment: null, claim: null }
    return tellVerdict(decideVerdict({ person, ...none }, facts, clock.now()), clock.now())
  }
  t.true((await listLines(db, subscriber.id, clock.now()))[0]!.grace_since!.equals(paid.ends_at))
  t.regex(plainText((await about()).say), /^Paid time ended 14:32 today, and days of grace run until 26 Dec.*, but nobody is asking/)
  clock.set(grace!.ends_at.add({ seconds: 1 }).toString())
  t.is((await listLines(db, subscriber.id, clock.now()))[0]!.grace_since, null)
  t.regex(plainText((await about()).say), /^Paid time ended 14:32 today\. Home 10 costs/)
}) // prettier-ignore

test.serial(
  'S2-20: who pays in grace has the term they would have had, and nothing stays lent',
  async (t) => {
    const before = await lent()
    const { subscriber, credits, paid } = await endedLine()
    clock.pass({ hours: 48 })
    await pay(subscriber.account_no, 1500)
    const [, grace, next] = await credits()
    t.true(grace!.ends_at.equals(next!.starts_at), 'no gap')
    t.is(next!.ends_at.toString(), '2027-01-21T11:32:00Z')
    t.true(paid.ends_at.equals(grace!.starts_at))
    t.is(await lent(), before)
  },
)

test.serial(
  'S2-20: grace ends, the line shuts, and is not lent again; who pays then pays for it too',
  async (t) => {
    const before = await lent()
    const { subscriber, credits } = await endedLine()
    clock.pass({ hours: 120 })
    const [, grace] = await credits()
    t.like(await work((unit) => endCredit(unit, grace!.id)), { outcome: 'ended' })
    t.is((await credits()).length, 2)
    clock.set('2027-01-10T09:00:00Z')
    await pay(subscriber.account_no, 1500)
    const [, , next] = await credits()
    t.is(next!.starts_at.toString(), '2027-01-10T09:00:00Z')
    t.is(next!.ends_at.toString(), '2027-02-05T09:00:00Z', 'a month, less the five days')
    t.is(await lent(), before)
  },
)

test.serial('a wallet that reaches needs no grace, and a suspended line gets none', async (t) => {
  await db('plans').update({ grace_days: 5 })
  clock.set('2026-11-21T11:32:00Z')
  const { subscriber, service } = await addCustomer(appliance)
  await pay(subscriber.account_no, 3000)
  t.is(Number(await walletOf(db, subscriber.id)), 1500_00)
  const [first] = await db('credits').where({ service_id: service.id })
  clock.set('2026-12-21T11:32:01Z')
  t.deepEqual(await work((unit) => endCredit(unit, first!.id)), { outcome: 'renewed' })
  const [, second] = await db('credits').where({ service_id: service.id }).orderBy('starts_at')
  await db('subscribers').where({ id: subscriber.id }).update({ suspended_at: clock.now() })
  clock.set('2027-01-21T11:32:01Z')
  t.like(await work((unit) => endCredit(unit, second!.id)), { outcome: 'ended' })
})

test('S2-20: no grace for a pass, none for no days, and never more than half a term', (t) => {
  const at = Temporal.Instant.from('2026-11-21T11:32:00Z')
  const plan = { price_cents: cents(100), term_count: 2, term_unit: 'day', kind: 'pppoe' } as const
  t.is(decideGrace({ ...plan, grace_days: 0 }, at, at), null)
  t.is(decideGrace({ ...plan, kind: 'hotspot', grace_days: 5 }, at, at), null)
  t.is(decideGrace({ ...plan, grace_days: 5 }, at, at)!.toString(), '2026-11-22T11:32:00Z')
  t.is(decideGrace({ ...plan, grace_days: 5 }, at, at.add({ hours: 25 })), null, 'it is over')
})

test('invariant 25: grace never shortens a purchase to nothing, nor gives more than a term', (t) => {
  const paid_until = Temporal.Instant.from('2026-12-21T11:32:00Z')
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom('day' as const, 'month' as const),
      fc.integer({ min: 1, max: 12 }),
      (grace_days, hours, term_unit, term_count) => {
        const plan = {
          id: 1,
          name: '',
          price_cents: cents(1),
          data_bytes: null,
          term_count,
          term_unit,
        }
        const facts = { ...plan, grace_days, kind: 'pppoe' as const }
        const ends_at = decideGrace(facts, paid_until, paid_until)!
        const now = paid_until.add({ hours })
        const lent = { id: 1, transfer_id: 1, starts_at: paid_until, ends_at }
        const service = { id: 1, service_no: 1, anchor_day: 21 }
        const renewal = decideRenewal(cents(1), { service, plan, paid_until, lent }, now)
        if (renewal.outcome !== 'buy') return false
        const bought = renewal.purchase.ends_at.since(now).total('hours')
        const { starts_at } = renewal.purchase
        return starts_at.equals(now) && bought > 0 && bought <= 24 * 31 * term_count
      },
    ),
    { numRuns: 2000 },
  )
  t.pass()
})
