// One payment that comes through every door at one instant: the callback of its prompt, its confirmation, the query, a status, a
// pull, and workers that settle what they find. A guest's prompt, and money typed at the paybill. One credit, or a word of
// what is wrong.

import { setTimeout as wait } from 'node:timers/promises'
import { isAway } from '../../appliance/database.ts'
import { Unavailable } from '../../appliance/errors.ts'
import { balanceOf } from '../../appliance/money/ledger.ts'
import { settlePayment } from '../../appliance/money/settlement.ts'
import { addCustomer, drawReceipt, paybill } from './factories.ts'
import {
  appliance,
  creditsOf,
  db,
  paymentsOf,
  prompted,
  settleAll,
  work,
} from '../appliance/money/hotspot.ts'
import {
  answer,
  call,
  confirm,
  moneyOf,
  pullFinds,
  statusSays,
} from '../appliance/money/safaricom-says.ts'

export const crowd = 64
const received = () => balanceOf(db, { kind: 'paybill', shortcode: paybill })

type Door = () => Promise<unknown>

async function openDoors(doors: readonly Door[], from: number): Promise<void> {
  await Promise.all(
    Array.from({ length: crowd }, (_, at) => insist(doors[(at * 3 + from) % doors.length]!)),
  )
  await settleAll()
}

/** Where all connections are taken, it comes again, as the spool and the queue let it. */
async function insist(door: Door): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await door()
    } catch (error) {
      if (!(error instanceof Unavailable || isAway(error)) || tries === 50) throw error
      await wait(100)
    }
  }
}

async function settleFound(receipt_code: string): Promise<void> {
  const found = await db('payments').where({ receipt_code }).first('id')
  if (found) await work((unit) => settlePayment(unit, found.id))
}

/** A guest's prompt, paid. Returns what is wrong. */
export async function racePrompt(round: number): Promise<string[]> {
  const { checkout, push } = await prompted()
  const money = moneyOf(push)
  const before = await received()
  const doors: Door[] = [
    () => answer(push, 'paid'),
    () => call(push, { receipt: money.receipt }),
    () => confirm(money),
    () => pullFinds(money),
    () => statusSays(money),
    () => settleFound(money.receipt),
    () => call(push, { code: 1032 }),
  ]
  await openDoors(doors, round)
  const [payments, credits] = [await paymentsOf(checkout), await creditsOf(checkout)]
  const came = before - (await received())
  return [
    ...(payments.length === 1 ? [] : [`${payments.length} payments of ${money.receipt}`]),
    ...(credits.length === 1 ? [] : [`${credits.length} credits for ${money.receipt}`]),
    ...(came === push.amount_cents ? [] : [`${came} cents came for ${push.amount_cents}`]),
  ]
}

/** Typed at the paybill. Returns what is wrong. */
export async function racePaybill(round: number): Promise<string[]> {
  const { subscriber, service } = await addCustomer(appliance)
  const money = {
    receipt: drawReceipt(),
    typed: subscriber.account_no,
    amount_cents: 1500_00,
    msisdn: null,
  }
  const before = await received()
  const doors: Door[] = [
    () => confirm(money),
    () => pullFinds(money),
    () => statusSays(money),
    () => settleFound(money.receipt),
  ]
  await openDoors(doors, round)
  const payments = await db('payments').where({ receipt_code: money.receipt })
  const credits = await creditsOf({ service_id: service.id })
  const came = before - (await received())
  return [
    ...(payments.length === 1 ? [] : [`${payments.length} payments of ${money.receipt}`]),
    ...(credits.length === 1 ? [] : [`${credits.length} credits for ${money.receipt}`]),
    ...(came === money.amount_cents ? [] : [`${came} cents came for ${money.amount_cents}`]),
  ]
}
