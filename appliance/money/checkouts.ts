// A checkout: somebody chose a plan and gave a phone, and we ask that phone to pay. The price is ours. One is open for
// a device and a plan: two clicks, two tabs and the back button are one request; after a failure the same one asks
// again. While a prompt may still be on the phone, no second one is sent (S1-16).
//
//   open ──▶ paid        one of its prompts was proved paid, whenever that was
//     └────▶ abandoned   an hour after its last prompt ended ──▶ paid   if the money comes later

import { randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import { seeDevice } from '../access/devices.ts'
import { findActiveShortcode } from '../access/portal.ts'
import { Conflict, Invalid, NotFound, TooMany, Unavailable } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import { findOrAddGuest, findOrAddPass, holdGuest, refusePaused } from '../people/guests.ts'
import { hashToken, type Safe } from '../secrets.ts'
import type { Checkout, Device, HandOff, Language, Plan, Router, StkPush } from '../tables.ts'
import { holdSubscriber } from './ledger.ts'
import { refuseTooMany } from './prompt-limits.ts'
import { inFlight, makePush } from './stk-pushes.ts'

export interface NewCheckout {
  plan_id: number
  msisdn: Msisdn
  router: Pick<Router, 'id' | 'site_id'>
  /** Null where no hotspot says which phone it is. */
  mac: string | null
  hand_off: HandOff | null
  source_address: string | null
  language: Language
  /** What the browser that asks is known by: only it finds its checkout again. */
  guest_key?: string | null
}

/** What the portal's countdown starts from (S1-14). */
export const waitSeconds = 90
const abandonAfter = { hours: 1 }

/**
 * The checkout of this device and plan: a new one with its prompt on the way, or the one that is open. Throws Invalid
 * `plan_unknown`, Unavailable `no_paybill`, Conflict `subscriber_paused`, TooMany `other_number_asked` and as
 * refuseTooMany does.
 */
export async function openCheckout(work: Work, safe: Safe, asked: NewCheckout): Promise<Checkout> {
  const { msisdn, mac, source_address, hand_off } = asked
  await holdGuest(work, mac, msisdn)
  const plan = await findOffer(work, asked)
  const device = mac === null ? null : await seeDevice(work, mac)
  const guest_key_hash = asked.guest_key ? hashToken(asked.guest_key) : null
  const open = await findOpen(work, { device, plan_id: plan.id, guest_key_hash })
  if (open) {
    const { checkout, push } = open
    const out = inFlight.includes(push.state)
    if (isMine(checkout, guest_key_hash) && checkout.msisdn === msisdn) {
      if (hand_off)
        await work.db('checkouts').where({ id: checkout.id }).update(handOffColumn(hand_off))
      return out ? checkout : askAgain(work, checkout, push, source_address)
    }
    if (out && isMine(checkout, guest_key_hash)) refuseWhileWaiting(work, checkout)
    await abandon(work, checkout.id) // Another number pays, or another browser asks: another request.
  }

  const asker = { msisdn, device_id: device?.id ?? null, router_id: asked.router.id }
  await refuseTooMany(work, { ...asker, source_address })
  const shortcode = await findActiveShortcode(work.db)
  if (!shortcode?.asks) throw new Unavailable('no_paybill', 'No paybill is set up yet.')
  const { subscriber_id, service_id } = await choosePass(work, safe, asked, plan, device)
  const [checkout] = await work
    .db('checkouts')
    .insert({
      merchant_reference: randomUUID(),
      subscriber_id,
      service_id,
      plan_id: plan.id,
      amount_cents: plan.price_cents,
      msisdn,
      device_id: device?.id ?? null,
      router_id: asked.router.id,
      guest_key_hash,
      ...(hand_off && handOffColumn(hand_off)),
      shortcode: shortcode.shortcode,
      language: asked.language,
      opened_at: work.now,
      ...waiting(work),
    })
    .returning('*')
  await makePush(work, checkout!, 1, source_address)
  return checkout!
}

/**
 * Attempt 2, and further, of the same checkout. Throws NotFound `checkout_unknown`, Conflict `still_asking` while the
 * prompt before may yet be paid, `checkout_closed`, `subscriber_paused`, TooMany as openCheckout does.
 */
export async function retryCheckout(
  work: Work,
  merchant_reference: string,
  source_address: string | null,
): Promise<Checkout> {
  const found = await work.db('checkouts').where({ merchant_reference }).first()
  if (!found) throw new NotFound('checkout_unknown', 'There is no such request.')
  await holdGuest(work, found.msisdn)
  const checkout = (await work.db('checkouts').where({ id: found.id }).forUpdate().first())!
  if (checkout.state !== 'open')
    throw new Conflict('checkout_closed', 'This request is closed: choose a plan again.')
  refusePaused((await work.db('subscribers').where({ id: checkout.subscriber_id }).first())!)
  const push = await latestPush(work, checkout.id)
  if (inFlight.includes(push.state))
    throw new Conflict('still_asking', 'M-Pesa has not said yet how the last request ended.')
  return askAgain(work, checkout, push, source_address)
}

/** Run twice, it does nothing the second time: an hour after the last prompt ended, nobody is waiting any more (S2-16). */
export async function closeCheckout(work: Work, checkout_id: number): Promise<Checkout['state']> {
  const checkout = await work.db('checkouts').where({ id: checkout_id }).forUpdate().first()
  if (!checkout) throw new NotFound('checkout_unknown', `There is no checkout ${checkout_id}.`)
  if (checkout.state !== 'open') return checkout.state
  const { state, closed_at } = await latestPush(work, checkout_id)
  const ended = inFlight.includes(state) ? null : closed_at
  if (ended && Temporal.Instant.compare(ended.add(abandonAfter), work.now) <= 0) {
    await abandon(work, checkout_id)
    return 'abandoned'
  }
  const due_at = (ended ?? work.now).add(abandonAfter)
  await work.db('checkouts').where({ id: checkout_id }).update({ due_at })
  return 'open'
}

async function askAgain(
  work: Work,
  checkout: Checkout,
  { attempt }: StkPush,
  source_address: string | null,
): Promise<Checkout> {
  const { id, msisdn, device_id, router_id } = checkout
  await refuseTooMany(work, { msisdn, device_id, router_id, source_address })
  const [again] = await work.db('checkouts').where({ id }).update(waiting(work)).returning('*')
  await makePush(work, again!, attempt + 1, source_address)
  return again!
}

// The device's own pass where that is running, or the same phone's: then it goes on, whoever pays (S2-56). Else the
// phone says who it is.
async function choosePass(
  work: Work,
  safe: Safe,
  { msisdn, router, language }: NewCheckout,
  plan: Plan,
  device: Device | null,
): Promise<{ subscriber_id: number; service_id: number }> {
  const own = device?.service_id && (await findOwnPass(work, device.service_id, msisdn))
  if (own) return own
  const subscriber = await findOrAddGuest(work, { msisdn, language, site_id: router.site_id })
  refusePaused(subscriber)
  await holdSubscriber(work, subscriber.id)
  const service = await findOrAddPass(work, safe, subscriber, plan, device)
  return { subscriber_id: subscriber.id, service_id: service.id }
}

async function findOwnPass(
  work: Work,
  service_id: number,
  msisdn: Msisdn,
): Promise<{ subscriber_id: number; service_id: number } | undefined> {
  const { rows } = await work.db.raw<{
    rows: { subscriber_id: number; suspended_at: Checkout['closed_at'] }[]
  }>(
    `select s.id as subscriber_id, s.suspended_at from services v join subscribers s on s.id = v.subscriber_id
     where v.id = :service_id and v.closed_at is null and s.closed_at is null
       and (s.msisdn = :msisdn
            or exists (select from credits c where c.service_id = v.id and c.ends_at > :now))`,
    { service_id, msisdn, now: work.now as never },
  )
  const [row] = rows
  if (!row) return undefined
  refusePaused(row)
  return { subscriber_id: row.subscriber_id, service_id }
}

async function findOffer(work: Work, { plan_id, router }: NewCheckout): Promise<Plan> {
  const plan = await work
    .db('plans')
    .where({ id: plan_id, kind: 'hotspot', on_portal: true })
    .whereNull('withdrawn_at')
    .where((one) => one.whereNull('site_id').orWhere({ site_id: router.site_id }))
    .first()
  if (plan) return plan
  throw new Invalid('plan_unknown', 'This plan is not sold here.')
}

function isMine({ guest_key_hash }: Checkout, mine: Buffer | null): boolean {
  if (guest_key_hash === null || mine === null) return guest_key_hash === mine
  return guest_key_hash.equals(mine)
}

/** The first number may still answer: two prompts for one wish could both be paid. */
function refuseWhileWaiting(work: Work, { wait_until }: Checkout): void {
  if (Temporal.Instant.compare(wait_until, work.now) <= 0) return
  throw new TooMany('other_number_asked', 'Another number is being asked.', wait_until)
}

/** Of the device; outside the Wi-Fi, of the browser. */
async function findOpen(
  work: Work,
  wish: { device: Device | null; plan_id: number; guest_key_hash: Buffer | null },
): Promise<{ checkout: Checkout; push: StkPush } | undefined> {
  const { device, plan_id, guest_key_hash } = wish
  if (!device && !guest_key_hash) return undefined
  const whose = device ? { device_id: device.id } : { device_id: null, guest_key_hash }
  const asked = { ...whose, plan_id, state: 'open' } as const
  const checkout = await work.db('checkouts').where(asked).forUpdate().first()
  return checkout && { checkout, push: await latestPush(work, checkout.id) }
}

async function latestPush(work: Work, checkout_id: number): Promise<StkPush> {
  return (await work.db('stk_pushes').where({ checkout_id }).orderBy('attempt', 'desc').first())!
}

async function abandon(work: Work, id: number): Promise<void> {
  const closed = { state: 'abandoned' as const, closed_at: work.now, due_at: null }
  await work.db('checkouts').where({ id }).update(closed)
}

function waiting(work: Work): Pick<Checkout, 'state' | 'wait_until' | 'due_at'> {
  const wait_until = work.now.add({ seconds: waitSeconds })
  return { state: 'open', wait_until, due_at: work.now.add(abandonAfter) }
}

function handOffColumn(hand_off: HandOff): Pick<Checkout, 'hand_off'> {
  return { hand_off: JSON.stringify(hand_off) as never }
}
