// Troubles of the box ring somebody, and no more often than helps: not before one has lasted, once until it is over or hours
// have passed, all of one moment in one notice, and at night only what can't wait.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { locks } from '../locks.ts'
import { queueNotices, type Reader } from '../people/notices.ts'
import type { Alert } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'
import { findTroubles, type Trouble } from './alert-rules.ts'
import { readFigures, type Watched } from './readings.ts'

/** Well for so long, and it is over; back before that, and it is the same trouble still. */
const overMinutes = 10
const againHours = { page: 6, ticket: 24 } as const

export type News = Pick<Alert, 'words' | 'role' | 'severity'> & { kind: 'begun' | 'still' | 'over' }
type Change = Partial<Pick<Alert, 'words' | 'told_at' | 'told' | 'well_since' | 'ended_at'>>

export interface Decision {
  /** Troubles that stand in no row yet. */
  begun: Trouble[]
  changes: { id: number; change: Change }[]
  news: News[]
}

/** From what is known and what burns now: what to write down, and what to tell. Pure. */
export function decideAlerts(
  known: readonly Alert[],
  burning: readonly (Trouble & { since_at?: Instant })[],
  now: Instant,
): Decision {
  const keyOf = ({ name, subject }: Pick<Alert, 'name' | 'subject'>) => `${name} ${subject}`
  const fires = new Map(burning.map((trouble) => [keyOf(trouble), trouble]))
  const rows = new Set(known.map(keyOf))
  const decision: Decision = {
    begun: burning.filter((trouble) => !rows.has(keyOf(trouble))),
    changes: [],
    news: [],
  }
  for (const alert of known) {
    const fire = fires.get(keyOf(alert))
    const { change, news } = fire ? whileItBurns(alert, fire, now) : sinceItIsWell(alert, now)
    if (change) decision.changes.push({ id: alert.id, change })
    if (news) decision.news.push({ ...alert, ...change, kind: news })
  }
  return decision
}

interface Step {
  change?: Change
  news?: News['kind']
}

function whileItBurns(alert: Alert, { words, minutes }: Trouble, now: Instant): Step {
  const back: Change = { words, well_since: null }
  const hours = alert.told_at ? againHours[alert.severity] : 0
  const due = alert.told_at ? alert.told_at.add({ hours }) : alert.since_at.add({ minutes })
  if (isAfter(due, now) || !mayRing(alert, now)) return { change: back }
  return {
    change: { ...back, told_at: now, told: alert.told + 1 },
    news: alert.told_at ? 'still' : 'begun',
  }
}

function sinceItIsWell(alert: Alert, now: Instant): Step {
  if (alert.told === 0) return { change: { well_since: now, ended_at: now } } // Nobody heard of it.
  if (!alert.well_since) return { change: { well_since: now } }
  if (isAfter(alert.well_since.add({ minutes: overMinutes }), now) || !mayRing(alert, now))
    return {}
  return { change: { ended_at: now }, news: 'over' }
}

/** Nobody is woken for what waits until the morning. */
function mayRing({ severity }: Pick<Alert, 'severity'>, now: Instant): boolean {
  const { hour } = now.toZonedDateTimeISO(nairobi)
  return severity === 'page' || (hour >= 7 && hour < 21)
}

function isAfter(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0
}

/** Who hears of it: whose matter it is, and the owner of what can't wait; where nobody has the role, the owner. Pure. */
export function decideReaders(
  news: readonly News[],
  staff: readonly Reader[],
): { reader: Reader; news: News[] }[] {
  const has = (role: string) => staff.some((reader) => reader.role === role)
  return staff
    .map((reader) => ({
      reader,
      news: news.filter(({ role, severity }) =>
        reader.role === 'owner' ? severity === 'page' || !has(role) : reader.role === role,
      ),
    }))
    .filter((each) => each.news.length > 0)
}

/** Looks once, writes down what it saw and queues what is to be told. Of several machines one does. Returns how many burn. */
export async function watchOnce(box: Watched & Pick<Appliance, 'work'>): Promise<number> {
  const samples = await readFigures(box)
  return box.work(async (work) => {
    const { rows } = await work.db.raw<{ rows: { mine: boolean }[] }>(
      'select pg_try_advisory_xact_lock(?) as mine',
      [locks.alerts],
    )
    if (!rows[0]!.mine) return 0
    const burning = findTroubles(samples, work.now)
    await applyAlerts(work, burning, box.config.publicUrl)
    return burning.length
  })
}

export async function applyAlerts(
  work: Work,
  burning: readonly Trouble[],
  publicUrl: string,
): Promise<void> {
  const known = await work.db('alerts').whereNull('ended_at').orderBy('id')
  const { begun, changes, news } = decideAlerts(known, burning, work.now)
  const rows = begun.map(({ name, subject, words, role, severity }) => ({ name, subject, words, role, severity, since_at: work.now })) // prettier-ignore
  if (rows.length > 0) await work.db('alerts').insert(rows)
  for (const { id, change } of changes) await work.db('alerts').where({ id }).update(change)
  if (news.length > 0) await tell(work, news, publicUrl)
}

async function tell(work: Work, news: readonly News[], publicUrl: string): Promise<void> {
  const staff = await work
    .db('staff')
    .whereNull('disabled_at')
    .whereIn('role', ['owner', 'technician', 'finance'])
    .orderBy('id')
    .select('id', 'role', 'email', 'alert_msisdn', 'alert_mail')
  for (const { reader, news: theirs } of decideReaders(news, staff))
    await queueNotices(work, reader, theirs, publicUrl)
}

/** What burns and somebody was or will be told of, the oldest first; then what was over last. */
export async function listAlerts(db: Db): Promise<{ open: Alert[]; over: Alert[] }> {
  const [open, over] = await Promise.all([
    db('alerts').whereNull('ended_at').orderBy('since_at').limit(50),
    db('alerts')
      .whereNotNull('ended_at')
      .where('told', '>', 0)
      .orderBy('ended_at', 'desc')
      .limit(10),
  ])
  return { open, over }
}
