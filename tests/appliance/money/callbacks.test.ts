import test from 'ava'
import { recordCallback } from '../../../appliance/money/callbacks.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer, drawReceipt, paybill } from '../../support/factories.ts'
import {
  appliance,
  confirmation,
  db,
  hear,
  paymentOf,
  pullFinds,
  read,
  sightingsOf,
  work,
} from './hearing.ts'

test.after.always(() => appliance.close())

test('a callback alone changes nothing (T01)', async (t) => {
  const receipt = drawReceipt()
  const id = await hear(confirmation(receipt, '5721575'))
  t.is(await read(id), 'to_prove')
  t.is(await paymentOf(receipt), undefined)
  t.like(await db('callbacks').where({ id }).first(), { state: 'unproved', receipt_code: receipt })
})

test('reading it twice is reading it once', async (t) => {
  const id = await hear(confirmation(drawReceipt(), '5721575'))
  t.is(await read(id), 'to_prove')
  t.is(await read(id), 'leave')
})

test('S4-01, S3-12: confirmation then pull: one payment, two sightings', async (t) => {
  const receipt = drawReceipt()
  const id = await hear(confirmation(receipt, '5721575'))
  await read(id)
  t.is(await pullFinds(receipt, '5721575'), 1)
  t.like(await paymentOf(receipt), { payer_name: 'PETER', payer_msisdn: null, proved_by: 'pull' })
  t.deepEqual(await sightingsOf(receipt), ['pull', 'callback'])
  t.like(await db('callbacks').where({ id }).first(), {
    state: 'done',
    outcome: 'proved',
    due_at: null,
  })
})

test('pull then confirmation: the same one payment', async (t) => {
  const receipt = drawReceipt()
  t.is(await pullFinds(receipt, '5721575'), 1)
  const id = await hear(confirmation(receipt, '5721575'))
  t.is(await read(id), 'seen_again')
  t.deepEqual(await sightingsOf(receipt), ['pull', 'callback'])
  t.like(await db('callbacks').where({ id }).first(), { state: 'done', outcome: 'proved' })
})

test('F34, S2-54: a hundred copies, proved once, are one payment and a hundred sightings', async (t) => {
  const receipt = drawReceipt()
  const body = confirmation(receipt, '5721575')
  const ids: number[] = []
  for (let copy = 0; copy < 100; copy++) ids.push(await hear(body))
  await Promise.all([
    ...ids.map(read),
    pullFinds(receipt, '5721575'),
    pullFinds(receipt, '5721575'),
  ])

  t.is((await db('payments').where({ receipt_code: receipt })).length, 1)
  t.deepEqual(await db('callbacks').where({ receipt_code: receipt, state: 'unproved' }), [])
  t.is((await sightingsOf(receipt)).filter((source) => source === 'callback').length, 100)
})

test('pulled again and again, a payment has one sighting by pull', async (t) => {
  const receipt = drawReceipt()
  for (let again = 0; again < 3; again++) await pullFinds(receipt, '5721575')
  t.deepEqual(await sightingsOf(receipt), ['pull'])
})

test('a callback that tells another amount opens an exception and moves nothing', async (t) => {
  const receipt = drawReceipt()
  await pullFinds(receipt, '5721575')
  await read(await hear(confirmation(receipt, '5721575', { TransAmount: '15000.00' })))
  const payment = (await paymentOf(receipt))!
  t.is(payment.amount_cents, cents(1500_00))
  t.like(await db('exceptions').where({ payment_id: payment.id }).first(), {
    kind: 'sightings_differ',
  })
})

test('what is credited is what Safaricom says, not what a callback said first', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const receipt = drawReceipt()
  await read(await hear(confirmation(receipt, '1', { TransAmount: '99999' })))
  await pullFinds(receipt, subscriber.account_no)
  const payment = (await paymentOf(receipt))!
  await work((unit) => settlePayment(unit, payment.id))
  t.like(await paymentOf(receipt), { amount_cents: cents(1500_00), subscriber_id: subscriber.id })
})

test('a transfer between organisations is nobody’s credit', async (t) => {
  const receipt = drawReceipt()
  await read(
    await hear(
      confirmation(receipt, '5721575', {
        TransactionType: 'Organization To Organization Transfer',
      }),
    ),
  )
  await pullFinds(receipt, '5721575')
  const payment = (await paymentOf(receipt))!
  t.deepEqual(await work((unit) => settlePayment(unit, payment.id)), {
    outcome: 'except',
    kind: 'not_customer_money',
  })
})

for (const [given, more] of [
  ['an app, with the number in full', { MSISDN: '254712344318', TransactionType: 'Pay Bill' }],
  ['a phone, the number masked', { MSISDN: '2547 ***** 318' }],
  [
    'a phone, the number hashed',
    { MSISDN: '94c392c311d522da950619227b3361752a42042db7e1e699b26e628305c68a88' },
  ],
  ['an agent, no names', { FirstName: '', MiddleName: undefined, LastName: null }],
] as const) {
  test(`S4-08: paid by ${given}: the same road`, async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const receipt = drawReceipt()
    await read(await hear(confirmation(receipt, subscriber.account_no, more)))
    await pullFinds(receipt, subscriber.account_no)
    const payment = (await paymentOf(receipt))!
    t.like(await work((unit) => settlePayment(unit, payment.id)), {
      outcome: 'settle',
      subscriber_id: subscriber.id,
    })
  })
}

for (const [given, body] of [
  ['no receipt code', confirmation('', '5721575')],
  ['no JSON', Buffer.from('<html>')],
  ['nothing', Buffer.alloc(0)],
  ['any bytes', Buffer.from([0, 255, 254, 0xc3, 0x28])],
] as const) {
  test(`F38: a callback with ${given} is kept and put before a person`, async (t) => {
    const id = await hear(body)
    t.is(await read(id), 'unreadable')
    t.true((await db('callbacks').where({ id }).first())!.body.equals(body))
    t.like(await db('exceptions').where({ callback_id: id }).first(), {
      kind: 'unreadable_callback',
    })
  })
}

test('T01: three hundred forged confirmations credit nothing and change nothing', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const transfers = (await db('transfers').max('id').first()) as { max: number }
  const receipts = Array.from({ length: 300 }, () => drawReceipt())
  for (const receipt of receipts) {
    t.is(await read(await hear(confirmation(receipt, subscriber.account_no))), 'to_prove')
  }
  t.deepEqual(await db('payments').whereIn('receipt_code', receipts), [])
  t.deepEqual(await db('credits').where({ service_id: service.id }), [])
  const ours = { kind: 'wallet', subscriber_id: subscriber.id } as const
  t.is(await db('accounts').where(ours).first(), undefined, `after transfer ${transfers.max}`)
})

test('F38: a callback from what is no address, as a proxy may write it, is kept like any other', async (t) => {
  const id = await work((unit) =>
    recordCallback(unit, {
      shortcode: paybill,
      kind: 'confirmation',
      body: confirmation(drawReceipt(), '5721575'),
      headers: {},
      source_address: '41.90.1.2:55512',
      heard_at: unit.now,
    }),
  )
  t.is(await read(id!), 'to_prove')
})
