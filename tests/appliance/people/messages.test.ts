// The outbox of SMS: a message a payment and kind, kept until it is sent or given up.

import test from 'ava'
import { applyDelivery, queueMessage, type Delivery } from '../../../appliance/people/messages.ts'
import { composeMessage } from '../../../appliance/people/message-words.ts'
import { appliance, clock, db, noon, prompted, safe, settleAll, work } from '../money/hotspot.ts'
import { answer } from '../money/safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

async function queued() {
  const { checkout, push } = await prompted()
  await answer(push, 'paid')
  await settleAll()
  const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
  const message = (await db('messages').where({ payment_id: payment.id }).first())!
  return { checkout, payment, message }
}

const deliver = (id: number, delivery: Delivery) =>
  work((unit) => applyDelivery(unit, id, delivery))
const away = { outcome: 'refused', error: 'HTTP 503', again: true } as const

test.serial('a payment is told of once, however often it is queued', async (t) => {
  const { checkout, payment, message } = await queued()
  await Promise.all(
    Array.from({ length: 16 }, () =>
      work((unit) => queueMessage(unit, 'payment_confirmed', payment.id, checkout)),
    ),
  )
  const rows = await db('messages').where({ payment_id: payment.id })
  t.deepEqual(
    rows.map(({ id }) => id),
    [message.id],
  )
})

test.serial('each try later than the one before, six at most', async (t) => {
  const { message } = await queued()
  const pauses: (number | null)[] = []
  for (let time = 0; time < 7; time += 1) {
    await deliver(message.id, away)
    const { due_at } = (await db('messages').where({ id: message.id }).first())!
    pauses.push(due_at && clock.now().until(due_at).total('seconds'))
  }
  t.deepEqual(pauses, [60, 120, 240, 480, 960, null, null])
  t.like(await db('messages').where({ id: message.id }).first(), { state: 'failed', tries: 6 })
})

test.serial('what was sent is not taken back by a late refusal', async (t) => {
  const { message } = await queued()
  t.is(await deliver(message.id, { outcome: 'sent', gateway_id: 'ATXid_1' }), 'sent')
  t.is(await deliver(message.id, away), 'sent')
  t.like(await db('messages').where({ id: message.id }).first(), {
    gateway_id: 'ATXid_1',
    tries: 1,
    due_at: null,
  })
})

test.serial('the code of a pass stays the same from message to message', async (t) => {
  const { message } = await queued()
  const told = await Promise.all(
    Array.from({ length: 8 }, () => work((unit) => composeMessage(unit, safe, message.id))),
  )
  t.is(new Set(told.map((one) => one!.text)).size, 1)
  const { service_id } = (await db('payments').where({ id: message.payment_id! }).first())!
  const pass = (await db('services').where({ id: service_id! }).first())!
  t.true(told[0]!.text.includes(safe.open(pass.pass_code_sealed!, 'services.pass_code')))
})

test.serial('where nobody sends SMS, none wait', async (t) => {
  const gateway = (await db('sms_gateway').first())!
  await db('sms_gateway').delete()
  const { push } = await prompted()
  await answer(push, 'paid')
  await settleAll()
  const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
  t.deepEqual(await db('messages').where({ payment_id: payment.id }), [])
  await db('sms_gateway').insert(gateway)
})
