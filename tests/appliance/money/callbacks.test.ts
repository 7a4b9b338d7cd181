import test from 'ava'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { applyPull, openInquiry, recordExchange } from '../../../appliance/money/inquiries.ts'
import { applyUnproved, findProofTask } from '../../../appliance/money/proof.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import type { PullRow } from '../../../appliance/providers/daraja-pull-rows.ts'
import type { CallbackKind } from '../../../appliance/tables.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { addCustomer, drawReceipt, openShop, paybill } from '../../support/factories.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await freshAppliance(clock)
const { db, work } = appliance

test.before(() => openShop(appliance))
test.after.always(() => appliance.close())

/** A confirmation as Daraja's second version sends it. */
function confirmation(receipt: string, typed: string, more: Record<string, unknown> = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      TransactionType: 'Pay Bill',
      TransID: receipt,
      TransTime: '20261121143107',
      TransAmount: '1500.00',
      BusinessShortCode: paybill,
      BillRefNumber: typed,
      InvoiceNumber: '',
      OrgAccountBalance: '49197.00',
      ThirdPartyTransID: '',
      MSISDN: '2547 ***** 318',
      FirstName: 'PETER',
      MiddleName: '',
      LastName: '',
      ...more,
    }),
  )
}

async function hear(body: Buffer, kind: CallbackKind = 'confirmation'): Promise<number> {
  return work(async (unit) => {
    const source_address = '196.201.214.200'
    const heard_at = unit.now
    return recordCallback(unit, {
      shortcode: paybill,
      kind,
      body,
      headers: {},
      source_address,
      heard_at,
    })
  }) as Promise<number>
}

async function read(id: number) {
  return work((unit) => readCallback(unit, id))
}

async function pullFinds(
  receipt_code: string,
  typed: string,
  amount_cents = cents(1500_00),
): Promise<number> {
  const row = {
    receipt_code,
    amount_cents,
    account_typed: typed,
    account_key: typed,
    msisdn: null,
  } as PullRow
  const found = {
    ...row,
    sender: null,
    paid_at_raw: '2026-11-21T14:31:07Z',
    transaction_type: 'c2b-pay-bill-debit',
    organization: '',
  }
  return work(async (unit) => {
    const inquiry = await openInquiry(unit, {
      shortcode: paybill,
      kind: 'pull',
      receipt_code: null,
    })
    return applyPull(unit, inquiry, [found])
  })
}

const paymentOf = (receipt_code: string) => db('payments').where({ receipt_code }).first()
const sightingsOf = async (receipt_code: string) =>
  (
    await db('sightings')
      .join('payments', 'payments.id', 'payment_id')
      .where({ receipt_code })
      .orderBy('sightings.id')
  ).map(({ source }) => source)

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

function statusResult(
  receipt: string,
  more: { occasion: string; amount?: string; status?: string },
): Buffer {
  const { occasion, amount = '1500.00', status = 'Completed' } = more
  const parameter = (Key: string, Value: string) => ({ Key, Value })
  return Buffer.from(
    JSON.stringify({
      Result: {
        ResultType: 0,
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        OriginatorConversationID: 'x',
        ConversationID: 'AG_forged',
        TransactionID: 'UKL0000000',
        ResultParameters: {
          ResultParameter: [
            parameter('DebitPartyName', '254712344318 - PETER OTIENO'),
            parameter('ReasonType', 'Pay Bill Online'),
            parameter('TransactionStatus', status),
            parameter('FinalisedTime', '20261121143109'),
            parameter('Amount', amount),
            parameter('ReceiptNo', receipt),
          ],
        },
        ReferenceData: { ReferenceItem: parameter('Occasion', occasion) },
      },
    }),
  )
}

test('a status that answers our question proves the payment', async (t) => {
  const receipt = drawReceipt()
  await read(await hear(confirmation(receipt, '5721575')))
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode: paybill, kind: 'transaction_status', receipt_code: receipt }),
  )
  await work((unit) =>
    recordExchange(unit, inquiry, { exchange: [], conversation_id: `AG_${receipt}` }),
  )
  await read(
    await hear(statusResult(receipt, { occasion: inquiry.merchant_reference }), 'status_result'),
  )
  t.like(await paymentOf(receipt), {
    account_typed: '5721575',
    proved_by: 'transaction_status',
    payer_name: 'PETER',
  })
  t.deepEqual(await sightingsOf(receipt), ['transaction_status', 'callback'])
})

test('T01: a status nobody asked for proves nothing', async (t) => {
  const receipt = drawReceipt()
  await read(await hear(confirmation(receipt, '5721575')))
  for (const occasion of ['', crypto.randomUUID(), 'AG_forged']) {
    const id = await hear(statusResult(receipt, { occasion }), 'status_result')
    t.is(await read(id), 'answered')
    t.is((await db('callbacks').where({ id }).first())!.outcome, 'answers_no_question')
  }
  t.is(await paymentOf(receipt), undefined)
})

test('T07: a status that says failed leaves the question open', async (t) => {
  const receipt = drawReceipt()
  await read(await hear(confirmation(receipt, '5721575')))
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode: paybill, kind: 'transaction_status', receipt_code: receipt }),
  )
  const { merchant_reference: occasion } = inquiry
  await read(await hear(statusResult(receipt, { occasion, status: 'Declined' }), 'status_result'))
  t.is(await paymentOf(receipt), undefined)
  t.like(await db('callbacks').where({ receipt_code: receipt }).first(), { state: 'unproved' })
  t.is(await pullFinds(receipt, '5721575'), 1)
})

test('unproved for two days, it is put before a person and can still be proved', async (t) => {
  const receipt = drawReceipt()
  const id = await hear(confirmation(receipt, '5721575'))
  await read(id)
  await work((unit) => applyUnproved(unit, receipt))
  t.like(await db('callbacks').where({ id }).first(), { state: 'unproved', tries: 1 })
  t.truthy(await findProofTask(db, receipt, clock.now()))

  await work((unit) => applyUnproved({ ...unit, now: unit.now.add({ hours: 49 }) }, receipt))
  t.like(await db('callbacks').where({ id }).first(), {
    state: 'done',
    outcome: 'unproved',
    due_at: null,
  })
  t.like(await db('exceptions').where({ callback_id: id }).first(), { kind: 'unproved' })
  t.is(await pullFinds(receipt, '5721575'), 1)
})
