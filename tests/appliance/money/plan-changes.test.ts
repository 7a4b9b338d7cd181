import test from 'ava'
import * as fc from 'fast-check'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { changePlan, undoPlanChange } from '../../../appliance/money/plan-changes.ts'
import {
  decidePlanChange,
  type Stretch,
  type When,
} from '../../../appliance/money/plan-differences.ts'
import { cents } from '../../../appliance/money.ts'
import type { Credit, Plan } from '../../../appliance/tables.ts'
import { addCustomer } from '../../support/factories.ts'
import { appliance, clock, db, pay, work } from './paying.ts'

const home10 = (await db('plans').first())!
const [home20] = await db('plans')
  .insert({
    ...home10,
    id: undefined as never,
    name: 'Home 20',
    price_cents: cents(3000_00),
    down_kbps: 20_000,
  })
  .returning('*')
const start = Temporal.Instant.from('2026-11-21T11:32:00Z')
test.after.always(() => appliance.close())

/** A line that has paid for a month at 14:32 on 21 November; thirty days. */
async function paidLine() {
  clock.set(start.toString())
  const { subscriber, service } = await addCustomer(appliance)
  await pay(subscriber.account_no, 1500)
  const credits = () => db('credits').where({ service_id: service.id }).orderBy('starts_at')
  const now = async () => (await db('services').where({ id: service.id }).first())!
  const change = async (plan: Plan, when: When) => {
    const row = await now()
    return work((unit) => changePlan(unit, row, plan, when))
  }
  const wallet = async () => Number(await walletOf(db, subscriber.id))
  return { subscriber, service, credits, now, change, wallet }
}

test.serial(
  'a plan at renewal: nothing moves today, and the next term is the new plan’s',
  async (t) => {
    const line = await paidLine()
    await line.change(home20!, 'renewal')
    t.is((await line.credits()).length, 1)
    t.like(await line.now(), { plan_id: home10.id, next_plan_id: home20!.id })
    await pay(line.subscriber.account_no, 3000)
    const [, next] = await line.credits()
    t.like(next, { plan_id: home20!.id, price_cents: 3000_00 })
    t.like(await line.now(), { plan_id: home20!.id, next_plan_id: null })
  },
)

test.serial(
  'at once without money: the end stays, the rest of the time runs on the new plan',
  async (t) => {
    const line = await paidLine()
    const { ends_at } = (await line.credits())[0]!
    clock.pass({ hours: 240 })
    await line.change(home20!, 'now')
    const [old, rest] = await line.credits()
    t.true(old!.ends_at.equals(clock.now()))
    t.true(rest!.starts_at.equals(clock.now()))
    t.true(rest!.ends_at.equals(ends_at))
    t.is(rest!.plan_id, home20!.id)
    t.is(old!.price_cents + rest!.price_cents, 1500_00, 'the money is what it was')
    t.is(await line.wallet(), 0)
  },
)

test.serial(
  'at once, pro-rated: two thirds of a month cost two thirds of the difference',
  async (t) => {
    const line = await paidLine()
    clock.pass({ hours: 240 })
    await t.throwsAsync(line.change(home20!, 'prorated'), { code: 'wallet_short' })
    t.is((await line.credits()).length, 1, 'nothing was changed')
    await db('services').where({ id: line.service.id }).update({ closed_at: clock.now() }) // So that it buys no time.
    await pay(line.subscriber.account_no, 1200)
    await db('services').where({ id: line.service.id }).update({ closed_at: null })
    const sales = () => balanceOf(db, { kind: 'sales' })
    const before = await sales()
    // 20 of 30 days left: KES 1,000 of the old one; of the new, in a December of 31 days, 3,000 × 20 ÷ 31.
    await line.change(home20!, 'prorated')
    const [old, rest] = await line.credits()
    t.is(old!.price_cents, cents(500_00))
    t.is(rest!.price_cents, cents(2000_00))
    t.is(await line.wallet(), 200_00)
    t.is((await sales()) - before, 1000_00)
  },
)

test.serial(
  'a cheaper plan gives the difference back to the wallet, and an undo restores all of it',
  async (t) => {
    const line = await paidLine()
    await db('services').where({ id: line.service.id }).update({ plan_id: home20!.id })
    await db('credits')
      .where({ service_id: line.service.id })
      .update({ plan_id: home20!.id, price_cents: cents(3000_00) })
    const before = await line.credits()
    clock.pass({ hours: 360 })
    const memo = await line.change(home10, 'prorated')
    t.is(await line.wallet(), 750_00)
    clock.pass({ minutes: 9 })
    await work((unit) => undoPlanChange(unit, memo))
    t.is(await line.wallet(), 0)
    t.deepEqual((await line.credits()).map(plain), before.map(plain))
    t.is((await line.now()).plan_id, home20!.id)
  },
)

function plain({ id, plan_id, price_cents, starts_at, ends_at, data_bytes }: Credit) {
  return { id, plan_id, price_cents, data_bytes, from: String(starts_at), until: String(ends_at) }
}

test.serial('an undo is refused where the wallet has spent what it was given', async (t) => {
  const line = await paidLine()
  await db('services').where({ id: line.service.id }).update({ plan_id: home20!.id })
  await db('credits')
    .where({ service_id: line.service.id })
    .update({ plan_id: home20!.id, price_cents: cents(3000_00) })
  const memo = await line.change(home10, 'prorated')
  t.is(await line.wallet(), 1500_00)
  await pay(line.subscriber.account_no, 10) // Enough for a term now.
  t.is(await line.wallet(), 10_00)
  await t.throwsAsync(
    work((unit) => undoPlanChange(unit, memo)),
    { code: 'changed_since' },
  )
})

test.serial('the same plan is no change', async (t) => {
  const line = await paidLine()
  for (const when of ['renewal', 'now', 'prorated'] as const)
    await t.throwsAsync(line.change(home10, when), { code: 'plan_the_same' }, when)
})

test('whatever is changed when: what is left keeps its end, and no cent is made or lost', (t) => {
  const stretch = fc.record({
    length: fc.integer({ min: 1, max: 400 * 86_400 }),
    price_cents: fc.integer({ min: 0, max: 20_000_00 }),
    kind: fc.constantFrom('sold' as const, 'given' as const),
  })
  fc.assert(
    fc.property(
      fc.array(stretch, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: -400 * 86_400, max: 0 }),
      fc.integer({ min: 1, max: 20_000_00 }),
      fc.constantFrom('now' as const, 'prorated' as const),
      (given, shift, price_cents, when) => {
        let at = start.add({ seconds: shift })
        const stretches = given.flatMap(({ length, ...one }, id): Stretch[] => {
          const starts_at = at
          at = at.add({ seconds: length })
          if (Temporal.Instant.compare(at, start) <= 0) return []
          const budget_id = one.kind === 'given' ? 1 : null
          const rest = { id, plan_id: 1, data_bytes: null, transfer_id: 1, budget_id }
          return [{ ...one, ...rest, starts_at, ends_at: at, price_cents: cents(one.price_cents) }]
        })
        const plan = { ...home20!, id: 2, price_cents: cents(price_cents) }
        const facts = { service: { plan_id: 1, next_plan_id: null }, stretches, wallet_cents: 0 }
        const change = decidePlanChange(facts, plan, when, start)
        if (change.outcome !== 'at_once') return false
        const left = change.pieces.reduce((sum, piece) => sum + piece.left_cents, 0)
        const price = change.pieces.reduce((sum, piece) => sum + piece.price_cents, 0)
        const back = change.back.reduce((sum, one) => sum + one.amount_cents, 0)
        if (when === 'now' && (change.pays_cents !== 0 || back !== 0)) return false
        return price - left === change.pays_cents - back
      },
    ),
    { numRuns: 3000 },
  )
  t.pass()
})
