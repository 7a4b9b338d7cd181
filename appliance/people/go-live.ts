// Before customers pay: what must be so (S2-82 to S2-99). A machine looks where it can; what only people know, somebody
// answers for by name; the rest is played on the simulators. Ready is when nothing is open.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'
import { listLatestChecks, standingOf } from '../money/provider-checks.ts'
import type { GoLiveTick, Rehearsal } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
import { keysChangedAt, readBoxSettings } from './box-settings.ts'
import { findLastRehearsal, rehearsedItems } from './rehearsals.ts'

/** A machine looks at these; each has its sentence for yes and for no in words/staff/go-live.ts. */
export const checkedItems = [
  'use_case',
  'data_fields',
  'reconciliation_rules',
  'exceptions_assigned',
  'roles_defined',
  'notifications_written',
  'credentials_sealed',
] as const
export type CheckedItem = (typeof checkedItems)[number]

/** Somebody answers for these. */
export const tickedItems = ['journey_mapped', 'reports_agreed', 'scenarios_prepared'] as const
export type TickedItem = (typeof tickedItems)[number]

export type Finding = { done: boolean; count: number }

export interface GoLive {
  checked: Record<CheckedItem, Finding>
  ticks: Map<string, GoLiveTick & { name: string }>
  rehearsal: Rehearsal | undefined
  /** Items of the rehearsal that passed, if it is not older than thirty days. */
  played: Set<string>
  open: number
  all: number
}

const goodDays = 30

export async function readGoLive(db: Db, now: Instant): Promise<GoLive> {
  const [checked, rows, rehearsal] = await Promise.all([
    lookAround(db, now),
    db('go_live_ticks')
      .join('staff', 'staff.id', 'go_live_ticks.ticked_by')
      .select('go_live_ticks.*', 'staff.name'),
    findLastRehearsal(db),
  ])
  const ticks = new Map(rows.map((row) => [row.item, row as GoLiveTick & { name: string }]))
  const played = playedOf(rehearsal, now)
  const done =
    checkedItems.filter((item) => checked[item].done).length +
    tickedItems.filter((item) => ticks.has(item)).length +
    rehearsedItems.filter((item) => played.has(item)).length
  const all = checkedItems.length + tickedItems.length + rehearsedItems.length
  return { checked, ticks, rehearsal, played, open: all - done, all }
}

function playedOf(rehearsal: Rehearsal | undefined, now: Instant): Set<string> {
  if (!rehearsal) return new Set()
  const late = now.subtract({ hours: 24 * goodDays })
  if (Temporal.Instant.compare(rehearsal.asked_at, late) < 0) return new Set()
  return new Set(rehearsal.cases.filter(({ passed }) => passed).map(({ item }) => item))
}

interface Counts {
  plans: number
  passes: number
  incomplete: number
  money_people: number
  line_people: number
  people: number
  forgotten: number
}

/** Each finding: whether it is so, and how many stand in the way (or, where it is so, how many there are). */
async function lookAround(db: Db, now: Instant): Promise<Record<CheckedItem, Finding>> {
  const [{ rows }, settings, checks] = await Promise.all([
    db.raw<{ rows: Counts[] }>(
      `select
         (select count(*) from plans) as plans,
         (select count(*) from plans where kind = 'hotspot') as passes,
         (select count(*) from subscribers s where s.closed_at is null and (s.msisdn is null
            or not exists (select from services v where v.subscriber_id = s.id))) as incomplete,
         (select count(*) from staff where disabled_at is null and role in ('owner', 'finance')) as money_people,
         (select count(*) from staff where disabled_at is null
            and role in ('support', 'technician')) as line_people,
         (select count(*) from staff where disabled_at is null) as people,
         (select count(*) from exceptions where resolved_at is null and owner_id is null
            and deadline_at < :now) as forgotten`,
      { now: now as never },
    ),
    readBoxSettings(db),
    listLatestChecks(db),
  ])
  const counts = rows[0]!
  const { shortcodes, sms, business } = settings
  const standing = (target: string) =>
    standingOf(checks.get(target), keysChangedAt(settings, target), now)
  const untried = shortcodes.filter(
    (one) => one.provider !== 'ipn' && standing(`shortcode:${one.shortcode}`) !== 'passed',
  )
  const asks = shortcodes.some((one) => one.asks)
  const unpulled = shortcodes.filter((one) => one.provider === 'daraja' && !one.pull_registered_at)
  const named = Boolean(business?.name && business.support_phone)
  return {
    use_case: {
      done: counts.plans > 0 && shortcodes.length > 0 && (counts.passes === 0 || asks),
      count: counts.plans,
    },
    data_fields: { done: counts.incomplete === 0, count: counts.incomplete },
    reconciliation_rules: {
      done: shortcodes.length > 0 && unpulled.length === 0,
      count: unpulled.length,
    },
    exceptions_assigned: {
      done: counts.money_people > 0 && counts.line_people > 0 && counts.forgotten === 0,
      count: counts.forgotten,
    },
    roles_defined: { done: counts.people > 1 && counts.money_people > 1, count: counts.people },
    notifications_written: {
      done: named && sms !== undefined && standing('sms') === 'passed',
      count: 0,
    },
    credentials_sealed: {
      done: shortcodes.length > 0 && untried.length === 0,
      count: untried.length,
    },
  }
}

/** Somebody answers for an item. Throws Invalid `item_unknown`, `note_missing`. */
export async function tick(
  work: Work,
  item: string,
  note: string,
  by: Actor & { staff: { id: number } },
): Promise<void> {
  const known = readItem(item)
  if (note === '')
    throw new Invalid('note_missing', 'Say what was agreed, and where it is written down.')
  const row = { item: known, note, ticked_by: by.staff.id, ticked_at: work.now }
  await work.db('go_live_ticks').insert(row).onConflict('item').merge()
  await recordAct(work, { ...by, action: 'go_live.ticked', subject: `go_live:${known}`, why: note })
}

/** It is open again. */
export async function untick(work: Work, item: string, by: Actor): Promise<void> {
  const known = readItem(item)
  await work.db('go_live_ticks').where({ item: known }).delete()
  await recordAct(work, { ...by, action: 'go_live.unticked', subject: `go_live:${known}` })
}

function readItem(item: string): TickedItem {
  const known = tickedItems.find((one) => one === item)
  if (known) return known
  throw new Invalid('item_unknown', 'No such item stands on the checklist.')
}
