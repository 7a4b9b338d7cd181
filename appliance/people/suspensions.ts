// A suspension keeps a subscriber off the network, paid or not. Whoever is online is told to leave in the same
// transaction; RADIUS hears of it by the database's own notice.

import { askDisconnect } from '../access/disconnections.ts'
import type { Work } from '../appliance.ts'
import { Conflict, NotFound } from '../errors.ts'
import { renewEnded } from '../money/renewals.ts'
import type { Subscriber } from '../tables.ts'
import { recordAct, type Actor } from './audit.ts'

/** Throws NotFound, or Conflict `suspended_already`, `subscriber_closed`. */
export async function suspend(
  work: Work,
  account_no: string,
  why: string | null,
  by: Actor,
): Promise<void> {
  const subscriber = await lockSubscriber(work, account_no)
  if (subscriber.closed_at) throw new Conflict('subscriber_closed', 'This account is closed.')
  if (subscriber.suspended_at)
    throw new Conflict('suspended_already', 'Somebody was faster: it is suspended already.')

  await change(work, subscriber, work.now, { action: 'subscriber.suspended', why }, by)
  const sessions = await work
    .db('sessions')
    .join('services', 'services.id', 'sessions.service_id')
    .where({ subscriber_id: subscriber.id })
    .whereNull('stopped_at')
    .select<{ id: number }[]>('sessions.id')
  for (const { id } of sessions) await askDisconnect(work, { session_id: id, reason: 'suspended' })
}

/** Throws NotFound, or Conflict `not_suspended`. */
export async function reinstate(work: Work, account_no: string, by: Actor): Promise<void> {
  const subscriber = await lockSubscriber(work, account_no)
  if (!subscriber.suspended_at)
    throw new Conflict('not_suspended', 'Somebody was faster: it is not suspended.')
  await change(work, subscriber, null, { action: 'subscriber.reinstated', why: null }, by)
  await renewEnded(work, subscriber.id)
}

async function change(
  work: Work,
  subscriber: Subscriber,
  suspended_at: Subscriber['suspended_at'],
  act: { action: 'subscriber.suspended' | 'subscriber.reinstated'; why: string | null },
  by: Actor,
): Promise<void> {
  await work.db('subscribers').where({ id: subscriber.id }).update({ suspended_at })
  await recordAct(work, {
    ...by,
    ...act,
    subject: `subscriber:${subscriber.id}`,
    before: { suspended_at: subscriber.suspended_at },
    after: { suspended_at },
  })
}

async function lockSubscriber(work: Work, account_no: string): Promise<Subscriber> {
  const row = await work.db('subscribers').where({ account_no }).forUpdate().first()
  if (row) return row
  throw new NotFound('subscriber_unknown', `No subscriber has the account number ${account_no}.`)
}
