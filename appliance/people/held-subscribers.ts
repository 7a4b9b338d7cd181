// Whoever changes something of a subscriber's holds the subscriber first, and only where they may look: an account out of
// scope is an account that is not there.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { holdSubscriber } from '../money/ledger.ts'
import type { Plan, Service, Staff, Subscriber } from '../tables.ts'
import type { Actor } from './audit.ts'
import { scopeOf, type Viewer } from './scopes.ts'

/** Somebody of the staff who changes something, as the audit and the scope must know them. */
export interface Worker extends Actor {
  staff: Pick<Staff, 'id' | 'role' | 'site_id'>
}

/** Throws NotFound `subscriber_unknown`. The row is locked until the work ends. */
export async function holdByAccount(
  work: Work,
  account_no: string,
  by: Worker,
): Promise<Subscriber> {
  const scope = scopeOf(by.staff)
  const { rows } = await work.db.raw<{ rows: Subscriber[] }>(
    `select s.* from subscribers s where s.account_no = :account_no and ${scope.sql('s')} for no key update`,
    { account_no, ...scope.bindings },
  )
  if (rows[0]) return rows[0]
  throw new NotFound('subscriber_unknown', `No subscriber has the account number ${account_no}.`)
}

/** To look at, and not to change. Throws NotFound `subscriber_unknown`. */
export async function findInScope(db: Db, account_no: string, viewer: Viewer): Promise<Subscriber> {
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: Subscriber[] }>(
    `select s.* from subscribers s where s.account_no = :account_no and ${scope.sql('s')}`,
    { account_no, ...scope.bindings },
  )
  if (rows[0]) return rows[0]
  throw new NotFound('subscriber_unknown', `No subscriber has the account number ${account_no}.`)
}

/** The same, refusing a closed account. Throws Conflict `subscriber_closed` too. */
export async function holdOpen(work: Work, account_no: string, by: Worker): Promise<Subscriber> {
  const subscriber = await holdByAccount(work, account_no, by)
  if (subscriber.closed_at) throw new Conflict('subscriber_closed', 'This account is closed.')
  return subscriber
}

export interface HeldLine {
  subscriber: Subscriber
  service: Service
  plan: Plan
}

/** One open line of an open account. Throws NotFound `line_unknown`, Conflict `subscriber_closed`, `line_closed`. */
export async function holdLine(
  work: Work,
  account_no: string,
  service_no: number,
  by: Worker,
): Promise<HeldLine> {
  const subscriber = await holdOpen(work, account_no, by)
  const service = await work
    .db('services')
    .where({ subscriber_id: subscriber.id, service_no })
    .first()
  if (!service) throw new NotFound('line_unknown', `There is no line ${service_no}.`)
  if (service.closed_at) throw new Conflict('line_closed', 'This line is closed.')
  const plan = (await work.db('plans').where({ id: service.plan_id }).first())!
  return { subscriber, service, plan }
}

/** By its id, where a list or an approval names it. The line is held with its subscriber. */
export async function holdLineById(work: Work, service_id: number): Promise<HeldLine | undefined> {
  const found = await work.db('services').where({ id: service_id }).first('subscriber_id')
  if (!found) return undefined
  await holdSubscriber(work, found.subscriber_id)
  const [subscriber, service] = await Promise.all([
    work.db('subscribers').where({ id: found.subscriber_id }).first(),
    work.db('services').where({ id: service_id }).first(),
  ])
  const plan = await work.db('plans').where({ id: service!.plan_id }).first()
  return { subscriber: subscriber!, service: service!, plan: plan! }
}
