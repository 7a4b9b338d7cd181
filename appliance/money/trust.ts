// Credit, then verify, where the owner wants it for a paybill: a confirmation that fits in every way opens the line for some
// minutes before it is proved. No money moves on a word: time is lent from a budget, up to a cap, once a day; the proved
// payment covers it, and a lie costs the budget those minutes and its teller the next ones.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid, NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Confirmation } from '../providers/daraja-c2b.ts'
import type { Callback, Plan, Service, TrustRule } from '../tables.ts'
import type { Instant } from '../time.ts'
import { lendFromBudget, loanEnd } from './budget-loans.ts'
import { holdSubscriber } from './ledger.ts'
import { findOwner } from './matching.ts'

export interface WordFacts {
  said: Pick<Confirmation, 'amount_cents' | 'shortcode' | 'customer_money' | 'paid_at'>
  shortcode: string
  source_listed: boolean | null
  price_cents: number
  /** Suspended, closed, or leaving. */
  shut: boolean
  runs: boolean
  /** On the word of another confirmation, in the last day. */
  lent_today: boolean
  /** An earlier word of theirs was never proved. */
  doubted: boolean
}

export type Trust = { outcome: 'lend' } | { outcome: 'verify_first'; why: string }

/** Pure. */
export function decideTrust(
  rule: Pick<TrustRule, 'cap_cents'>,
  facts: WordFacts,
  now: Instant,
): Trust {
  // prettier-ignore
  const { said } = facts
  const first = (why: string): Trust => ({ outcome: 'verify_first', why })
  if (said.amount_cents > rule.cap_cents) return first('above_cap')
  if (!said.customer_money) return first('not_customer_money')
  if (said.shortcode !== facts.shortcode) return first('another_shortcode')
  if (facts.source_listed === false) return first('from_elsewhere')
  if (said.paid_at === null || Math.abs(said.paid_at.until(now).total('minutes')) > 60)
    return first('not_now')
  if (facts.shut) return first('shut')
  if (facts.runs) return first('runs_anyway')
  if (said.amount_cents < facts.price_cents) return first('too_little')
  if (facts.doubted) return first('doubted')
  if (facts.lent_today) return first('lent_today')
  return { outcome: 'lend' }
}

/** Returns until when it is lent; null: it is verified first, as ever. */
export async function lendOnWord(
  work: Work,
  callback: Callback,
  said: Confirmation,
): Promise<Instant | null> {
  const { shortcode, source_listed } = callback
  if (await work.db('shortcodes').where({ shortcode, shadow: true }).first('shortcode')) return null
  const rule = await work.db('trust_rules').where({ shortcode }).first()
  const owner = rule && (await findOwner(work.db, said.account_typed))
  if (!rule || !owner) return null
  const { subscriber } = owner
  await holdSubscriber(work, subscriber.id)
  const found = await findLine(work, subscriber.id, owner.service_id)
  if (!found) return null
  const { service, plan } = found
  const history = await readHistory(work, subscriber.id, service.id)
  const shut = [subscriber.suspended_at, subscriber.closed_at, subscriber.cancelled_at].some((at) => at !== null) // prettier-ignore
  const facts = { said, shortcode, source_listed, price_cents: plan.price_cents, shut, ...history }
  if (decideTrust(rule, facts, work.now).outcome !== 'lend') return null
  const until = loanEnd(plan, work.now, rule.minutes)
  const loan = { budget_id: rule.budget_id, from: work.now, until, why: `On the word of ${said.receipt_code}` } // prettier-ignore
  if (!(await lendFromBudget(work, service, plan, loan))) return null
  await work.db('word_loans').insert({
    callback_id: callback.id,
    receipt_code: said.receipt_code,
    subscriber_id: subscriber.id,
    service_id: service.id,
    lent_at: work.now,
    until_at: until,
  })
  return until
}

/** The line a payment would renew: the one it names, else the first. */
async function findLine(
  { db }: Work,
  subscriber_id: number,
  service_id: number | null,
): Promise<{ service: Service; plan: Plan } | undefined> {
  const service = await db('services')
    .where({ subscriber_id, ...(service_id !== null && { id: service_id }) })
    .whereNull('closed_at')
    .orderBy('service_no')
    .first()
  if (!service) return undefined
  const plan = (await db('plans').where({ id: service.plan_id }).first())!
  return { service, plan }
}

async function readHistory(
  { db, now }: Work,
  subscriber_id: number,
  service_id: number,
): Promise<Pick<WordFacts, 'runs' | 'lent_today' | 'doubted'>> {
  const { rows } = await db.raw<{ rows: Pick<WordFacts, 'runs' | 'lent_today' | 'doubted'>[] }>(
    `select exists (select from credits where service_id = :service_id and ends_at > :now) as runs,
            exists (select from word_loans where subscriber_id = :subscriber_id and lent_at > :day) as lent_today,
            exists (select from word_loans w where w.subscriber_id = :subscriber_id and w.lent_at > :month
                    and not exists (select from payments m where m.rail = 'mpesa' and m.receipt_code = w.receipt_code)) as doubted`,
    {
      service_id,
      subscriber_id,
      now,
      day: now.subtract({ hours: 24 }),
      month: now.subtract({ hours: 30 * 24 }),
    },
  )
  return rows[0]!
}

export async function findTrustRule(db: Db, shortcode: string): Promise<TrustRule | undefined> {
  return db('trust_rules').where({ shortcode }).first()
}

/** Null: verify first. Throws Invalid `minutes_unreadable`; NotFound `budget_unknown`. */
export async function setTrustRule(
  work: Work,
  shortcode: string,
  rule: { cap_cents: Cents; minutes: number; budget_id: number } | null,
  by: Actor,
): Promise<void> {
  const before = (await findTrustRule(work.db, shortcode)) ?? null
  if (rule) {
    if (!(rule.minutes >= 5 && rule.minutes <= 1440))
      throw new Invalid('minutes_unreadable', 'From 5 minutes to 1440, a day.')
    if (!(await work.db('budgets').where({ id: rule.budget_id }).first('id')))
      throw new NotFound('budget_unknown', 'There is no such budget.')
    await work
      .db('trust_rules')
      .insert({ shortcode, ...rule })
      .onConflict('shortcode')
      .merge(['cap_cents', 'minutes', 'budget_id'])
  } else await work.db('trust_rules').where({ shortcode }).delete()
  await recordAct(work, {
    ...by,
    action: 'settings.trust_changed',
    subject: `shortcode:${shortcode}`,
    before,
    after: rule,
  })
}
