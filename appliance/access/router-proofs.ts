// What a router's packets prove of it: that it can sign, that it has taken its new secret, that its secret is wrong.
// RADIUS acts on these at once, from memory; here they are written down.

import type { Work } from '../appliance.ts'
import { closeByItself, openException } from '../money/exceptions.ts'
import type { Safe } from '../secrets.ts'
import type { Instant } from '../time.ts'
import type { RouterFacts } from './facts.ts'

/** An Access-Request without a Message-Authenticator is heard from a router that never sent one, up to a date (T45). */
export function maySpeakUnsigned(
  { signs_since, unsigned_until }: Pick<RouterFacts, 'signs_since' | 'unsigned_until'>,
  now: Instant,
): boolean {
  if (signs_since !== null || unsigned_until === null) return false
  return Temporal.Instant.compare(now, unsigned_until) < 0
}

export interface RouterNews {
  /** It has signed an Access-Request. */
  signs?: true
  /** It has used this secret, which was to be its next. */
  took?: string
  /** None of its packets is made with its secret; or, again, they are. */
  secret?: 'wrong' | 'right'
  /** How many were wrong. */
  packets?: number
}

/** Writes it down. Told twice it changes nothing more. */
export async function recordRouterNews(
  work: Work,
  safe: Safe,
  router_id: number,
  { signs, took, secret, packets }: RouterNews,
): Promise<void> {
  const { db, now } = work
  const router = await db('routers').where({ id: router_id }).forNoKeyUpdate().first()
  if (!router) return
  if (signs && router.signs_since === null) {
    await db('routers').where({ id: router_id }).update({ signs_since: now })
  }
  const next = router.next_secret_sealed
  // Unless it has been given another one since.
  if (took !== undefined && next && safe.open(next, 'routers.next_secret') === took) {
    const secret_sealed = safe.seal(took, 'routers.secret')
    await db('routers').where({ id: router_id }).update({ secret_sealed, next_secret_sealed: null })
  }
  const subject = `router:${router_id}`
  if (secret === 'wrong') {
    const { name, address } = router
    const details = { router: name, address, packets }
    await openException(work, { kind: 'secret_mismatch', subject, details })
  }
  if (secret === 'right') {
    await closeByItself(
      work,
      { kinds: ['secret_mismatch'], subject },
      'Its packets are right again.',
    )
  }
}
