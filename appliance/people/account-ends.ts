// The end of an account: its lines are closed for good, whoever is online is told to leave.

import { askDisconnect } from '../access/disconnections.ts'
import type { Work } from '../appliance.ts'
import { endAsking, listUnused } from '../money/closing-accounts.ts'
import { recordAct, type Actor } from './audit.ts'

/** At the end of paid time: whoever is leaving has left. The subscriber is held. Says whether it was so. */
export async function closeIfLeft(work: Work, id: number): Promise<boolean> {
  const subscriber = await work.db('subscribers').where({ id }).first()
  if (!subscriber?.cancelled_at || subscriber.closed_at) return false
  if ((await listUnused(work.db, id, work.now)).length > 0) return false
  await closeAccount(work, id)
  const by: Actor = { staff: null, source_address: null }
  await recordAct(work, { ...by, action: 'subscriber.closed', subject: `subscriber:${id}` })
  return true
}

/** Its lines close, whoever is online is told to leave, and nobody is asked for money any more. The subscriber is held. */
export async function closeAccount(work: Work, id: number): Promise<void> {
  const { db, now: closed_at } = work
  const sessions = await db('sessions')
    .join('services', 'services.id', 'sessions.service_id')
    .where({ subscriber_id: id })
    .whereNull('stopped_at')
    .select<{ id: number }[]>('sessions.id')
  for (const session of sessions)
    await askDisconnect(work, { session_id: session.id, reason: 'asked' })
  await endAsking(work, id)
  await db('services').where({ subscriber_id: id }).whereNull('closed_at').update({ closed_at })
  await db('subscribers').where({ id }).update({ closed_at, suspended_at: null })
}
