// One subscriber's page, gathered: who they are, the verdict, what happened, what they have, what is in the wallet.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { AuditEntry } from '../tables.ts'
import type { Instant } from '../time.ts'
import { findFreshAct } from './audit.ts'
import {
  findSubscriber,
  listLines,
  listPaybills,
  listWalletEntries,
  type Line,
  type Person,
  type WalletEntry,
} from './subscribers.ts'
import { readTimeline, type Timeline } from './timeline.ts'
import { findFacts, listLineFacts } from './verdict-facts.ts'
import { chooseLine, decideVerdict, type Verdict } from './verdict.ts'

export interface SubscriberFile {
  person: Person
  verdict: Verdict
  lines: Line[]
  timeline: Timeline
  wallet_cents: Cents
  entries: WalletEntry[]
  paybills: string[]
  /** What whoever looks did last to this subscriber, while it can still be undone. */
  act: AuditEntry | undefined
}

const timelineLimit = 40
const walletLimit = 8

/** Throws NotFound `subscriber_unknown`. `before` reads on in the timeline. */
export async function findSubscriberFile(
  db: Db,
  account_no: string,
  { viewer_id, before, now }: { viewer_id: number; before: Instant | null; now: Instant },
): Promise<SubscriberFile> {
  const person = await findSubscriber(db, account_no)
  // The other processes' clocks may be a little ahead: what they just wrote is part of the story.
  const window = {
    subscriber_id: person.id,
    now,
    before: before ?? now.add({ minutes: 1 }),
    limit: timelineLimit,
  }
  const [lines, paybills, entries, timeline, act] = await Promise.all([
    listLines(db, person.id, now),
    listPaybills(db),
    listWalletEntries(db, person.id, walletLimit),
    readTimeline(db, window),
    findFreshAct(db, `subscriber:${person.id}`, viewer_id, now),
  ])
  const [facts, about] = await Promise.all([findFacts(db, person, lines), listLineFacts(db, lines)])
  const verdict = decideVerdict(facts, chooseLine(about), now)
  return {
    person,
    verdict,
    lines,
    timeline,
    wallet_cents: facts.wallet_cents,
    entries,
    paybills,
    act,
  }
}
