// A credit has come to its end: the wallet renews the line, or the line closes. RADIUS refuses the next login
// by itself, and Session-Timeout ends the session on the router; a Disconnect-Request makes sure.

import { askDisconnect } from '../access/disconnections.ts'
import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { closeIfLeft } from '../people/account-ends.ts'
import { holdSubscriber } from './ledger.ts'
import { renewAtExpiry } from './renewals.ts'

export type Expiry =
  | { outcome: 'leave' } // Dealt with before, or the clock says it is not over.
  | { outcome: 'continues' } // More was bought already.
  | { outcome: 'renewed' }
  | { outcome: 'in_grace' } // Open a while longer, as its plan says.
  | { outcome: 'ended'; disconnections: number }

/** Run twice, it does nothing the second time. */
export async function endCredit(work: Work, credit_id: number): Promise<Expiry> {
  const found = await work.db('credits').where({ id: credit_id }).first('service_id')
  if (!found) throw new NotFound('credit_unknown', `There is no credit ${credit_id}.`)
  const service = (await work.db('services').where({ id: found.service_id }).first())!
  await holdSubscriber(work, service.subscriber_id)
  const credit = await work.db('credits').where({ id: credit_id }).first()
  if (!credit) return { outcome: 'leave' } // Taken back meanwhile.
  if (credit.due_at === null || Temporal.Instant.compare(credit.ends_at, work.now) > 0) {
    return { outcome: 'leave' }
  }

  await work.db('credits').where({ id: credit_id }).update({ due_at: null })
  const next = await work
    .db('credits')
    .where({ service_id: service.id })
    .where('ends_at', '>', work.now as never)
    .where('starts_at', '<=', work.now as never)
    .first('id')
  if (next) return { outcome: 'continues' }

  const subscriber = await work.db('subscribers').where({ id: service.subscriber_id }).first()
  const renewal = subscriber!.suspended_at
    ? ({ outcome: 'nothing' } as const) // Not for time that RADIUS would refuse.
    : await renewAtExpiry(work, service, credit)
  if (renewal.outcome === 'buy') return { outcome: 'renewed' }
  if (renewal.outcome === 'lent') return { outcome: 'in_grace' }

  if (await closeIfLeft(work, service.subscriber_id)) return { outcome: 'ended', disconnections: 0 }

  const open = await work
    .db('sessions')
    .where({ service_id: service.id })
    .whereNull('stopped_at')
    .select('id')
  for (const { id } of open) await askDisconnect(work, { session_id: id, reason: 'credit_ended' })
  return { outcome: 'ended', disconnections: open.length }
}
