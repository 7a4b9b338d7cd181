// A pass taken along to another phone, by what only its buyer knows, and so many tries of it.

import test from 'ava'
import { movePass, type Move } from '../../../appliance/access/moves.ts'
import type { TooMany } from '../../../appliance/errors.ts'
import type { Msisdn } from '../../../appliance/msisdn.ts'
import { composeMessage } from '../../../appliance/people/message-words.ts'
import { suspend } from '../../../appliance/people/suspensions.ts'
import type { Checkout } from '../../../appliance/tables.ts'
import { drawReceipt } from '../../support/factories.ts'
import {
  appliance,
  clock,
  countRings,
  db,
  deviceOf,
  newMac,
  newPhone,
  noon,
  prompted,
  safe,
  settleAll,
  work,
} from '../money/hotspot.ts'
import { answer, call } from '../money/safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

interface Bought {
  mac: string
  checkout: Checkout
  msisdn: Msisdn
  receipt: string
  code: string
}

async function buy(mac = newMac()): Promise<Bought> {
  const { checkout, push } = await prompted({ mac })
  const receipt = drawReceipt()
  await call(push, { receipt })
  await answer(push, 'paid')
  await settleAll()
  const payment = (await db('payments').where({ receipt_code: receipt }).first())!
  const message = (await db('messages').where({ payment_id: payment.id }).first())!
  const told = await work((unit) => composeMessage(unit, safe, message.id))
  const code = /\b\d{6}\b/.exec(told!.text)?.[0] ?? ''
  return { mac, checkout, msisdn: push.msisdn, receipt, code }
}

const move = (mac: string, by: Move['by'], source_address: string | null = null) =>
  work((unit) => movePass(unit, safe, { mac, by, source_address }))

const byCode = ({ msisdn, code }: Bought): Move['by'] => ({ kind: 'code', msisdn, code })
const byReceipt = (receipt_code: string): Move['by'] => ({ kind: 'receipt', receipt_code })
const wrongOf = ({ code }: Bought) => String((Number(code) + 1) % 1e6).padStart(6, '0')

test.serial('S2-55: phone and code move the pass to another device', async (t) => {
  const bought = await buy()
  const mac = newMac()
  const code = ` ${bought.code.slice(0, 3)} ${bought.code.slice(3)} `
  const moved = await move(mac, { kind: 'code', msisdn: bought.msisdn, code })
  t.is(moved?.service_id, bought.checkout.service_id)
  t.is((await deviceOf(mac)).service_id, bought.checkout.service_id)
  t.is((await deviceOf(bought.mac)).service_id, null)
})

test.serial('S2-55: the receipt code of M-Pesa’s message moves it, and back again', async (t) => {
  const bought = await buy()
  const mac = newMac()
  t.truthy(await move(mac, byReceipt(` ${bought.receipt.toLowerCase()} `)))
  t.is((await deviceOf(mac)).service_id, bought.checkout.service_id)
  t.truthy(await move(bought.mac, byReceipt(bought.receipt)))
  t.is((await deviceOf(mac)).service_id, null)
})

test.serial('one answer for wrong, ended, suspended, another’s and no hotspot’s', async (t) => {
  const bought = await buy()
  const ended = await buy()
  clock.pass({ minutes: 50 })
  const running = await buy()
  const shut = await buy()
  clock.pass({ minutes: 20 })
  const { account_no } = (await db('subscribers')
    .where({ id: shut.checkout.subscriber_id })
    .first())!
  await work((unit) => suspend(unit, account_no, null, { staff: null, source_address: null }))
  const tries: Move['by'][] = [
    byReceipt(drawReceipt()),
    byReceipt(''),
    byReceipt('V000001'),
    byReceipt(ended.receipt),
    byReceipt(shut.receipt),
    byCode(ended),
    byCode(shut),
    { kind: 'code', msisdn: running.msisdn, code: wrongOf(running) },
    { kind: 'code', msisdn: running.msisdn, code: '' },
    { kind: 'code', msisdn: newPhone(), code: running.code },
    { kind: 'code', msisdn: bought.msisdn, code: running.code },
  ]
  for (const by of tries) t.is(await move(newMac(), by), undefined, JSON.stringify(by))
  t.is((await db('portal_attempts').where({ kind: 'move' })).length, tries.length)
  t.truthy(await move(newMac(), byCode(running)))
})

test.serial('S2-59: who adds an hour to another’s pass has no right to it', async (t) => {
  const owner = await buy()
  clock.pass({ minutes: 10 })
  const stranger = await buy(owner.mac) // The pass goes on, whoever pays: by the phone's MAC, which is no secret.
  t.is(stranger.checkout.service_id, owner.checkout.service_id)
  t.is(stranger.code, '', 'nor is the code told')
  for (const by of [
    byReceipt(stranger.receipt),
    byCode({ ...stranger, code: owner.code }),
  ] as const)
    t.is(await move(newMac(), by), undefined)
  t.is((await deviceOf(owner.mac)).service_id, owner.checkout.service_id)
  t.truthy(await move(newMac(), byReceipt(owner.receipt)))
  t.truthy(await move(newMac(), byCode(owner)))
})

test.serial('who paid first takes it along by the receipt of the second hour too', async (t) => {
  const { mac, msisdn, checkout } = await buy()
  clock.pass({ minutes: 10 })
  const { push } = await prompted({ mac, msisdn })
  const receipt = drawReceipt()
  await call(push, { receipt })
  await answer(push, 'paid')
  await settleAll()
  t.is((await move(newMac(), byReceipt(receipt)))?.service_id, checkout.service_id)
})

test.serial('a device may be wrong five times an hour', async (t) => {
  const bought = await buy()
  const mac = newMac()
  for (let time = 0; time < 5; time += 1) {
    t.is(await move(mac, byReceipt(drawReceipt())), undefined)
    clock.pass({ minutes: 1 })
  }
  const error = await t.throwsAsync(move(mac, byReceipt(bought.receipt)), {
    code: 'too_many_tries',
  })
  t.is(
    clock
      .now()
      .until((error as TooMany).again_at)
      .total('minutes'),
    55,
  )
})

test.serial(
  'one phone’s code may be wrong five times, whoever types it, all at once',
  async (t) => {
    const bought = await buy()
    const { msisdn } = bought
    const code = wrongOf(bought)
    const tries = Array.from({ length: 64 }, () => move(newMac(), { kind: 'code', msisdn, code }))
    const outcomes = await Promise.allSettled(tries)
    t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 5)
    await t.throwsAsync(move(newMac(), byCode(bought)), { code: 'too_many_tries' })
    clock.set('2026-11-21T12:31:00Z')
    await t.throwsAsync(move(newMac(), byCode(bought)), { code: 'too_many_tries' })
  },
)

test.serial('an address may be wrong fifty times an hour', async (t) => {
  const from = '198.51.100.9'
  for (let time = 0; time < 50; time += 1) await move(newMac(), byReceipt(drawReceipt()), from)
  await t.throwsAsync(move(newMac(), byReceipt(drawReceipt()), from), { code: 'too_many_tries' })
  t.is(await move(newMac(), byReceipt(drawReceipt()), '198.51.100.10'), undefined)
})

test.serial('moved to 16 phones at once, one has it', async (t) => {
  const bought = await buy()
  await Promise.all(Array.from({ length: 16 }, () => move(newMac(), byReceipt(bought.receipt))))
  t.is((await db('devices').where({ service_id: bought.checkout.service_id })).length, 1)
})

test.serial(
  'a device seen first by a move and a purchase at once: neither waits for ever',
  async (t) => {
    for (let round = 0; round < 4; round += 1) {
      const bought = await buy()
      clock.pass({ seconds: 91 })
      const mac = newMac()
      const { msisdn } = bought
      const [moved] = await Promise.all([move(mac, byCode(bought)), prompted({ mac, msisdn })])
      t.is(moved?.service_id, bought.checkout.service_id)
    }
  },
)

test.serial('nobody met in a ring', async (t) => t.is(await countRings(), 0))
