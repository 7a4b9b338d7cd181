// Which checkouts a person means, and how each stands, in SQL: the list and its figures count the same rows.

import type { Db } from '../database.ts'
import { readMsisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'
import { anywhere, atEnd } from './paging.ts'
import { spanOf, type Span } from './payment-register.ts'
import { readReason, type PromptReason } from './prompts.ts'

/**
 * waiting    a prompt is on the phone and its 90 seconds run        asking   they are over, and M-Pesa has not said yet
 * paid       whenever that was                                      failed   the last prompt ended without money, and
 * abandoned  an hour later nobody had tried again                            the guest may try again
 */
export const stages = ['waiting', 'asking', 'paid', 'failed', 'abandoned'] as const
export type Stage = (typeof stages)[number]

/** Besides: all that ended without money, and the steps of the funnel. */
export const shows = ['any', ...stages, 'unpaid', 'sent', 'answered'] as const
export type Show = (typeof shows)[number]

export interface WantedCheckouts {
  q: string
  days: Span
  plan: string
  stage: Show
  /** Why those that ended without money did; "" for any reason. */
  reason: PromptReason | ''
  before: string | null
}

// A PIN was entered, as far as M-Pesa's word for the end tells. Safaricom does not say which checks come before the PIN:
// a reason that may be either counts as before.
const afterPin: readonly PromptReason[] = [
  'wrong_pin',
  'pin_locked',
  'not_enough_money',
  'daily_limit',
  'our_wallet_full',
]

/** What the queries below are given. Codes are looked up among those that came, so that none needs to be known here. */
export async function bindingsFor(db: Db, wanted: Omit<WantedCheckouts, 'before'>, now: Instant) {
  const { rows } = await db.raw<{ rows: { code: string }[] }>(
    // From one code to the next, by the index: there are few codes, and many prompts. A code is nobody's, so it is looked for
    // among all of them.
    `with recursive came as (
       select min(result_code) as code from public.stk_pushes
       union all select (select min(result_code) from public.stk_pushes p where p.result_code > c.code) from came c
                 where c.code is not null)
     select code from came where code is not null`,
  )
  const codesOf = (reasons: readonly PromptReason[]) =>
    rows.map(({ code }) => code).filter((code) => reasons.includes(readReason(code)))
  const words = wanted.q.normalize('NFC').trim().slice(0, 80)
  const digits = /^\d{2,7}$/.test(words) ? words : ''
  const { plan, stage, reason } = wanted
  return {
    ...spanOf(wanted.days, now),
    now,
    plan,
    stage,
    reason,
    codes: codesOf(reason === '' ? [] : [reason]) as never,
    pin_codes: codesOf(afterPin) as never,
    q: words,
    anywhere: anywhere(words),
    msisdn: readMsisdn(words) ?? null,
    digits,
    ending: atEnd(digits),
  }
}

/** Each checkout of the span, words and plan, with its stage, its last prompt, and how far down the funnel it came. */
export const askedRows = `
  select k.*, s.account_no, s.name, l.name as plan, p.id as stk_push_id, p.attempt, p.state as push_state,
         p.account_reference, p.result_code, p.result_words,
         case when k.state <> 'open' then k.state
              when p.state not in ('created', 'sending', 'sent', 'unknown') then 'failed'
              when k.wait_until > :now then 'waiting' else 'asking' end as stage,
         k.state = 'paid' or exists (
           select from stk_pushes x where x.checkout_id = k.id
           and (x.sent_at is not null or x.checkout_request_id is not null)) as sent,
         k.state = 'paid' or exists (
           select from stk_pushes x where x.checkout_id = k.id and x.result_code = any(:pin_codes)) as answered
  from checkouts k join subscribers s on s.id = k.subscriber_id join plans l on l.id = k.plan_id
  join lateral (select * from stk_pushes x where x.checkout_id = k.id
                order by x.state = 'paid' desc, x.attempt desc limit 1) p on true
  where k.opened_at >= :from and k.opened_at < :until and (:plan = '' or l.name = :plan)
    and (:q = '' or s.account_no = :q or k.msisdn = :msisdn or (:digits <> '' and k.msisdn like :ending)
         or s.name ilike :anywhere or l.name ilike :anywhere
         or exists (select from stk_pushes x where x.checkout_id = k.id and x.account_reference = upper(:q)))`

/** Of those, called `a`, the stage or step and the reason that are wanted. */
export const shownRows = `
  (:stage = 'any' or a.stage = :stage or (:stage = 'unpaid' and a.stage in ('failed', 'abandoned'))
   or (:stage = 'sent' and a.sent) or (:stage = 'answered' and a.answered))
  and (:reason = '' or (a.stage in ('failed', 'abandoned') and case
    when a.push_state = 'unanswered' then :reason = 'unanswered'
    when a.result_code is null then :reason = 'unknown'
    else a.result_code = any(:codes) end))`
