// A prompt's payment and the confirmation that Safaricom sends besides: whichever is first, one payment, and as few
// questions as can be.

import test from 'ava'
import {
  appliance,
  creditsOf,
  db,
  duePrompts,
  openExceptions,
  prompted,
  push,
  settleAll,
} from './hotspot.ts'
import { answer, call, confirm, moneyOf, pullFinds } from './safaricom-says.ts'

test.after.always(() => appliance.close())

test.serial(
  'a till’s confirmation pulled first, without a phone, waits in suspense: the query claims it, and counts it once',
  async (t) => {
    const { checkout: opened, push: sent } = await prompted()
    const money = moneyOf(sent, { typed: '', msisdn: null })
    await pullFinds(money)
    await settleAll()
    const { id } = (await db('payments').where({ receipt_code: money.receipt }).first())!
    t.deepEqual(await openExceptions({ payment_id: id }), ['missing_reference'])

    await answer(sent, 'paid')
    await settleAll()
    const payments = await db('payments').where({ shortcode: opened.shortcode })
    t.is(payments.length, 1)
    t.like(payments[0], { id, state: 'settled', channel: 'stk', stk_push_id: sent.id })
    t.deepEqual(await openExceptions({ payment_id: id }), [])
    t.is((await creditsOf(opened)).length, 1)
    t.is((await db('receipts').where({ payment_id: id })).length, 1)
    const { rows } = await db.raw(
      `select sum(amount_cents) as held from entries e join accounts a on a.id = e.account_id where a.kind = 'suspense'`,
    )
    t.is(rows[0].held, 0)
  },
)

test.serial(
  'two that fit are nobody’s: the prompt is money of its own, and they wait',
  async (t) => {
    const { checkout: opened, push: sent } = await prompted()
    await pullFinds(
      moneyOf(sent, { typed: '', msisdn: null }),
      moneyOf(sent, { typed: '', msisdn: null }),
    )
    await answer(sent, 'paid')
    await settleAll()
    t.is((await creditsOf(opened)).length, 1)
    const left = await db('payments').whereNull('stk_push_id').where({ state: 'excepted' })
    t.is(left.length, 2)
  },
)

test.serial(
  'the confirmation of a prompt that is out makes us ask about the prompt, not pull; then both are proved',
  async (t) => {
    const { push: sent } = await prompted()
    const money = moneyOf(sent)
    await db.raw('truncate pgboss.job')
    await confirm(money)
    const { rows } = await db.raw<{ rows: { name: string }[] }>('select name from pgboss.job')
    t.deepEqual(rows.map(({ name }) => name).toSorted(), ['query-push', 'read-callback'])
    await call(sent, { receipt: money.receipt })
    await answer(sent, 'paid')
    await settleAll()
    t.is((await push(sent.id)).state, 'paid')
    const told = await db('callbacks').where({ receipt_code: money.receipt }).orderBy('id')
    t.deepEqual(
      told.map(({ kind, state }) => [kind, state]),
      [
        ['confirmation', 'done'],
        ['stk_callback', 'done'],
      ],
    )
    t.is((await db('payments').where({ stk_push_id: sent.id })).length, 1)
    t.true((await duePrompts()).length === 0)
  },
)
