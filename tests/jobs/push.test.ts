// From a guest's click to time online, before a simulated Safaricom: what is lost, late, doubled or out of order.

import test from 'ava'
import type { Appliance } from '../../appliance/appliance.ts'
import { cents } from '../../appliance/money.ts'
import { handlersFor } from '../../jobs/handlers.ts'
import type { Checkout } from '../../appliance/tables.ts'
import { beginPush } from '../../appliance/money/stk-pushes.ts'
import type { PushFault } from '../simulators/safaricom/push-faults.ts'
import type { PhoneAct } from '../simulators/safaricom/prompts.ts'
import { openTown, standing } from './push-town.ts'

const town = await openTown()
const { appliance, safaricom, clock } = town
const { db, work } = appliance
safaricom.switches.repeat_rule = 'off'

test.after.always(() => town.close())
test.beforeEach(() => {
  safaricom.setHabit('every', null)
  Object.assign(safaricom.faults.push, { fault: {}, times: null })
})

const receiptOf = ({ msisdn }: Checkout) => safaricom.findPrompt(msisdn)!.transaction!.trans_id
const online = (checkout: Checkout) => ({
  push: 'paid',
  attempts: 1,
  payments: [receiptOf(checkout)],
  credits: 1,
  sms: ['sent'],
  wallet: cents(0),
})
const nothingOpen = async () =>
  (await db('exceptions').whereNull('resolved_at')).map(({ kind, details }) => ({ kind, details }))
const callbacksWait = () => db('callbacks').whereNot({ state: 'done' })

async function buy(act: PhoneAct, fault: PushFault = {}): Promise<Checkout> {
  Object.assign(safaricom.faults.push, { fault, times: 1 })
  const checkout = await town.ask()
  safaricom.setHabit(checkout.msisdn, { act, after_seconds: 5 })
  await town.work()
  await town.pass(5)
  return checkout
}

test.serial('S0-06: asked, approved, called back: online within the same second', async (t) => {
  const checkout = await buy('approve')
  t.deepEqual(await standing(town, checkout), online(checkout))
  const device = await db('devices').where({ id: checkout.device_id! }).first()
  t.is(device!.service_id, checkout.service_id)
  const sms = safaricom.messagesTo(checkout.msisdn).find(({ by }) => by === 'gateway')
  t.regex(sms!.text, new RegExp(receiptOf(checkout)))
  t.regex(sms!.text, /\b\d{6}\b/)
  const { shortcode, party_b, transaction_type, account_reference } = safaricom.findPrompt(
    checkout.msisdn,
  )!
  t.deepEqual([shortcode, party_b, transaction_type], ['600966', '600966', 'CustomerPayBillOnline'])
  t.is(account_reference, (await town.pushOf(checkout)).account_reference)
  t.deepEqual(await nothingOpen(), [])
})

for (const [given, fault] of [
  ['F32: the callback before the answer', { before_response: 'approve' }],
  ['F35: the confirmation first', { order: 'c2b_first' }],
  ['F35: both at once', { order: 'together' }],
  ['F34: doubled 50 times', { copies: 50 }],
  ['S2-54: doubled 50 times, the confirmation too', { copies: 50, c2b: { copies: 20 } }],
  ['S2-15: without a receipt code', { shape: 'empty_items' }],
  ['a masked phone', { shape: 'masked_phone' }],
  ['numbers as text', { shape: 'strings' }],
  ['items in another order', { shape: 'reordered' }],
  ['an integer amount', { shape: 'integer_amount' }],
  ['F38: half a callback', { truncated: 'connection' }],
] as [string, PushFault][]) {
  test.serial(`${given}: online, once`, async (t) => {
    const checkout = await buy('approve', fault)
    await town.pass(600, 60)
    t.deepEqual(await standing(town, checkout), online(checkout))
    t.deepEqual(await nothingOpen(), [])
    t.deepEqual(await callbacksWait(), [])
  })
}

for (const [given, fault] of [
  ['lost', { lost: true }],
  ['lost, and the confirmation with it', { lost: true, c2b: { lost: true } }],
  ['7 minutes late', { late_seconds: 420 }],
  ['a day late', { late_seconds: 86_400, c2b: { late_seconds: 86_400 } }],
] as [string, PushFault][]) {
  test.serial(`F33, U01: the callback is ${given}: online within 90 s all the same`, async (t) => {
    const checkout = await buy('approve', fault)
    await town.pass(85, 5)
    const { credits, push } = await standing(town, checkout)
    t.deepEqual([push, credits], ['paid', 1])
    await town.pass(86_400, 3600)
    await town.pass(700, 350)
    t.deepEqual(await standing(town, checkout), online(checkout))
    t.deepEqual(await nothingOpen(), [])
  })
}

for (const [given, seconds] of [
  ['30 seconds', 30],
  ['7 minutes', 420],
  ['a day', 86_400],
] as const) {
  test.serial(`F36, U02: approved ${given} after it lapsed: online, and told`, async (t) => {
    const checkout = await buy({ late_seconds: seconds })
    await town.pass(90, 10)
    if (seconds > 30) t.is((await town.pushOf(checkout)).state, 'failed')
    await town.pass(seconds, Math.min(seconds, 3600))
    t.deepEqual(await standing(town, checkout), online(checkout))
    t.is((await db('checkouts').where({ id: checkout.id }).first())!.state, 'paid')
    t.deepEqual(await nothingOpen(), [])
  })
}

for (const answer of ['hang', 'reset', 'html_503', 'html_200', 'truncated', 'empty_400'] as const) {
  test.serial(`F31, S3-11: accepted, and its answer is ${answer}: never sent again`, async (t) => {
    const checkout = await buy('approve', { answer, lost: true })
    await town.pass(600, 30)
    t.deepEqual(await standing(town, checkout), online(checkout))
    const prompts = safaricom.prompts.filter(({ phone }) => phone === checkout.msisdn)
    t.is(prompts.length, 1)
    t.deepEqual(await nothingOpen(), [])
  })
}

test.serial(
  'F31: its answer is lost, and nobody pays: another is sent after it must be over',
  async (t) => {
    const checkout = await buy('ignore', { answer: 'hang', lost: true })
    await t.throwsAsync(town.again(checkout), { code: 'still_asking' })
    await town.pass(100, 10)
    await t.throwsAsync(town.again(checkout), { code: 'still_asking' })
    await town.pass(900, 100)
    t.like(await town.pushOf(checkout), { state: 'failed', result_code: 'no_trace' })
    safaricom.setHabit(checkout.msisdn, { act: 'approve' })
    await town.again(checkout)
    await town.work()
    t.like(await standing(town, checkout), { push: 'paid', attempts: 2, credits: 1 })
  },
)

test.serial('F31: who sends it dies before it is sent: it is not sent again', async (t) => {
  const checkout = await town.ask()
  const { id } = await town.pushOf(checkout)
  await work((unit) => beginPush(unit, id))
  await town.work()
  await town.pass(1000, 50)
  t.is(safaricom.findPrompt(checkout.msisdn), undefined)
  t.like(await town.pushOf(checkout), { state: 'failed', result_code: 'no_trace' })
})

test.serial(
  'F31: who sends it dies after it was sent: it is found, and not sent again',
  async (t) => {
    Object.assign(safaricom.faults.push, { fault: { lost: true }, times: 1 })
    const checkout = await town.ask()
    safaricom.setHabit(checkout.msisdn, { act: 'approve', after_seconds: 5 })
    let works = 0
    const dying: Appliance = {
      ...appliance,
      work: async (task) => {
        if ((works += 1) === 2) throw new Error('power cut')
        return work(task)
      },
    }
    const { id } = await town.pushOf(checkout)
    const sending = handlersFor(dying, town.clients)['send-push']({ stk_push_id: id })
    await t.throwsAsync(sending, { message: 'power cut' })
    t.is((await town.pushOf(checkout)).state, 'sending')
    await town.pass(700, 50)
    t.deepEqual(await standing(town, checkout), online(checkout))
    t.is(safaricom.prompts.filter(({ phone }) => phone === checkout.msisdn).length, 1)
  },
)

test.serial('F39: a query that lies, then tells the truth', async (t) => {
  const checkout = await buy('approve', { query: 'failed', c2b: { lost: true } })
  t.is((await town.pushOf(checkout)).state, 'failed')
  safaricom.findPrompt(checkout.msisdn)!.fault = {}
  await town.pass(120, 30)
  t.deepEqual(await standing(town, checkout), online(checkout))
})

test.serial('T07: a callback that lies, either way: the query decides', async (t) => {
  const refused = await buy('cancel', { callback_says: 'success' })
  t.like(await standing(town, refused), { push: 'failed', credits: 0, payments: [] })
  const paid = await buy('approve', { callback_says: 'failed', c2b: { lost: true } })
  t.like(await standing(town, paid), { push: 'paid', credits: 1 })
  const more = await buy('approve', { callback_says: 'amount' })
  t.like(await standing(town, more), { push: 'paid', credits: 1, wallet: cents(0) })
  await db('exceptions')
    .whereNull('resolved_at')
    .update({ resolved_at: clock.now(), resolution: '' })
})

test.serial('U06: while M-Pesa is at it, in any of three forms, it has not failed', async (t) => {
  for (const pending of ['code_4999', 'error_500', 'code_1'] as const) {
    safaricom.switches.pending = pending
    const checkout = await buy('ignore')
    await town.pass(40, 10)
    t.is((await town.pushOf(checkout)).state, 'sent', pending)
    await town.pass(30, 10)
    t.is((await town.pushOf(checkout)).state, 'failed', pending)
  }
})
