// What a paid checkout opens: the pass takes the plan that was asked for, and the device that asked may use it.

import type { Work } from '../appliance.ts'
import { bindDevice } from '../access/devices.ts'
import { askGuestLogin } from '../access/guest-logins.ts'
import { queueMessage } from '../people/messages.ts'
import type { Checkout, Payment } from '../tables.ts'

/** Undefined where staff asked for money on the account, and no pass was chosen: then the account's own prices hold. */
export function passOf(checkout: Checkout | undefined): Checkout | undefined {
  return checkout?.payment_request_id == null ? checkout : undefined
}

/** Before time is bought: it is bought on this plan. The subscriber is held by the caller. */
export async function applyCheckoutPlan(
  work: Work,
  { service_id, plan_id }: Pick<Checkout, 'service_id' | 'plan_id'>,
): Promise<void> {
  await work.db('services').where({ id: service_id }).update({ plan_id })
}

/**
 * After it: if the pass is paid for, the device may use it, and the payer is told. A device that has another pass running by
 * now keeps that: late money must not put it offline. This one is fetched with the code.
 */
export async function openPass(work: Work, checkout: Checkout, payment: Payment): Promise<void> {
  const { service_id, device_id, router_id } = checkout
  const paid = await work
    .db('credits')
    .where({ service_id })
    .where('ends_at', '>', work.now as never)
    .first('id')
  if (paid && device_id !== null && !(await keepsAnother(work, device_id, service_id))) {
    await bindDevice(work, device_id, service_id)
    await askGuestLogin(work, { service_id, device_id, router_id })
  }
  await queueMessage(work, paid ? 'payment_confirmed' : 'payment_in_review', payment.id, checkout)
}

/** Whether the device has another pass running by now. */
export async function keepsAnother(
  work: Work,
  device_id: number,
  service_id: number,
): Promise<boolean> {
  const { rows } = await work.db.raw<{ rows: unknown[] }>(
    `select from devices d join credits c on c.service_id = d.service_id
     where d.id = :device_id and d.service_id <> :service_id and c.starts_at <= :now and c.ends_at > :now limit 1`,
    { device_id, service_id, now: work.now as never },
  )
  return rows.length > 0
}
