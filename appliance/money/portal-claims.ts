// "I have paid", said by a guest at the gate: M-Pesa's code, and the phone that paid. It says nothing back but that we ask: who
// guesses learns no more than who is right (T09). Once the payment is proved, waits in suspense for its owner, came from that
// very phone, and costs what one plan of the place costs, that phone's pass is opened with it. Else a person decides.

import { bindDevice, seeDevice } from '../access/devices.ts'
import { findActiveShortcode, listOffers } from '../access/portal.ts'
import { noteTry, refuseTooManyTries, type Attempt } from '../access/attempts.ts'
import type { Work } from '../appliance.ts'
import { TooMany } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import { findOrAddGuest, findOrAddPass, holdGuest } from '../people/guests.ts'
import type { Safe } from '../secrets.ts'
import type { Exception, Language, Payment, PortalClaim, Router } from '../tables.ts'
import { closeByItself, openException } from './exceptions.ts'
import { holdSubscriber } from './ledger.ts'
import { applyCheckoutPlan, keepsAnother } from './passes.ts'
import { decideNextProof } from './proof-schedule.ts'
import { describePayment } from './payments.ts'
import { issueReceipt } from './receipts.ts'
import { renewAfterPayment } from './renewals.ts'
import { giveShare } from './shares.ts'

export interface ClaimAtGate {
  receipt_code: string
  /** The phone that paid, as they say. */
  msisdn: Msisdn
  mac: string
  router: Pick<Router, 'id' | 'site_id'>
  language: Language
  source_address: string | null
}

const sweepAfter = { seconds: 30 }
/** M-Pesa's own list has a payment within minutes; who paid earlier has a person to ask. */
const askFor = { hours: 2 }
const claimWithin = { hours: 72 }
/** Of all portals in an hour: more than a town has, fewer than a guesser needs. */
const ceiling = 300

/**
 * Writes it down and has Safaricom asked; returns nothing, whatever is known of the code. Every claim counts as a try. Throws
 * TooMany `too_many_tries`.
 */
export async function claimAtGate(work: Work, claim: ClaimAtGate): Promise<void> {
  const { receipt_code, msisdn, mac, router, language, source_address } = claim
  const attempt: Attempt = { kind: 'claim', mac, source_address, about: msisdn }
  await holdGuest(work, mac, msisdn)
  await refuseTooManyTries(work, attempt)
  await refuseAboveCeiling(work)
  await noteTry(work, attempt)
  const active = await findActiveShortcode(work.db)
  const shortcode = active?.by_hand ?? active?.shortcode
  if (!shortcode) return
  const device = await seeDevice(work, mac)
  const asked = { device_id: device.id, site_id: router.site_id, language, made_at: work.now }
  const again = { ...asked, state: 'open' as const, tries: 0, due_at: work.now.add(sweepAfter) }
  await work
    .db('portal_claims')
    .insert({ shortcode, receipt_code, msisdn, ...again })
    .onConflict(['receipt_code', 'msisdn'])
    .merge(again)
    .whereNot('portal_claims.state', 'taken')
  await work.enqueue('prove-payment', { shortcode, receipt_code })
}

async function refuseAboveCeiling(work: Work): Promise<void> {
  const hour = work.now.subtract({ hours: 1 })
  const [made] = await work
    .db('portal_attempts')
    .where({ kind: 'claim' })
    .where('at', '>', hour as never)
    .count<{ count: number }[]>('* as count')
  if (Number(made!.count) < ceiling) return
  await openException(work, {
    kind: 'work_failed',
    subject: 'portal_claims:ceiling',
    details: {
      queue: 'portal_claims',
      data: {},
      tries: ceiling,
      reason: `${ceiling} codes were claimed at the portals within an hour: somebody guesses. No more are taken for now.`,
    },
  })
  throw new TooMany('too_many_tries', 'Tried too often.', work.now.add({ minutes: 10 }))
}

export type Taking =
  | { outcome: 'take'; claim: PortalClaim; plan_id: number }
  | { outcome: 'leave'; why: string }

type Waiting = Pick<Payment, 'state' | 'payer_msisdn' | 'amount_cents' | 'heard_at'>

/** Whose claim is proved, and what it opens. Pure. */
export function decideTaking(
  payment: Waiting,
  kind: Exception['kind'] | null,
  claims: readonly PortalClaim[],
  plans: readonly { id: number; price_cents: number }[],
): Taking {
  const leave = (why: string): Taking => ({ outcome: 'leave', why })
  if (payment.state !== 'excepted') return leave('not_in_suspense')
  if (kind !== 'unknown_account' && kind !== 'missing_reference') return leave('not_for_guests')
  if (payment.payer_msisdn === null) return leave('payer_hidden') // A mask is no proof.
  const claim = claims.find(({ msisdn }) => msisdn === payment.payer_msisdn)
  if (!claim) return leave('another_phone')
  const latest = payment.heard_at.add(claimWithin)
  if (Temporal.Instant.compare(claim.made_at, latest) > 0) return leave('too_late')
  const [plan, another] = plans.filter(({ price_cents }) => price_cents === payment.amount_cents)
  if (!plan || another) return leave('no_one_plan')
  return { outcome: 'take', claim, plan_id: plan.id }
}

/** Gives a payment in suspense to who claimed it from the phone that paid. Run twice, it does nothing the second time. */
export async function takeClaimed(work: Work, safe: Safe, receipt_code: string): Promise<Taking> {
  const named = { rail: 'mpesa' as const, receipt_code }
  const seen = await work.db('payments').where(named).first('payer_msisdn')
  if (!seen) return { outcome: 'leave', why: 'not_proved' }
  // The phone before the payment, as everybody who asks for a pass.
  if (seen.payer_msisdn) await holdGuest(work, seen.payer_msisdn)
  const payment = (await work.db('payments').where(named).forUpdate().first())!
  const claims = await work.db('portal_claims').where({ receipt_code }).orderBy('id').forUpdate()
  if (claims.length === 0) return { outcome: 'leave', why: 'nobody_claims' }
  const about = { payment_id: payment.id, resolved_at: null }
  const exception = await work.db('exceptions').where(about).orderBy('id').first('kind')
  const own = claims.find(({ msisdn }) => msisdn === payment.payer_msisdn)
  const plans = own ? await listOffers(work.db, own.site_id) : []
  const taking = decideTaking(payment, exception?.kind ?? null, claims, plans)
  if (taking.outcome === 'leave') await closeHopeless(work, receipt_code, payment)
  else await give(work, safe, payment, taking)
  return taking
}

/** The same, of a payment that was just put in suspense. */
export async function takeClaimedOf(work: Work, safe: Safe, payment_id: number): Promise<Taking> {
  const payment = await work.db('payments').where({ id: payment_id }).first('receipt_code')
  const code = payment?.receipt_code
  return code ? takeClaimed(work, safe, code) : { outcome: 'leave', why: 'no_code' }
}

async function give(
  work: Work,
  safe: Safe,
  payment: Payment,
  { claim, plan_id }: Extract<Taking, { outcome: 'take' }>,
): Promise<void> {
  const { site_id, language, device_id } = claim
  const msisdn = claim.msisdn as Msisdn
  const guest = await findOrAddGuest(work, { msisdn, site_id, language })
  if (guest.suspended_at) return
  await holdSubscriber(work, guest.id)
  const device = (await work.db('devices').where({ id: device_id }).first())!
  const service = await findOrAddPass(work, safe, guest, { id: plan_id }, device)
  const owner = { subscriber_id: guest.id, service_id: service.id }
  await applyCheckoutPlan(work, { service_id: service.id, plan_id })
  await giveShare(work, payment, null, {
    subscriber_id: guest.id,
    to: { kind: 'wallet', subscriber_id: guest.id },
    amount_cents: payment.amount_cents,
    reason: `${describePayment(payment)} claimed at the portal`,
  })
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({ state: 'settled', ...owner })
  await renewAfterPayment(work, { ...payment, ...owner })
  if (!(await keepsAnother(work, device_id, service.id)))
    await bindDevice(work, device_id, service.id)
  const kinds = ['unknown_account' as const, 'missing_reference' as const]
  const subject = `payment:${payment.id}`
  await closeByItself(work, { kinds, subject }, 'Claimed at the portal from the phone that paid.')
  await issueReceipt(work, payment.id)
  await work
    .db('portal_claims')
    .where({ id: claim.id })
    .update({ state: 'taken', payment_id: payment.id, due_at: null })
  await closeHopeless(work, claim.receipt_code, { ...payment, state: 'settled' })
}

/** Of money that has its owner, or came from another phone, nothing more will come of asking. */
async function closeHopeless(work: Work, receipt_code: string, payment: Waiting): Promise<void> {
  const open = work.db('portal_claims').where({ receipt_code, state: 'open' })
  if (payment.state === 'unsettled') return
  await open.update({ state: 'not_found', due_at: null })
}

/** Asked again, and not found: later, or given up. */
export async function applyPortalUnproved(work: Work, receipt_code: string): Promise<void> {
  const open = await work.db('portal_claims').where({ receipt_code, state: 'open' }).forUpdate()
  for (const { id, made_at, tries: before } of open) {
    const tries = before + 1
    const over = Temporal.Instant.compare(made_at.add(askFor), work.now) <= 0
    const next = over ? 'give_up' : decideNextProof({ heard_at: made_at, tries }, work.now)
    const change =
      next === 'give_up'
        ? { state: 'not_found' as const, due_at: null, tries }
        : { due_at: next, tries }
    await work.db('portal_claims').where({ id }).update(change)
  }
}
