import test from 'ava'
import {
  balanceOf,
  holdSubscriber,
  post,
  undoTransfer,
  walletOf,
} from '../../../appliance/money/ledger.ts'
import { cents } from '../../../appliance/money.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { addCustomer, openShop, paybill } from '../../support/factories.ts'

const appliance = await freshAppliance(testClock('2026-11-21T11:32:00Z'))
const { db, work } = appliance

test.before(() => openShop(appliance))
test.after.always(() => appliance.close())

async function receive(subscriber_id: number, shillings: number): Promise<number> {
  return work((unit) =>
    post(unit, {
      kind: 'receive',
      from: { kind: 'paybill', shortcode: paybill },
      to: { kind: 'wallet', subscriber_id },
      amount_cents: cents(shillings * 100),
      reason: 'Payment TEST',
    }),
  )
}

test('money received stands in the wallet, and the paybill holds it for us', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const transfer_id = await receive(subscriber.id, 1500)

  t.is(await walletOf(db, subscriber.id), cents(1500_00))
  const entries = await db('entries').where({ transfer_id })
  t.is(
    entries.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
    0,
  )
})

test('a transfer that does not sum to zero is refused at the commit (invariant 4)', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  await receive(subscriber.id, 10)
  const lopsided = work(async (unit) => {
    const [row] = await unit
      .db('transfers')
      .insert({ kind: 'receive', undoes: null, posted_at: unit.now, reason: 'lopsided' })
      .returning('id')
    const accounts = await unit.db('accounts').limit(2)
    await unit.db('entries').insert([
      { transfer_id: row!.id, account_id: accounts[0]!.id, amount_cents: cents(-100) },
      { transfer_id: row!.id, account_id: accounts[1]!.id, amount_cents: cents(101) },
    ])
  })
  await t.throwsAsync(lopsided, { message: /does not balance/ })
})

test('a transfer without entries is refused', async (t) => {
  const empty = work((unit) =>
    unit
      .db('transfers')
      .insert({ kind: 'receive', undoes: null, posted_at: unit.now, reason: 'empty' }),
  )
  await t.throwsAsync(empty, { message: /does not balance/ })
})

for (const [table, change] of [
  ['transfers', { reason: 'Something nicer' }],
  ['entries', { amount_cents: 1 }],
] as const) {
  test.serial(`${table} are never changed, deleted or emptied (invariant 6)`, async (t) => {
    const { subscriber } = await addCustomer(appliance)
    await receive(subscriber.id, 10)
    const { max } = (await db(table).max('id').first()) as { max: number }
    await t.throwsAsync(
      db(table)
        .where({ id: max })
        .update(change as never),
      { message: /append-only/ },
    )
    await t.throwsAsync(db(table).where({ id: max }).delete(), { message: /append-only/ })
    await t.throwsAsync(db.raw(`truncate ${table} cascade`), { message: /append-only/ })
  })
}

test('an undo turns the entries round, once', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const transfer_id = await receive(subscriber.id, 200)
  await work((unit) => undoTransfer(unit, transfer_id, 'Given to the wrong account'))

  t.is(await walletOf(db, subscriber.id), cents(0))
  await t.throwsAsync(
    work((unit) => undoTransfer(unit, transfer_id, 'Again')),
    { message: /unique/ },
  )
})

test('twenty at once open one wallet', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  await Promise.all(Array.from({ length: 20 }, () => receive(subscriber.id, 1)))

  t.is((await db('accounts').where({ subscriber_id: subscriber.id })).length, 1)
  t.is(await walletOf(db, subscriber.id), cents(20_00))
})

test('a subscriber who is held is spent from by one at a time', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  await receive(subscriber.id, 100)
  const spend = () =>
    work(async (unit) => {
      await holdSubscriber(unit, subscriber.id)
      if ((await walletOf(unit.db, subscriber.id)) < 100_00) return 'short'
      await post(unit, {
        kind: 'sell',
        from: { kind: 'wallet', subscriber_id: subscriber.id },
        to: { kind: 'sales' },
        amount_cents: cents(100_00),
        reason: 'Time',
      })
      return 'bought'
    })
  const outcomes = await Promise.all(Array.from({ length: 8 }, spend))
  t.deepEqual(outcomes.toSorted(), ['bought', ...Array.from({ length: 7 }, () => 'short')])
  t.is(await balanceOf(db, { kind: 'wallet', subscriber_id: subscriber.id }), cents(0))
})
