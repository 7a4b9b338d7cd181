// What opens something when it is typed right may be typed wrong only so often: a device at an address five times an hour,
// an address fifty, and one phone's code five, whoever types it. A MAC alone would let a stranger shut out its owner.

import type { Work } from '../appliance.ts'
import { TooMany } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import type { PortalAttempt } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface Attempt {
  kind: PortalAttempt['kind']
  mac: string
  source_address: string | null
  /** The phone whose pass is asked for. */
  about: Msisdn | null
}

const limits = [
  { columns: ['mac', 'source_address', 'kind'], tries: 5 },
  { columns: ['source_address'], tries: 50 },
  { columns: ['about'], tries: 5 },
] as const

/** Throws TooMany `too_many_tries`. */
export async function refuseTooManyTries(work: Work, attempt: Attempt): Promise<void> {
  const made = { ...attempt, source_address: attempt.source_address ?? 'unknown' }
  for (const { columns, tries } of limits) {
    const key = Object.fromEntries(columns.map((column) => [column, made[column]]))
    if (Object.values(key).includes(null)) continue
    const [full] = await work
      .db('portal_attempts')
      .where(key)
      .where('at', '>', work.now.subtract({ hours: 1 }) as never)
      .orderBy('at', 'desc')
      .offset(tries - 1)
      .limit(1)
      .select<{ at: Instant }[]>('at')
    if (!full) continue
    throw new TooMany('too_many_tries', 'Tried too often.', full.at.add({ hours: 1 }))
  }
}

/** Of tries that were wrong. */
export async function noteTry(work: Work, attempt: Attempt): Promise<void> {
  const { source_address, ...rest } = attempt
  await work
    .db('portal_attempts')
    .insert({ ...rest, source_address: source_address ?? 'unknown', at: work.now })
}
