// What opens something when it is typed right may be typed wrong only so often: a device five times an hour, an address
// fifty, and one phone's code five, whoever types it.

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
  { column: 'mac', tries: 5 },
  { column: 'source_address', tries: 50 },
  { column: 'about', tries: 5 },
] as const

/** Throws TooMany `too_many_tries`. */
export async function refuseTooManyTries(work: Work, attempt: Attempt): Promise<void> {
  for (const { column, tries } of limits) {
    const key = attempt[column]
    if (key === null) continue
    const [full] = await work
      .db('portal_attempts')
      .where({ [column]: key })
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
