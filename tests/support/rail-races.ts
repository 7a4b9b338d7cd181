// Races on the rails that are no provider's: 64 at once on a voucher, on a form of cash, on a slip of the bank, and 64 payments at
// once that each want the next number. Each returns what is wrong.

import { randomInt, randomUUID } from 'node:crypto'
import { takePayment } from '../../appliance/money/manual-payments.ts'
import { makeVouchers, redeemVoucher } from '../../appliance/money/vouchers.ts'
import { cents } from '../../appliance/money.ts'
import type { By } from '../../appliance/people/approval-asks.ts'
import {
  appliance,
  creditsOf,
  db,
  hour,
  newMac,
  router,
  safe,
  work,
} from '../appliance/money/hotspot.ts'
import { addCustomer } from './factories.ts'

export const crowd = 64

/** Those of them that a machine without room for 64 at once turned away have done nothing, and are no fault. */
async function atOnce<Outcome>(take: (at: number) => Promise<Outcome>) {
  const all = await Promise.allSettled(Array.from({ length: crowd }, (_, at) => take(at)))
  return {
    done: all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    codes: all
      .flatMap((one) =>
        one.status === 'rejected'
          ? [String((one.reason as { code?: string }).code ?? one.reason)]
          : [],
      ) // prettier-ignore
      .filter((code) => code !== 'database_away'),
  }
}

const unless = (holds: boolean, words: string) => (holds ? [] : [words])

export const drawAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`

/** One voucher, typed by 64 devices at one instant. */
export async function raceVoucher(round: number): Promise<string[]> {
  const [code] = await work((unit) => makeVouchers(unit, safe, { plan: hour, count: 1, made_by: null })) // prettier-ignore
  const { done, codes } = await atOnce(() =>
    work((unit) =>
      redeemVoucher(unit, safe, {
        code: code!,
        mac: newMac(),
        router,
        language: 'en',
        source_address: drawAddress(),
      }),
    ),
  )
  const redeemed = done.filter((one) => one !== undefined)
  const [one] = redeemed
  if (!one || redeemed.length > 1 || codes.length > 0)
    return [`voucher ${round}: redeemed ${redeemed.length} times (${codes.join(' ')})`]
  const payments = await db('payments').where({ service_id: one.service_id })
  const credits = await creditsOf(one)
  return unless(
    payments.length === 1 && credits.length === 1,
    `voucher ${round}: ${payments.length} payments, ${credits.length} credits`,
  )
}

const slip = (account_no: string, more: { rail: 'cash' | 'bank'; code: string }) => ({
  form_no: randomUUID(),
  account_no,
  amount_cents: cents(1500_00),
  proof: 'Book 4',
  why: '',
  ...more,
})

async function standing(subscriber_id: number) {
  const payments = await db('payments').where({ subscriber_id, state: 'settled' })
  const ids = payments.map(({ id }) => id)
  return { payments, receipts: await db('receipts').whereIn('payment_id', ids) }
}

/** One form of cash, sent 64 times; one slip of the bank, typed by 64 people. */
export async function raceForms(round: number, by: By): Promise<string[]> {
  const cash = (await addCustomer(appliance)).subscriber
  const form = slip(cash.account_no, { rail: 'cash', code: '' })
  await atOnce(() => work((unit) => takePayment(unit, form, by)))
  const bank = (await addCustomer(appliance)).subscriber
  const code = `FT${randomUUID().slice(0, 8).toUpperCase()}`
  await atOnce(() =>
    work((unit) => takePayment(unit, slip(bank.account_no, { rail: 'bank', code }), by)),
  )
  const [byCash, byBank] = [await standing(cash.id), await standing(bank.id)]
  const count = (one: typeof byCash) => `${one.payments.length} payments, ${one.receipts.length} receipts` // prettier-ignore
  const once = '1 payments, 1 receipts'
  return [
    ...unless(count(byCash) === once, `cash ${round}: ${count(byCash)}`),
    ...unless(count(byBank) === once, `bank ${round}: ${count(byBank)}`),
  ]
}

/** 64 people pay cash at one instant: each has a number of their own and a receipt, and no number is left out. */
export async function raceNumbers(round: number, by: By): Promise<string[]> {
  const payers = await Promise.all(Array.from({ length: crowd }, () => addCustomer(appliance)))
  const { done, codes } = await atOnce(
    (at) =>
    work((unit) => takePayment(unit, slip(payers[at]!.subscriber.account_no, { rail: 'cash', code: '' }), by)), // prettier-ignore
  )
  const all = await Promise.all(payers.map(({ subscriber }) => standing(subscriber.id)))
  const numbers = new Set(all.flatMap(({ payments }) => payments.map((one) => one.receipt_code)))
  const receipts = all.flatMap((one) => one.receipts)
  const { rows } = await db.raw<{ rows: { gaps: number }[] }>(
    'select coalesce(max(number), 0) - count(*) as gaps from receipts',
  )
  const said = [numbers.size, receipts.length, rows[0]!.gaps].join()
  return unless(
    said === `${done.length},${done.length},0` && done.length > 0 && codes.length === 0,
    `numbers ${round}: ${done.length} taken, ${said} ${codes.join(' ')}`,
  )
}
