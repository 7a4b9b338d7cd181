// The second road, end to end: a phone at the hotspot is redirected, chooses, is asked for its PIN, and is online by
// itself. Nobody's hand but the guest's is in it.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { phone as number } from '../support/factories.ts'
import { askToPay, browse, openGuestShop, waitToBeIn, type GuestShop } from '../support/guests.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let shop: GuestShop
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.34' })
  shop = await openGuestShop(world)
})
test.after.always(async () => {
  await shop?.hotspot.close()
  await world?.close()
})

test.serial(
  'S1-01 to S1-09: redirected, asked, PIN, paid, logged in by itself, and told by SMS',
  async (t) => {
    const { appliance, safaricom } = world
    const { db } = appliance
    const phone = await shop.hotspot.addClient({ name: 'Achieng' })
    const payer = number(101)
    const waiting = await askToPay(phone, shop.day, payer)
    t.regex(waiting.url, /\/p\/checkouts\/[0-9a-f-]{36}/)

    const prompt = await safaricom.promptOn(payer)
    t.like(prompt, { amount_cents: 50_00, phone: payer })
    await safaricom.answerPrompt(payer, 'approve')
    await waitToBeIn(phone, waiting)

    const payment = (await db('payments').where({ payer_msisdn: payer }).first())!
    t.like(payment, {
      state: 'settled',
      channel: 'stk',
      receipt_code: safaricom.findPrompt(payer)!.transaction!.trans_id,
    })
    t.is((await db('payments').where({ payer_msisdn: payer })).length, 1)
    const session = await eventually('accounting tells of it', () =>
      db('sessions').where({ service_id: payment.service_id!, stopped_at: null }).first(),
    )
    t.is(session.calling_station_id, phone.mac)
    t.deepEqual(phone.session!.rate_limit, { up: 2_000_000, down: 5_000_000 })
    const told = await eventually('the SMS has come', () =>
      safaricom.messagesTo(payer).find(({ by }) => by === 'gateway'),
    )
    t.regex(told.text, new RegExp(`KES 50.*${payment.receipt_code}.*\\d{6}`))
    t.regex((await browse(`${phone.url}/news`)).html, /You are on the internet/)
  },
)
