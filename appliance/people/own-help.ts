// "My internet does not work": the checks behind the verdict, one by one; what the box may put right by itself; and else a person,
// who gets what was found and what had happened on the line, by a time that the subscriber is told.

import { askDisconnect } from '../access/disconnections.ts'
import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { openException } from '../money/exceptions.ts'
import { holdSubscriber, walletOf } from '../money/ledger.ts'
import { renewEnded } from '../money/renewals.ts'
import type { Instant } from '../time.ts'
import { formatMoment } from '../time.ts'
import { plainText } from '../words/sentence.ts'
import { tellHappening } from '../words/staff/timeline.ts'
import { tellVerdict } from '../words/staff/verdict.ts'
import { recordAct } from './audit.ts'
import type { OwnAccount, OwnLine } from './own-file.ts'
import { readTimeline } from './timeline.ts'
import { silentAfter } from './verdict.ts'

export const checkNames = [
  'account',
  'paid',
  'data',
  'router',
  'asked',
  'let_in',
  'online',
] as const
export interface Check {
  name: (typeof checkNames)[number]
  /** Null: it could not be known yet. */
  ok: boolean | null
}

/** In the order in which a line comes online: what stands after the first that failed is mostly not known. Pure. */
export function decideChecks({ person }: Pick<OwnAccount, 'person'>, own: OwnLine): Check[] {
  const { line, verdict, data, facts } = own
  const { kind } = verdict
  const paid = line.credit_starts_at !== null
  const since = (at: Instant | undefined) =>
    at !== undefined && paid && Temporal.Instant.compare(at, line.credit_starts_at!) >= 0
  const online = line.session_id !== null
  const let_in = online || (since(facts.answer?.at) ? facts.answer!.outcome === 'accept' : null)
  const ok: Record<Check['name'], boolean | null> = {
    account: person.suspended_at === null,
    paid,
    data: data ? data.used_bytes < data.allowed_bytes : paid || null,
    router: online ? kind !== 'router_silent' : null,
    asked: online || (paid ? since(facts.answer?.at) && kind !== 'dropped' : null),
    let_in,
    online: kind === 'online',
  }
  return checkNames.map((name) => ({ name, ok: ok[name] }))
}

export type Repaired = 'bought' | 'freed' | 'nothing'

/** Buys time that the wallet can pay for, and frees a session that nobody hears of. Pressed twice, it does nothing twice. */
export async function repairOwn(
  work: Work,
  { person }: Pick<OwnAccount, 'person'>,
  { line: { service_id, service_no } }: Pick<OwnLine, 'line'>,
  source_address: string | null,
): Promise<Repaired> {
  await holdSubscriber(work, person.id)
  const before = await walletOf(work.db, person.id)
  await renewEnded(work, person.id)
  const bought = (await walletOf(work.db, person.id)) < before
  const stale = await work
    .db('sessions')
    .where({ service_id })
    .whereNull('stopped_at')
    .where('heard_at', '<', work.now.subtract(silentAfter) as never)
    .orderBy('session_key')
    .select('id')
  let freed = 0
  for (const { id } of stale)
    if ((await askDisconnect(work, { session_id: id, reason: 'asked' })) !== undefined) freed += 1
  const repaired = bought ? 'bought' : freed > 0 ? 'freed' : 'nothing'
  await recordAct(work, {
    staff: null,
    source_address,
    action: 'own.repaired',
    subject: `subscriber:${person.id}`,
    after: { service_no, repaired },
  })
  return repaired
}

const timelineLimit = 12

/** What had happened, newest first, as staff read it: looked up before the question is put. */
export async function readStory(
  db: Db,
  { person }: Pick<OwnAccount, 'person'>,
  now: Instant,
): Promise<string> {
  const before = now.add({ minutes: 1 })
  const window = { subscriber_id: person.id, now, before, limit: timelineLimit }
  const { told } = await readTimeline(db, window)
  return told
    .map((one) => `${formatMoment(one.at, now)} ${plainText(tellHappening(one, now).title)}`)
    .join(' · ')
}

/** Puts the line in front of a person, with what was found. Asked twice, it is the same question, brought up to date. */
export async function askPerson(
  work: Work,
  { person }: Pick<OwnAccount, 'person'>,
  own: OwnLine,
  { timeline, source_address }: { timeline: string; source_address: string | null },
): Promise<void> {
  const { service_id, service_no } = own.line
  const { now } = work
  const checks = decideChecks({ person }, own)
  await openException(work, {
    kind: 'no_internet',
    subject: `service:${service_id}`,
    subscriber_id: person.id,
    details: {
      line: `${person.account_no}-${service_no}`,
      saw: plainText(tellVerdict(own.verdict, now).say),
      checks: checks.map(({ name, ok }) => `${name}: ${ok === null ? 'not known' : ok ? 'yes' : 'no'}`).join(' · '),
      timeline,
    },
  })
  await recordAct(work, {
    staff: null,
    source_address,
    action: 'own.helped',
    subject: `subscriber:${person.id}`,
    after: { service_no, verdict: own.verdict.kind },
  })
} // prettier-ignore

export interface OpenQuestion {
  /** Who has taken it on; null: nobody yet. */
  owner: string | null
  deadline_at: Instant
}

/** Theirs that is open, about this line. */
export async function findQuestion(
  db: Db,
  { line: { service_id } }: Pick<OwnLine, 'line'>,
): Promise<OpenQuestion | undefined> {
  const { rows } = await db.raw<{ rows: OpenQuestion[] }>(
    `select e.deadline_at, s.name as owner from exceptions e left join staff s on s.id = e.owner_id
     where e.kind = 'no_internet' and e.subject = :subject and e.resolved_at is null`,
    { subject: `service:${service_id}` },
  )
  return rows[0]
}
