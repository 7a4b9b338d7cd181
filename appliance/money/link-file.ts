// What the page of a payment link tells: for whom, how much, how to pay by hand, and how it stands. Whoever has the link
// reads it, so there is no phone on it, no surname, and nothing of what else is on the account.

import { findActiveShortcode, type ActiveShortcode } from '../access/portal.ts'
import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { PromptReason } from '../people/prompts.ts'
import { decideReason } from '../people/prompts.ts'
import type { Business, Language, Payment, PaymentRequest, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { invoiceNo } from './matching.ts'
import { isPayable, readToken, unknownLink } from './payment-links.ts'
import { inFlight } from './stk-pushes.ts'

/**
 * open       it can be paid                     asking   a prompt is out: M-Pesa has not said how it ended
 * paid       the money is on the account        in_review  the money came, and a person looks
 * withdrawn, ended, closed                      nothing is asked for any more
 */
export type LinkStage = 'open' | 'asking' | 'paid' | 'in_review' | 'withdrawn' | 'ended' | 'closed'

export interface LinkFile {
  stage: LinkStage
  /** "Otieno O." */
  who: string
  account_no: string
  service_no: number
  /** "INV127": names the subscriber at the paybill, as the account number does. */
  invoice_no: string
  amount_cents: Cents
  about: string
  expires_at: Instant
  language: Language
  /** Whose page it is; of a provider that has no name yet, the site's. */
  business: Business
  paybill: ActiveShortcode | null
  /** Why the last prompt brought nothing, where it can be tried again. */
  failed: PromptReason | null
  /** The end of the countdown of the prompt that is out. */
  wait_until: Instant | null
}

interface Row extends PaymentRequest {
  name: string
  site: string
  account_no: string
  service_no: number
  language: Language
  closed_at: Instant | null
  state: StkPush['state'] | null
  result_code: string | null
  result_words: string | null
  wait_until: Instant | null
  payment_state: Payment['state'] | null
}

/** Throws NotFound `link_unknown`. */
export async function readLink(db: Db, token: string, now: Instant): Promise<LinkFile> {
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select q.*, s.name, s.account_no, s.language, s.closed_at, i.name as site, v.service_no, p.state, p.result_code, p.result_words,
            p.wait_until, m.state as payment_state
     from payment_requests q join subscribers s on s.id = q.subscriber_id join sites i on i.id = s.site_id
     join services v on v.id = q.service_id
     left join lateral (
       select p.*, k.wait_until from checkouts k join stk_pushes p on p.checkout_id = k.id
       where k.payment_request_id = q.id order by p.state = 'paid' desc, p.id desc limit 1) p on true
     left join payments m on m.id = coalesce(q.payment_id, (select id from payments where stk_push_id = p.id))
     where q.link_hash = :hash`,
    { hash: readToken(token) as never },
  )
  const [row] = rows
  if (!row) throw unknownLink()
  const [business, paybill] = await Promise.all([
    db('business').first('name', 'support_phone'),
    findActiveShortcode(db),
  ])
  const stage = decideLink(row, now)
  const { account_no, service_no, amount_cents, about, expires_at, language, wait_until } = row
  const push = row.state === null ? null : { ...row, state: row.state }
  return {
    stage,
    who: shorten(row.name),
    account_no,
    service_no,
    invoice_no: invoiceNo(row.id),
    amount_cents,
    about,
    expires_at,
    language,
    business: business ?? { name: row.site, support_phone: null },
    paybill: paybill ?? null,
    failed: stage === 'open' && push ? decideReason(push) : null,
    wait_until: stage === 'asking' ? wait_until : null,
  }
}

type Stands = Pick<
  Row,
  'payment_state' | 'state' | 'payment_id' | 'withdrawn_at' | 'expires_at' | 'closed_at'
>

/** Pure. Money wins over everything, what is still out over what has ended. */
export function decideLink(row: Stands, now: Instant): LinkStage {
  const { payment_state, state } = row
  if (payment_state === 'excepted') return 'in_review'
  if (payment_state === 'unsettled') return 'asking'
  if (payment_state !== null) return 'paid'
  if (state === 'paid' || (state !== null && inFlight.includes(state))) return 'asking'
  if (row.closed_at) return 'closed'
  if (row.withdrawn_at) return 'withdrawn'
  return isPayable(row, now) ? 'open' : 'ended'
}

/** "Otieno O.": enough to know that it is the right one. Pure. */
export function shorten(name: string): string {
  const [first = '', ...more] = name.trim().split(/\s+/)
  const last = more.at(-1)
  return last ? `${first} ${[...last][0]}.` : first
}
