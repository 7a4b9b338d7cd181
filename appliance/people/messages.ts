// The outbox of SMS. A row in the transaction of what it tells; the words are made when it is sent, and never twice.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Safe } from '../secrets.ts'
import type { Cents } from '../money.ts'
import type { Checkout, Message, MessageKind, SmsGateway } from '../tables.ts'

const sweepAfter = { seconds: 30 }
const triesMax = 6

export async function queueMessage(
  work: Work,
  kind: MessageKind,
  payment_id: number,
  { msisdn, language }: Pick<Checkout, 'msisdn' | 'language'>,
): Promise<void> {
  if (!(await work.db('sms_gateway').first('provider'))) return // Nobody sends SMS here.
  const [message] = await work
    .db('messages')
    .insert({
      kind,
      payment_id,
      msisdn,
      language,
      state: 'queued',
      made_at: work.now,
      tries: 0,
      due_at: work.now.add(sweepAfter),
    })
    .onConflict(['kind', 'payment_id'])
    .ignore()
    .returning('id')
  if (message) await work.enqueue('send-message', { message_id: message.id })
}

/** What it takes to speak to the gateway. */
export interface SmsAccount {
  provider: SmsGateway['provider']
  base_url: string
  username: string
  api_key: string
  sender: string | null
}

export async function findSmsAccount(db: Db, safe: Safe): Promise<SmsAccount | undefined> {
  const row = await db('sms_gateway').first()
  if (!row) return undefined
  const { provider, base_url, username, sender } = row
  const api_key = safe.open(row.api_key_sealed, 'sms_gateway.api_key')
  return { provider, base_url, username, api_key, sender }
}

export type Delivery =
  /** `cost_cents` where the gateway says what it costs. */
  | { outcome: 'sent'; gateway_id: string | null; cost_cents?: Cents | null }
  /** `again`: another try may help. */
  | { outcome: 'refused'; error: string; again: boolean }

export async function applyDelivery(
  work: Work,
  message_id: number,
  delivery: Delivery,
): Promise<Message['state']> {
  const message = (await work.db('messages').where({ id: message_id }).forUpdate().first())!
  if (message.state !== 'queued') return message.state
  const tries = message.tries + 1
  const change = decide(work, tries, delivery)
  await work
    .db('messages')
    .where({ id: message_id })
    .update({ tries, ...change })
  return change.state
}

function decide(
  work: Work,
  tries: number,
  delivery: Delivery,
): Pick<Message, 'state' | 'due_at'> & Partial<Message> {
  if (delivery.outcome === 'sent') {
    const { gateway_id, cost_cents = null } = delivery
    return { state: 'sent', sent_at: work.now, gateway_id, cost_cents, error: null, due_at: null }
  }
  const { error, again } = delivery
  if (!again || tries >= triesMax) return { state: 'failed', error, due_at: null }
  return { state: 'queued', error, due_at: work.now.add({ seconds: 30 * 2 ** tries }) }
}
