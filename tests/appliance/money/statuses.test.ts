// What proves a payment besides a pull, what does not, and what becomes of one that nothing proves.

import test from 'ava'
import { noteGaps, openInquiry, recordExchange } from '../../../appliance/money/inquiries.ts'
import { applyUnproved, findProofTask } from '../../../appliance/money/proof.ts'
import { drawReceipt, paybill } from '../../support/factories.ts'
import {
  appliance,
  clock,
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

function statusResult(
  receipt: string,
  more: { occasion: string; amount?: string; status?: string; credit_party?: string },
): Buffer {
  const {
    occasion,
    amount = '1500.00',
    status = 'Completed',
    credit_party = `${paybill} - KILIMA NET`,
  } = more
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
            parameter('CreditPartyName', credit_party),
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

test('N6: an answer that comes after we gave up waiting is honoured', async (t) => {
  const receipt = drawReceipt()
  await read(await hear(confirmation(receipt, '5721575')))
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode: paybill, kind: 'transaction_status', receipt_code: receipt }),
  )
  const timed_out = { exchange: [], outcome: 'daraja_timeout' }
  await work((unit) => recordExchange(unit, inquiry, timed_out))
  const { merchant_reference: occasion } = inquiry
  await read(await hear(statusResult(receipt, { occasion }), 'status_result'))
  t.like(await paymentOf(receipt), { proved_by: 'transaction_status' })
  await work((unit) => recordExchange(unit, inquiry, timed_out))
  t.is((await db('inquiries').where({ id: inquiry.id }).first())!.outcome, 'completed')
})

test('a status of a payment to somebody else proves nothing', async (t) => {
  const receipt = drawReceipt()
  await read(await hear(confirmation(receipt, '5721575')))
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode: paybill, kind: 'transaction_status', receipt_code: receipt }),
  )
  const { merchant_reference: occasion } = inquiry
  const credit_party = '555555 - SOMEBODY ELSE'
  await read(await hear(statusResult(receipt, { occasion, credit_party }), 'status_result'))
  t.is(await paymentOf(receipt), undefined)
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
  t.like(await db('exceptions').where({ callback_id: id }).first(), {
    resolution: 'It was proved after all.',
  })
  t.deepEqual(await sightingsOf(receipt), ['pull', 'callback'])
})

test('a pull that left something out is put before a person', async (t) => {
  const open = () =>
    db('exceptions').where({ kind: 'work_failed', subject: `pull-payments:${paybill}` })
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode: paybill, kind: 'pull', receipt_code: null }),
  )
  await work((unit) => noteGaps(unit, inquiry, { unreadable: [], complete: true }))
  t.is((await open()).length, 0)
  const unreadable = [{ unreadable: 'amount_unreadable', detail: 'Pulled row UKL000.' }]
  await work((unit) => noteGaps(unit, inquiry, { unreadable, complete: true }))
  t.regex(
    String((await open())[0]!.details['reason']),
    /1 rows could not be read: Pulled row UKL000/,
  )
})
