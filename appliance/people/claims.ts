// Messages that say money came and wait for Safaricom to confirm it. They change nothing; they are what a cashier
// can tell a subscriber who says "but I have paid".

import type { Db } from '../database.ts'
import { readReference } from '../money/matching.ts'
import { readTold, toldKinds } from '../providers/news.ts'
import type { Line, Person } from './subscribers.ts'
import type { Claim } from './verdict.ts'

/** The newest message that names this subscriber and waits for its proof. */
export async function findClaim(db: Db, person: Person, lines: Line[]): Promise<Claim | null> {
  const waiting = await listClaims(db, 200)
  const mine = waiting.find(({ said }) => {
    const reference = readReference(said.account_typed)
    if (reference.kind === 'account') return reference.account_no === person.account_no
    if (reference.kind === 'phone') return reference.msisdn === person.msisdn
    return (
      reference.kind === 'user_name' && lines.some((line) => line.user_name === reference.user_name)
    )
  })
  return mine ? mine.claim : null
}

export interface Waiting {
  said: { account_typed: string | null; payer_name: string | null }
  claim: Claim
}

/** Messages that say money came and wait for Safaricom to confirm it, newest first. */
export async function listClaims(db: Db, limit: number): Promise<Waiting[]> {
  const rows = await db('callbacks')
    .whereNotNull('due_at')
    .whereIn('kind', toldKinds)
    .orderBy('id', 'desc')
    .limit(limit)
  return rows.flatMap((callback) => {
    const said = readTold(callback)
    if ('unreadable' in said) return []
    const { receipt_code, amount_cents } = said
    const { heard_at, tries } = callback
    return [{ said, claim: { receipt_code, amount_cents, heard_at, tries } }]
  })
}
