// How long a guesser waits. Every try is written down before the password is looked at, under a lock, so that a
// hundred at once are a hundred tries. One that is told to wait costs nothing and counts nothing.

import type { Work } from '../appliance.ts'
import type { Instant } from '../time.ts'

interface Patience {
  /** Tries that cost nothing: people mistype. */
  free: number
  seconds: number
  seconds_max: number
}

// After the free ones the wait doubles. An address has more: a whole office sits behind one.
const forEmail: Patience = { free: 5, seconds: 10, seconds_max: 900 }
const forAddress: Patience = { free: 20, seconds: 10, seconds_max: 900 }
const remembered = { hours: 1 }

/** Seconds until the next try is heard, 0 for now. `failures` are newest first. Pure. */
export function decideWait(
  failures: readonly Instant[],
  { free, seconds, seconds_max }: Patience,
  now: Instant,
): number {
  const [last] = failures
  if (!last || failures.length < free) return 0
  const wait = Math.min(seconds * 2 ** (failures.length - free), seconds_max)
  return Math.max(0, Math.ceil(last.add({ seconds: wait }).since(now).total('seconds')))
}

export interface Try {
  email: string
  source_address: string | null
}

/**
 * Takes one try: seconds to wait, or 0 and it is written down. Where a person has signed in before, all the way, from an
 * address, only tries from there count against them: a stranger elsewhere can't keep them out.
 */
export async function takeTry(work: Work, { email, source_address }: Try): Promise<number> {
  for (const name of [`email ${email}`, `address ${source_address ?? ''}`]) {
    await work.db.raw(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [name])
  }
  const since = work.now.subtract(remembered)
  const { rows } = await work.db.raw<{ rows: { at: Instant; of: 'email' | 'address' }[] }>(
    `with known as (
       select exists (select from sign_ins i join staff s on s.id = i.staff_id
                      where s.email = :email and i.source_address = :source_address and i.proved_by is not null
                        and i.started_at > :month_ago) as here)
     select at, 'email' as of from sign_in_attempts, known
     where email = :email and at > :since and (not here or source_address = :source_address)
     union all
     select at, 'address' from sign_in_attempts where source_address = :source_address and at > :since
     order by at desc`,
    { email, source_address, since, month_ago: work.now.subtract({ hours: 30 * 24 }) },
  )
  const failures = (of: 'email' | 'address') =>
    rows.filter((row) => row.of === of).map(({ at }) => at)
  const wait = Math.max(
    decideWait(failures('email'), forEmail, work.now),
    decideWait(failures('address'), forAddress, work.now),
  )
  if (wait === 0) await work.db('sign_in_attempts').insert({ email, source_address, at: work.now })
  return wait
}

/** They knew the password: what they mistyped before is forgotten, and so is what is too old to count. */
export async function forgetTries(work: Work, email: string): Promise<void> {
  await work.db('sign_in_attempts').where({ email }).delete()
}
