// Time sold on paper. A voucher is money that came when it was sold: redeeming it moves its price from the vouchers'
// account to a guest's wallet, as a payment that happens once, and buys its plan.

import { randomInt, randomUUID } from 'node:crypto'
import { noteTry, refuseTooManyTries, type Attempt } from '../access/attempts.ts'
import { bindDevice, seeDevice } from '../access/devices.ts'
import { askGuestLogin } from '../access/guest-logins.ts'
import { noteLocalGuest } from '../access/local-users.ts'
import type { Work } from '../appliance.ts'
import { findOrAddGuest, findOrAddPass, holdGuest, refusePaused } from '../people/guests.ts'
import { hashToken, type Safe } from '../secrets.ts'
import type { Language, Plan, Router, Subscriber, Voucher, VoucherBatch } from '../tables.ts'
import { holdSubscriber, post } from './ledger.ts'
import { issueReceipt } from './receipts.ts'
import { renewAfterPayment } from './renewals.ts'

// No letter that looks like a digit or another: they are read off paper.
const signs = 'ACDEFGHJKMNPQRTUVWXY34679'
const length = 12 // 25^12: 55 bits, beside five tries an hour.

/** Codes to keep, all of one plan and price, as one batch. `how` is by hand where another system drew them. */
export interface VouchersMade {
  plan: Pick<Plan, 'id' | 'price_cents'>
  made_by: number | null
  made_how?: VoucherBatch['made_how']
  note?: string | null
  replaces_id?: number
}

/** "KQ7W-DM3P-TXAC": what is printed. Returns the codes; the box keeps each by its keyed hash, and sealed. */
export async function makeVouchers(
  work: Work,
  safe: Safe,
  { count, ...made }: VouchersMade & { count: number },
): Promise<string[]> {
  const codes = Array.from({ length: count }, drawCode)
  await keepVouchers(work, safe, codes, made)
  return codes
}

/** Returns the numbers of the vouchers, in the order of the codes, and of their batch. */
export async function keepVouchers(
  work: Work,
  safe: Safe,
  codes: readonly string[],
  { plan, made_by, made_how = 'drawn', note = null, replaces_id }: VouchersMade,
): Promise<{ batch_id: number; ids: number[] }> {
  const common = { plan_id: plan.id, price_cents: plan.price_cents, made_at: work.now, made_by }
  const [batch] = await work
    .db('voucher_batches')
    .insert({ ...common, made_how, note })
    .returning('id')
  const batch_id = batch!.id
  const rows = await work
    .db('vouchers')
    .insert(
      codes.map((code) => ({
        ...common,
        batch_id,
        code_hash: hashVoucherCode(safe, code),
        code_sealed: safe.seal(code, 'vouchers.code'),
        ...(replaces_id === undefined ? {} : { replaces_id }),
      })),
    )
    .returning('id')
  return { batch_id, ids: rows.map(({ id }) => id) }
}

/** "KQ7W-DM3P-TXAC". */
export function drawCode(): string {
  const drawn = Array.from({ length }, () => signs[randomInt(signs.length)]).join('')
  return drawn.replace(/(.{4})(?=.)/g, '$1-')
}

export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
}

/** By which the box knows a code. Keyed, so that a stolen dump of the database finds no code by guessing. */
export function hashVoucherCode(safe: Pick<Safe, 'sign'>, typed: string): Buffer {
  return safe.sign(Buffer.from(plainCode(typed)), 'vouchers.code')
}

/** The same, and as vouchers were kept before the hash had a key. */
export function voucherHashes(safe: Pick<Safe, 'sign'>, typed: string): Buffer[] {
  return [hashVoucherCode(safe, typed), hashToken(plainCode(typed))]
}

/** "V000123": what stands on paper beside the code, and opens nothing. */
export function voucherNumber(id: number): string {
  return `V${String(id).padStart(6, '0')}`
}

export interface Redemption {
  code: string
  mac: string
  router: Pick<Router, 'id' | 'site_id'>
  language: Language
  source_address: string | null
}

/** Undefined for a wrong code, a used one and a void one alike. Throws TooMany `too_many_tries`. */
export async function redeemVoucher(
  work: Work,
  safe: Safe,
  { code, mac, router, language, source_address }: Redemption,
): Promise<{ service_id: number } | undefined> {
  const attempt: Attempt = { kind: 'voucher', mac, source_address, about: null }
  await holdGuest(work, mac)
  await refuseTooManyTries(work, attempt)
  const hashes = voucherHashes(safe, code)
  const voucher = await work.db('vouchers').whereIn('code_hash', hashes).forUpdate().first()
  if (!voucher || voucher.redeemed_at !== null || voucher.voided_at !== null) {
    const mine =
      voucher?.redeemed_at && (await work.db('devices').where({ mac }).first('service_id'))
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
  await askGuestLogin(work, { service_id, device_id: device.id, router_id: router.id })
  await noteLocalGuest(work, router.id, service_id)
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
  const receipt_code = voucherNumber(id)
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
