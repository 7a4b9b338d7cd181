// While M-Pesa is away nobody can pay: whoever is known to pay stays online for some minutes past the end, from a budget with
// a name. It is lent like days of grace: the next term covers it, and what is never paid stays with the budget.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { OutageRule, Plan, Service } from '../tables.ts'
import type { Instant } from '../time.ts'
import { lendFromBudget, loanEnd } from './budget-loans.ts'
import { findOutage } from './provider-lines.ts'

const knownFor = { hours: 90 * 24 }

export async function findOutageRule(db: Db): Promise<OutageRule | undefined> {
  return db('outage_rule').first()
}

export type Loan = { outcome: 'lend'; until: Instant } | { outcome: 'no'; why: string }

/** Pure. `lent_since`: what was lent of this outage already. */
export function decideLoan(
  rule: Pick<OutageRule, 'minutes' | 'payments_min'>,
  plan: Pick<Plan, 'term_count' | 'term_unit'>,
  known: { payments: number; lent_since: boolean },
  { ended_at, out_since, now }: { ended_at: Instant; out_since: Instant; now: Instant },
): Loan {
  if (known.lent_since) return { outcome: 'no', why: 'lent_already' }
  if (known.payments < rule.payments_min) return { outcome: 'no', why: 'not_known' }
  // Who ended before it began could have paid.
  if (Temporal.Instant.compare(ended_at, out_since.subtract({ minutes: 10 })) < 0)
    return { outcome: 'no', why: 'ended_before' }
  const until = loanEnd(plan, ended_at, rule.minutes)
  return Temporal.Instant.compare(until, now) > 0
    ? { outcome: 'lend', until }
    : { outcome: 'no', why: 'over' }
}

/** Until when the line stays open; null: it does not. The subscriber is held by the caller. */
export async function lendThroughOutage(
  work: Work,
  service: Pick<Service, 'id' | 'plan_id' | 'subscriber_id'>,
  ended_at: Instant,
): Promise<Instant | null> {
  const rule = await findOutageRule(work.db)
  const out_since = rule && (await findOutage(work.db))
  if (!rule || !out_since) return null
  const known = await readKnown(work, service, out_since)
  const plan = (await work.db('plans').where({ id: service.plan_id }).first())!
  const loan = decideLoan(rule, plan, known, { ended_at, out_since, now: work.now })
  if (loan.outcome === 'no') return null
  const { until } = loan
  const { budget_id } = rule
  const why = 'Kept on while M-Pesa is away'
  return (await lendFromBudget(work, service, plan, { budget_id, from: ended_at, until, why }))
    ? until
    : null
}

async function readKnown(
  { db, now }: Work,
  { id, subscriber_id }: Pick<Service, 'id' | 'subscriber_id'>,
  out_since: Instant,
): Promise<{ payments: number; lent_since: boolean }> {
  const { rows } = await db.raw<{ rows: { payments: number; lent_since: boolean }[] }>(
    `select (select count(*) from payments where subscriber_id = :subscriber_id and state = 'settled' and rail = 'mpesa'
             and heard_at > :since)::int as payments,
            exists (select from credits where service_id = :id and kind = 'grace' and ends_at > :out_since) as lent_since`,
    { id, subscriber_id, since: now.subtract(knownFor), out_since },
  )
  return rows[0]!
}

/** Null: nobody is kept on. Throws Invalid `minutes_unreadable`, `payments_unreadable`; NotFound `budget_unknown`. */
export async function setOutageRule(
  work: Work,
  rule: Pick<OutageRule, 'budget_id' | 'minutes' | 'payments_min'> | null,
  by: Actor,
): Promise<void> {
  const before = (await findOutageRule(work.db)) ?? null
  if (rule) {
    const { budget_id, minutes, payments_min } = rule
    if (!(minutes >= 5 && minutes <= 1440))
      throw new Invalid('minutes_unreadable', 'From 5 minutes to 1440, a day.')
    if (!(payments_min >= 1 && payments_min <= 50))
      throw new Invalid('payments_unreadable', 'From 1 payment to 50.')
    if (!(await work.db('budgets').where({ id: budget_id }).first('id')))
      throw new NotFound('budget_unknown', 'There is no such budget.')
    await work
      .db('outage_rule')
      .insert({ budget_id, minutes, payments_min })
      .onConflict('one')
      .merge(['budget_id', 'minutes', 'payments_min'])
  } else await work.db('outage_rule').delete()
  await recordAct(work, {
    ...by,
    action: 'budget.outage_rule_changed',
    subject: rule ? `budget:${rule.budget_id}` : 'outage_rule',
    before,
    after: rule,
  })
}
