// A confirmation is unsigned: its payment is proved by asking. A pull first, because it answers at once; a
// status besides, where our operator may ask for one; then again, less and less often, for two days; then a
// person looks. Whatever proves it later, a pull or a statement, is still credited.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { readTold } from '../providers/news.ts'
import type { JobName } from '../queues.ts'
import type { Instant } from '../time.ts'
import { openException } from './exceptions.ts'
import { applyClaimUnproved } from './made-claims.ts'
import { applyPortalUnproved } from './portal-claims.ts'
import { decideNextProof } from './proof-schedule.ts'

export interface ProofTask {
  /** The stretch to pull: around the time the callback gives, within the 48 hours Safaricom keeps. */
  from: Instant
  to: Instant
  /** Asked before and still open: asking again would only add a second answer. */
  status_open: boolean
}

const statusPatience = { minutes: 10 }

/** What is left to do for a receipt; undefined when it is proved or nothing waits for it. */
export async function findProofTask(
  db: Db,
  receipt_code: string,
  now: Instant,
): Promise<ProofTask | undefined> {
  const waiting = await db('callbacks')
    .where({ receipt_code, state: 'unproved' })
    .orderBy('id')
    .first()
  const claim = waiting
    ? undefined
    : await db('claims').where({ receipt_code, state: 'open' }).first()
  const gate =
    waiting || claim
      ? undefined
      : await db('portal_claims').where({ receipt_code, state: 'open' }).orderBy('id').first()
  const claimed_at = claim?.made_at ?? gate?.made_at
  if (!waiting && !claimed_at) return undefined
  const said = waiting ? readTold(waiting) : undefined
  // Who claims says no time: as far back as Safaricom goes.
  const claimed = claimed_at?.subtract({ hours: 46 })
  const told = said && !('unreadable' in said) ? said.paid_at : (claimed ?? null)
  const asked = await db('inquiries')
    .where({ receipt_code, kind: 'transaction_status', outcome: null })
    .where('asked_at', '>', now.subtract(statusPatience) as never)
    .first('id')
  const heard_at = waiting?.heard_at ?? claimed_at!
  return { ...proofWindow(told, heard_at, now), status_open: asked !== undefined }
}

/** From a quarter of an hour before the payment was made, as far as the callback can be believed, until now. */
export function proofWindow(
  told: Instant | null,
  heard_at: Instant,
  now: Instant,
): { from: Instant; to: Instant } {
  const earliest = now.subtract({ hours: 47 })
  const wanted = (told && isEarlier(told, heard_at) ? told : heard_at).subtract({ minutes: 15 })
  return { from: isEarlier(wanted, earliest) ? earliest : wanted, to: now }
}

/** We asked and it is not proved yet: its callbacks wait for the next time, or for a person. */
export async function applyUnproved(work: Work, receipt_code: string): Promise<void> {
  await applyClaimUnproved(work, receipt_code)
  await applyPortalUnproved(work, receipt_code)
  const waiting = await work.db('callbacks').where({ receipt_code, state: 'unproved' }).forUpdate()
  for (const callback of waiting) {
    const tries = callback.tries + 1
    const next = decideNextProof({ heard_at: callback.heard_at, tries }, work.now)
    const change =
      next === 'give_up'
        ? { state: 'done' as const, outcome: 'unproved', due_at: null }
        : { due_at: next }
    await work
      .db('callbacks')
      .where({ id: callback.id })
      .update({ ...change, tries })
    if (next !== 'give_up') continue

    await openException(work, {
      kind: 'unproved',
      subject: `receipt:${receipt_code}`,
      callback_id: callback.id,
      details: { receipt_code, tries },
    })
  }
}

/** Safaricom refuses to be asked, and asking again can't help: a person must set something right. */
export async function noteRefused(
  work: Work,
  shortcode: string,
  reason: string,
  queue: JobName = 'prove-payment',
): Promise<void> {
  await openException(work, {
    kind: 'work_failed',
    subject: `${queue}:${shortcode}`,
    details: { queue, data: { shortcode }, tries: 1, reason },
  })
}

function isEarlier(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
