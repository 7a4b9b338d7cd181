// A subscriber asks for money on their own account: from their phone, or from whoever they send the link to. It is a payment
// link that nobody of the staff made, and goes the road of every link; so the page that follows it is the link's.

import type { Work } from '../appliance.ts'
import { Conflict, TooMany } from '../errors.ts'
import { recordAct } from '../people/audit.ts'
import { hashToken, type Safe } from '../secrets.ts'
import type { Subscriber } from '../tables.ts'
import { findAsked, refuseAmount } from './payment-requests.ts'
import type { Cents } from '../money.ts'

export interface OwnRequest {
  /** A UUID of the form's own: sent again, it is the same link. */
  form_no: string
  service_no: number
  amount_cents: Cents
  /** Whoever opens the link reads it. */
  about: string
}

const days = 7
const perDay = 20

/**
 * Returns the link's token. The account is theirs. Throws Invalid `no_line`, `amount_unaskable`; Conflict `account_closed`,
 * `subscriber_paused`; TooMany `too_many_links`.
 */
export async function askOwn(
  work: Work,
  safe: Safe,
  { id, account_no, suspended_at }: Subscriber,
  asked: OwnRequest,
  source_address: string | null,
): Promise<string> {
  const { form_no, service_no, amount_cents, about } = asked
  refuseAmount(amount_cents)
  if (suspended_at)
    throw new Conflict('subscriber_paused', 'This account is paused: please call us.')
  const { subscriber, service } = await findAsked(work, {
    account_no: `${account_no}-${service_no}`,
  })
  const token = safe.sign(Buffer.from(`${id} ${form_no}`), 'own_request').subarray(0, 16).toString('base64url') // prettier-ignore
  const link_hash = hashToken(token)
  if (await work.db('payment_requests').where({ link_hash }).first('id')) return token
  await refuseMany(work, id)
  const [request] = await work
    .db('payment_requests')
    .insert({
      subscriber_id: subscriber.id,
      service_id: service.id,
      amount_cents,
      about,
      way: 'link',
      link_hash,
      form_no,
      asked_by: null,
      asked_at: work.now,
      expires_at: work.now.add({ hours: days * 24 }),
    })
    .onConflict()
    .ignore()
    .returning('id')
  if (!request) return token
  await recordAct(work, {
    staff: null,
    source_address,
    action: 'own.asked',
    subject: `subscriber:${id}`,
    after: { request: request.id, amount_cents },
    why: about,
  })
  return token
}

async function refuseMany(work: Work, subscriber_id: number): Promise<void> {
  const oldest = await work
    .db('payment_requests')
    .where({ subscriber_id, asked_by: null })
    .where('asked_at', '>', work.now.subtract({ hours: 24 }) as never)
    .orderBy('asked_at', 'desc')
    .offset(perDay - 1)
    .first('asked_at')
  if (!oldest) return
  const again_at = oldest.asked_at.add({ hours: 24 })
  throw new TooMany('too_many_prompts', 'Too many requests in a short time.', again_at)
}
