// An SMS waits in the outbox: put it into words and hand it to the gateway. Run twice after a crash it may be sent
// twice, which is said to be harmless; it is never forgotten.

import type { Appliance } from '../appliance/appliance.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { composeMessage } from '../appliance/people/message-words.ts'
import { putOff } from '../appliance/people/message-limits.ts'
import { applyDelivery, findSmsAccount } from '../appliance/people/messages.ts'
import type { JobData } from '../appliance/queues.ts'
import { sendSms } from './providers/sms.ts'

export async function sendMessage(
  { work, db, safe, config }: Appliance,
  { message_id }: JobData['send-message'],
): Promise<void> {
  if (await work((unit) => putOff(unit, message_id))) return
  const message = await work((unit) => composeMessage(unit, safe, message_id, config.publicUrl))
  const account = await findSmsAccount(db, safe)
  if (!message || !account) return
  await reach('S13.before')
  const delivery = await sendSms(account, message)
  await reach('S13.after')
  await reach('S14.before')
  const state = await work((unit) => applyDelivery(unit, message_id, delivery))
  await reach('S14.after')
  log('message.sent', { message_id, state, outcome: delivery.outcome })
}
