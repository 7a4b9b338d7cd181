// How a checkout stands, for the page that waits for it. One look, cheap enough for five thousand pages that ask every
// few seconds; nothing here changes anything.

import { readPlace, type Offer, type PortalPlace } from '../access/portal.ts'
import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import { readStkResult, type StkResult } from '../providers/daraja-stk-results.ts'
import type { Checkout, Device, HandOff, Language, Payment, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { inFlight } from './stk-pushes.ts'

/**
 * sending    the request is on its way to Safaricom       waiting    the phone has been asked; the 90 seconds run
 * checking   they are over, and we go on asking           confirmed  M-Pesa says paid; being credited
 * paid       there is time online                         in_review  the money is here, and a person looks
 * failed     the last prompt ended without money          abandoned  so long ago that nobody waits
 */
export type CheckoutStage =
  | 'sending'
  | 'waiting'
  | 'checking'
  | 'confirmed'
  | 'paid'
  | 'in_review'
  | 'failed'
  | 'abandoned'

export interface CheckoutFile {
  merchant_reference: string
  stage: CheckoutStage
  language: Language
  msisdn: Msisdn
  amount_cents: Cents
  plan: Offer
  place: PortalPlace | null
  account_no: string
  service_no: number
  service_id: number
  device: Device | undefined
  hand_off: HandOff | null
  opened_at: Instant
  /** The end of the countdown. */
  wait_until: Instant
  push:
    | (Pick<StkPush, 'attempt' | 'state' | 'made_at' | 'sent_at' | 'closed_at'> & {
        result: StkResult | null
      })
    | null
  payment:
    | (Pick<Payment, 'receipt_code' | 'amount_cents' | 'paid_at'> & { receipt_no: number | null })
    | null
  paid_until: Instant | null
  review: { owner: string | null; deadline_at: Instant } | null
}

export async function readCheckout(
  db: Db,
  merchant_reference: string,
  now: Instant,
): Promise<CheckoutFile | undefined> {
  if (!uuid.test(merchant_reference)) return undefined
  const { rows } = await db.raw<{ rows: Row[] }>(query, { merchant_reference })
  const [row] = rows
  if (!row) return undefined
  const [place, plan, device] = await Promise.all([
    row.router_id === null ? undefined : readPlace(db, { id: row.router_id }),
    db('plans').where({ id: row.plan_id }).first(),
    row.device_id === null ? undefined : db('devices').where({ id: row.device_id }).first(),
  ])
  const { payment_state } = row
  return {
    ...row,
    plan: plan!,
    place: place ?? null,
    device,
    stage: decideStage(row, now),
    push: {
      attempt: row.attempt,
      state: row.push_state,
      made_at: row.made_at,
      sent_at: row.sent_at,
      closed_at: row.push_closed_at,
      result: readResult(row),
    },
    payment: payment_state && {
      receipt_code: row.receipt_code,
      receipt_no: row.receipt_no,
      amount_cents: row.paid_cents,
      paid_at: row.paid_at,
    },
    review: row.deadline_at && { owner: row.owner, deadline_at: row.deadline_at },
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Row extends Omit<Checkout, 'state'> {
  checkout_state: Checkout['state']
  account_no: string
  service_no: number
  attempt: number
  push_state: StkPush['state']
  made_at: Instant
  sent_at: Instant | null
  push_closed_at: Instant | null
  result_code: string | null
  result_words: string | null
  payment_state: Payment['state'] | null
  receipt_code: string | null
  paid_cents: Cents
  paid_at: Instant | null
  receipt_no: number | null
  paid_until: Instant | null
  owner: string | null
  deadline_at: Instant | null
}

const query = `
  select k.*, k.state as checkout_state, s.account_no, v.service_no, p.attempt, p.state as push_state, p.made_at, p.sent_at,
         p.closed_at as push_closed_at, p.result_code, p.result_words, m.state as payment_state, m.receipt_code,
         m.amount_cents as paid_cents, m.paid_at, r.number as receipt_no, x.owner, x.deadline_at,
         (select max(c.ends_at) from credits c where c.service_id = k.service_id) as paid_until
  from checkouts k
  join subscribers s on s.id = k.subscriber_id join services v on v.id = k.service_id
  join lateral (select * from stk_pushes where checkout_id = k.id
                order by state = 'paid' desc, attempt desc limit 1) p on true
  left join payments m on m.stk_push_id = p.id
  left join receipts r on r.payment_id = m.id
  left join lateral (select o.name as owner, e.deadline_at from exceptions e left join staff o on o.id = e.owner_id
                     where e.payment_id = m.id and e.resolved_at is null and m.state = 'excepted'
                     order by e.id limit 1) x on true
  where k.merchant_reference = :merchant_reference`

type Facts = Pick<
  Row,
  'checkout_state' | 'push_state' | 'payment_state' | 'wait_until' | 'paid_until'
>

/** Pure. What is proved counts before what was said, and money before everything. */
export function decideStage(facts: Facts, now: Instant): CheckoutStage {
  const { push_state, payment_state, paid_until } = facts
  const { compare } = Temporal.Instant
  if (payment_state === 'excepted') return 'in_review'
  if (payment_state === 'settled')
    return paid_until && compare(paid_until, now) > 0 ? 'paid' : 'in_review'
  if (payment_state === 'unsettled' || push_state === 'paid') return 'confirmed'
  // Paid by hand meanwhile, under its account.
  if (facts.checkout_state === 'paid')
    return paid_until && compare(paid_until, now) > 0 ? 'paid' : 'in_review'
  if (inFlight.includes(push_state)) {
    if (compare(facts.wait_until, now) <= 0) return 'checking'
    return push_state === 'created' || push_state === 'sending' ? 'sending' : 'waiting'
  }
  if (facts.checkout_state === 'abandoned') return 'abandoned'
  return push_state === 'unanswered' ? 'abandoned' : 'failed'
}

// What we call a prompt that never left: Safaricom's own code for one that could not be sent says the same.
const ours: Record<string, string> = { not_sent: '1025', no_trace: '1025' }

function readResult({ result_code, result_words }: Row): StkResult | null {
  if (result_code === null) return null
  return readStkResult(ours[result_code] ?? result_code, result_words ?? '')
}
