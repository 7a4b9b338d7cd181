// The cases of a rehearsal (S2-92 to S2-99). Each makes its own people, throws with what was not as it should be, and
// returns the sentence that the checklist keeps.

import assert from 'node:assert/strict'
import { resolveException } from '../../appliance/money/resolutions.ts'
import type { RehearsedItem } from '../../appliance/people/rehearsals.ts'
import { eventually } from '../support/eventually.ts'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import { askToPay, browse, waitToBeIn, type GuestShop } from '../support/guests.ts'
import type { World } from '../support/world.ts'

export interface Stage {
  world: World
  shop: GuestShop
}

export const cases: Record<RehearsedItem, (stage: Stage) => Promise<string>> = {
  successful_payment: async ({ world, shop }) => {
    const { db } = world.appliance
    const guest = await shop.hotspot.addClient({ name: 'Rehearsal 1' })
    const payer = phone(801)
    const waiting = await askToPay(guest, shop.hour, payer)
    await world.safaricom.promptOn(payer)
    await world.safaricom.answerPrompt(payer, 'approve')
    await waitToBeIn(guest, waiting)
    const payments = await db('payments').where({ payer_msisdn: payer, state: 'settled' })
    assert.equal(payments.length, 1, `${payments.length} payments, not one`)
    return 'A guest paid KES 20 by prompt, was credited once and let in.'
  },

  failed_payment: async ({ world, shop }) => {
    const guest = await shop.hotspot.addClient({ name: 'Rehearsal 2' })
    const payer = phone(802)
    const waiting = await askToPay(guest, shop.hour, payer)
    await world.safaricom.promptOn(payer)
    await world.safaricom.answerPrompt(payer, 'cancel')
    await eventually('the page says that it failed', async () => {
      const page = await browse(waiting.url)
      return page.html.includes('/attempts"')
    })
    await creditsNobody(world, payer)
    return 'A guest cancelled the prompt: told so, offered another try, credited nothing.'
  },

  delayed_confirmation: async ({ world }) => {
    const { subscriber } = await addCustomer(world.appliance)
    const bill = { bill_ref: subscriber.account_no, msisdn: phone(803), first_name: 'MUSA' }
    const { trans_id } = await pay(world, { ...bill, amount_cents: 1500_00 }, { lost: true })
    await world.pass({ minutes: 11 })
    await isSettled(world, trans_id, subscriber.id)
    return 'A confirmation never came; the payment was fetched and credited eleven minutes later.'
  },

  wrong_amount: async ({ world }) => {
    const { db } = world.appliance
    const { subscriber, service } = await addCustomer(world.appliance)
    const bill = { bill_ref: subscriber.account_no, msisdn: phone(804), first_name: 'NAIMA' }
    const { trans_id } = await pay(world, { ...bill, amount_cents: 1400_00 })
    await isSettled(world, trans_id, subscriber.id)
    await eventually('the exception is open', () =>
      db('exceptions').where({ kind: 'paid_less', subscriber_id: subscriber.id }).first(),
    )
    const credit = await db('credits').where({ service_id: service.id }).first()
    assert.equal(credit, undefined, 'time was given for too little money')
    return 'KES 1,400 for a plan of KES 1,500: kept in the wallet, no time given, a person told.'
  },

  duplicate_callback: async ({ world }) => {
    const { db } = world.appliance
    const { subscriber, service } = await addCustomer(world.appliance)
    const bill = { bill_ref: subscriber.account_no, msisdn: phone(805), first_name: 'PENINAH' }
    const { trans_id } = await pay(world, { ...bill, amount_cents: 1500_00 })
    await isSettled(world, trans_id, subscriber.id)
    const heard = (await db('callbacks').where({ receipt_code: trans_id }).first())!
    const url = world.safaricom.shortcode(paybill).urls!.confirmation_url
    await Promise.all(
      Array.from({ length: 20 }, () => fetch(url, { method: 'POST', body: heard.body.toString() })),
    )
    await eventually('all copies are read', async () => {
      const read = await db('callbacks').where({ receipt_code: trans_id, state: 'done' })
      return read.length === 21
    })
    const credits = await db('credits').where({ service_id: service.id })
    assert.equal(credits.length, 1, `${credits.length} credits, not one`)
    return 'The same confirmation came 21 times: one payment, one credit.'
  },

  abandoned_payment: async ({ world, shop }) => {
    const { db } = world.appliance
    const guest = await shop.hotspot.addClient({ name: 'Rehearsal 6' })
    const payer = phone(806)
    await askToPay(guest, shop.hour, payer)
    await world.safaricom.promptOn(payer)
    await world.pass({ minutes: 3 })
    await eventually('the checkout is closed', async () => {
      await world.pass({ minutes: 1 })
      const push = await db('stk_pushes').where({ msisdn: payer }).first('state')
      return push && ['failed', 'unanswered'].includes(push.state)
    })
    await creditsNobody(world, payer)
    return 'A guest walked away from the prompt: asked after, closed, nothing credited.'
  },

  different_number: async ({ world }) => {
    const { subscriber } = await addCustomer(world.appliance, { msisdn: phone(807) })
    const bill = { bill_ref: subscriber.account_no, msisdn: phone(817), first_name: 'FRIEND' }
    const { trans_id } = await pay(world, { ...bill, amount_cents: 1500_00 })
    await isSettled(world, trans_id, subscriber.id)
    return 'Somebody else’s phone paid for the account: credited to the account.'
  },

  staff_reconciliation: async ({ world }) => {
    const { db, work } = world.appliance
    const { subscriber } = await addCustomer(world.appliance)
    const bill = { bill_ref: 'internet', msisdn: phone(808), first_name: 'JOHN' }
    const { trans_id } = await pay(world, { ...bill, amount_cents: 1500_00 })
    const exception = await eventually('the exception is open', async () => {
      const payment = await db('payments').where({ receipt_code: trans_id }).first('id')
      return payment && db('exceptions').where({ payment_id: payment.id }).first('id')
    })
    const actor = { staff: null, source_address: null }
    const given = { exception_id: exception.id, account_no: subscriber.account_no }
    await work((unit) => resolveException(unit, { ...given, actor, why: 'Rehearsal' }))
    await isSettled(world, trans_id, subscriber.id)
    return 'Money without an account became an exception, and was given to its owner by hand.'
  },
}

interface Bill {
  bill_ref: string
  msisdn: ReturnType<typeof phone>
  first_name: string
  amount_cents: number
}

function pay({ safaricom }: World, bill: Bill, fault: { lost?: boolean } = {}) {
  return safaricom.pay({ shortcode: paybill, ...bill } as never, fault)
}

async function isSettled({ appliance }: World, receipt_code: string, subscriber_id: number) {
  await eventually('the payment is settled', () =>
    appliance.db('payments').where({ receipt_code, state: 'settled', subscriber_id }).first('id'),
  )
}

async function creditsNobody({ appliance }: World, payer_msisdn: Bill['msisdn']): Promise<void> {
  const payment = await appliance.db('payments').where({ payer_msisdn }).first('id')
  assert.equal(payment, undefined, 'a payment was made of it')
}
