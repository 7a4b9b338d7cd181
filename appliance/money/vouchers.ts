// Time sold on paper. A voucher is money that came when it was sold: redeeming it moves its price from the vouchers'
// account to a guest's wallet, as a payment that happens once, and buys its plan.

import { randomInt, randomUUID } from 'node:crypto'
import { noteTry, refuseTooManyTries, type Attempt } from '../access/attempts.ts'
import { bindDevice, seeDevice } from '../access/devices.ts'
import type { Work } from '../appliance.ts'
import { findOrAddGuest, findOrAddPass, holdGuest, refusePaused } from '../people/guests.ts'
import { hashToken, type Safe } from '../secrets.ts'
import type { Language, Plan, Router, Subscriber, Voucher } from '../tables.ts'
import { holdSubscriber, post } from './ledger.ts'
import { issueReceipt } from './receipts.ts'
import { renewAfterPayment } from './renewals.ts'

// No letter that looks like a digit or another: they are read off paper.
const signs = 'ACDEFGHJKMNPQRTUVWXY34679'
const length = 10 // 25^10: 46 bits, beside five tries an hour.

/** "KQ7WD-M3PTX": what is printed. Shown once; afterwards the box knows it only by its hash, and sealed. */
export async function makeVouchers(
  work: Work,
  safe: Safe,
  { plan, count, made_by }: { plan: Plan; count: number; made_by: number | null },
): Promise<string[]> {
  const codes = Array.from({ length: count }, drawCode)
  await work.db('vouchers').insert(
    codes.map((code) => ({
      code_hash: hashVoucherCode(code),
      code_sealed: safe.seal(code, 'vouchers.code'),
      plan_id: plan.id,
      price_cents: plan.price_cents,
      made_at: work.now,
      made_by,
    })),
  )
  return codes
}

function drawCode(): string {
  const drawn = Array.from({ length }, () => signs[randomInt(signs.length)]).join('')
  return `${drawn.slice(0, length / 2)}-${drawn.slice(length / 2)}`
}

function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

/** What a voucher is found by, however its code is written. */
export function hashVoucherCode(typed: string): Buffer {
  return hashToken(plainCode(typed))
}

export interface Redemption {
  code: string
  mac: string
  router: Pick<Router, 'id' | 'site_id'>
  language: Language
  source_address: string | null
}

/** Undefined for a wrong code and for a used one alike. Throws TooMany `too_many_tries`. */
export async function redeemVoucher(
  work: Work,
  safe: Safe,
  { code, mac, router, language, source_address }: Redemption,
): Promise<{ service_id: number } | undefined> {
  const attempt: Attempt = { kind: 'voucher', mac, source_address, about: null }
  await holdGuest(work, mac)
  await refuseTooManyTries(work, attempt)
  const code_hash = hashVoucherCode(code)
  const voucher = await work.db('vouchers').where({ code_hash }).forUpdate().first()
  if (!voucher || voucher.redeemed_at !== null) {
    const mine = voucher && (await work.db('devices').where({ mac }).first('service_id'))
    // Pressed twice: the second press is told the same as the first.
    if (mine && mine.service_id === voucher.service_id) return { service_id: mine.service_id! }
    await noteTry(work, attempt)
    return undefined
  }
  const device = await seeDevice(work, mac)
  const plan = (await work.db('plans').where({ id: voucher.plan_id }).first())!
  const subscriber =
    (await findDeviceOwner(work, device.service_id)) ??
    (await findOrAddGuest(work, { msisdn: null, site_id: router.site_id, language }))
  refusePaused(subscriber)
  await holdSubscriber(work, subscriber.id)
  const { id: service_id } = await findOrAddPass(work, safe, subscriber, plan, device)
  await work.db('services').where({ id: service_id }).update({ plan_id: plan.id })
  await work.db('vouchers').where({ id: voucher.id }).update({ redeemed_at: work.now, service_id })
  const payment_id = await receive(work, voucher, { subscriber_id: subscriber.id, service_id })
  await bindDevice(work, device.id, service_id)
  await issueReceipt(work, payment_id)
  return { service_id }
}

async function findDeviceOwner(work: Work, service_id: number | null) {
  if (service_id === null) return undefined
  return work
    .db('subscribers as s')
    .join('services as v', 'v.subscriber_id', 's.id')
    .where('v.id', service_id)
    .whereNull('s.closed_at')
    .first<Pick<Subscriber, 'id' | 'account_no' | 'suspended_at'> | undefined>(
      's.id',
      's.account_no',
      's.suspended_at',
    )
}

async function receive(
  work: Work,
  { id, price_cents }: Voucher,
  owner: { subscriber_id: number; service_id: number },
): Promise<number> {
  // Its number, not its code: the code would open it again in whoever's hands the books fall.
  const receipt_code = `V${String(id).padStart(6, '0')}`
  const transfer_id = await post(work, {
    kind: 'receive',
    from: { kind: 'vouchers' },
    to: { kind: 'wallet', subscriber_id: owner.subscriber_id },
    amount_cents: price_cents,
    reason: `Voucher ${receipt_code}`,
  })
  const [payment] = await work
    .db('payments')
    .insert({
      merchant_reference: randomUUID(),
      rail: 'voucher',
      channel: 'voucher',
      receipt_code,
      shortcode: null,
      amount_cents: price_cents,
      customer_money: true,
      paid_at: work.now,
      heard_at: work.now,
      proved_at: work.now,
      proved_by: 'voucher',
      state: 'settled',
      settled_at: work.now,
      transfer_id,
      ...owner,
    })
    .returning('*')
  const { service_id } = owner
  await renewAfterPayment(
    work,
    { ...payment!, ...owner },
    { service_id, amount_cents: price_cents },
  )
  return payment!.id
}
