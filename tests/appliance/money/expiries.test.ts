// Credits that end together: each as it would end alone, once, whoever else is at it.

import test from 'ava'
import { endCredit } from '../../../appliance/money/expiry.ts'
import { endCredits } from '../../../appliance/money/expiries.ts'
import { holdSubscriber, walletOf } from '../../../appliance/money/ledger.ts'
import { cents } from '../../../appliance/money.ts'
import { suspend } from '../../../appliance/people/suspensions.ts'
import { addCustomer, addRouter, type Customer } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, pay, work } from './paying.ts'

const router = await addRouter(appliance, { address: '10.0.0.1' })
const start = clock.now()
test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(String(start)))

let drawn = 0

/** Paid so much for a month of KES 1,500, and online. */
async function online(shillings: number): Promise<Customer & { ends_at: Temporal.Instant }> {
  const customer = await addCustomer(appliance)
  const { service, subscriber } = customer
  await pay(subscriber.account_no, shillings)
  drawn += 1
  await db('sessions').insert({
    session_key: `class:${drawn}`, router_id: router.id, service_id: service.id, acct_session_id: `8120${drawn}`,
    user_name: service.user_name, started_at: start, heard_at: start,
  } as never) // prettier-ignore
  const [credit] = await creditsOf(service.id)
  return { ...customer, ends_at: credit!.ends_at }
}

/** How a line stands after the end: its credits that are due, all of them, its wallet, and what its session was told. */
async function standing({ service, subscriber }: Customer) {
  const credits = await creditsOf(service.id)
  const told = await db('disconnections as d')
    .join('sessions as x', 'x.id', 'd.session_id')
    .where({ service_id: service.id })
    .select('d.reason', 'd.state')
  return {
    due: credits.filter(({ due_at }) => due_at?.equals(credits[0]!.ends_at)).length,
    credits: credits.length,
    wallet: await walletOf(db, subscriber.id),
    told: told.map(({ reason, state }) => `${reason} ${state}`),
  }
}

const over = { due: 0, credits: 1, told: ['credit_ended asked'] }

test.serial('G12: what buys nothing more ends together; who has money is left to be renewed', async (t) => {
  const [plain, short, rich, suspended, early] = [await online(1500), await online(2999), await online(1500), await online(1500), await online(1500)]
  await pay(rich.subscriber.account_no, 1500) // Bought early: two credits in a row.
  await work((unit) => suspend(unit, suspended.subscriber.account_no, null, { staff: null, source_address: null }))
  const waiting = await online(1500)
  await db('subscribers').where({ id: waiting.subscriber.id }).update({ suspended_at: start })
  await pay(waiting.subscriber.account_no, 1500)
  await db('subscribers').where({ id: waiting.subscriber.id }).update({ suspended_at: null })
  clock.set(String(plain.ends_at))
  await db('credits').where({ service_id: early.service.id }).update({ ends_at: plain.ends_at.add({ seconds: 1 }) })

  const { ended, disconnection_ids } = await work((unit) => endCredits(unit, 100))
  t.deepEqual([ended, disconnection_ids.length], [4, 2])
  t.deepEqual(await standing(plain), { ...over, wallet: cents(0) })
  t.deepEqual(await standing(short), { ...over, wallet: cents(1499_00) })
  t.deepEqual((await standing(rich)).told, [], 'it goes on')
  t.deepEqual(await standing(suspended), { ...over, wallet: cents(0), told: ['suspended asked'] })
  t.is((await standing(waiting)).due, 1, 'money for a month: left')
  t.is((await standing(early)).due, 0, 'its hour has not come')
  t.deepEqual(await work((unit) => endCredits(unit, 100)), { ended: 0, disconnection_ids: [] })

  const [credit] = await creditsOf(waiting.service.id)
  t.deepEqual(await work((unit) => endCredit(unit, credit!.id)), { outcome: 'renewed' })
  t.deepEqual(await standing(waiting), { due: 0, credits: 2, wallet: cents(0), told: [] })
}) // prettier-ignore

test.serial('G12: ended by four at once, and one by one besides: each once', async (t) => {
  const lines = await Promise.all(Array.from({ length: 16 }, () => online(1500)))
  clock.set(String(lines[0]!.ends_at))
  const credits = await Promise.all(lines.map(({ service }) => creditsOf(service.id)))
  const together = Array.from({ length: 4 }, () => work((unit) => endCredits(unit, 6)))
  const alone = credits.slice(0, 4).map(([credit]) => work((unit) => endCredit(unit, credit!.id)))
  const ended = (await Promise.all(together)).reduce((sum, each) => sum + each.ended, 0)
  const byThemselves = (await Promise.all(alone)).filter(({ outcome }) => outcome === 'ended')
  const rest = await work((unit) => endCredits(unit, 100))
  t.is(ended + byThemselves.length + rest.ended, 16)
  for (const line of lines) t.deepEqual(await standing(line), { ...over, wallet: cents(0) })
})

test.serial(
  'G12: whose money comes at this moment is passed over, and keeps the line',
  async (t) => {
    const line = await online(1500)
    clock.set(String(line.ends_at))
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: holds, resolve: hasIt } = Promise.withResolvers<void>()
    const paying = work(async (unit) => {
      await holdSubscriber(unit, line.subscriber.id)
      hasIt()
      await held
    })
    await holds
    t.deepEqual(await work((unit) => endCredits(unit, 100)), { ended: 0, disconnection_ids: [] })
    t.is((await standing(line)).due, 1)
    letGo()
    await paying
    await pay(line.subscriber.account_no, 1500)
    t.deepEqual(await work((unit) => endCredits(unit, 100)), { ended: 1, disconnection_ids: [] })
    t.deepEqual(await standing(line), { due: 0, credits: 2, wallet: cents(0), told: [] })
  },
)
