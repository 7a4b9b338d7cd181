// What a paid checkout opens: the pass takes the plan that was asked for, and the device that asked may use it.

import type { Work } from '../appliance.ts'
import { bindDevice } from '../access/devices.ts'
import { queueMessage } from '../people/messages.ts'
import type { Checkout, Payment } from '../tables.ts'

/** Before time is bought: it is bought on this plan. The subscriber is held by the caller. */
export async function applyCheckoutPlan(
  work: Work,
  { service_id, plan_id }: Checkout,
): Promise<void> {
  await work.db('services').where({ id: service_id }).update({ plan_id })
}

/** After it: if the pass is paid for, the device may use it, and the payer is told. */
export async function openPass(work: Work, checkout: Checkout, payment: Payment): Promise<void> {
  const { service_id, device_id } = checkout
  const paid = await work
    .db('credits')
    .where({ service_id })
    .where('ends_at', '>', work.now as never)
    .first('id')
  if (paid && device_id !== null) await bindDevice(work, device_id, service_id)
  await queueMessage(work, paid ? 'payment_confirmed' : 'payment_in_review', payment.id, checkout)
}
