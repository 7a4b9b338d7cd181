// Reads a plan as it was typed. What can't be read, or does not go together, is told beside its field, so that a wrong plan
// is found when it is saved and never when somebody logs in.

import { Invalid } from '../errors.ts'
import { parseShillings, type Cents } from '../money.ts'
import type { Plan, ServiceKind } from '../tables.ts'
import type { TermUnit } from '../time.ts'
import {
  timedFields,
  timedRows,
  type PlanDraft,
  type PlanField,
  type TimedRow,
  type TimedSpeedDraft,
  type TypedPlan,
} from './plan-fields.ts'

export type PlanProblems = Partial<Record<PlanField, string>>
export type ReadPlan = { ok: true; draft: PlanDraft } | { ok: false; problems: PlanProblems }

/** Pure. Which sites there are is asked where it is saved. */
export function readPlanDraft(typed: TypedPlan): ReadPlan {
  const problems: PlanProblems = {}
  const read = <Value>(name: PlanField, parse: (words: string) => Value): Value => {
    try {
      return parse(typed[name].normalize('NFC').trim())
    } catch (problem) {
      if (!(problem instanceof Invalid)) throw problem
      problems[name] ??= problem.message
      return undefined as Value // Never used: with a problem there is no draft.
    }
  }
  const kind = read('kind', among<ServiceKind>(['pppoe', 'hotspot'], 'Choose what it is for.'))
  const draft: PlanDraft = {
    name: read('name', parseName),
    kind,
    price_cents: read('price', parsePrice),
    term_count: read('term_count', number('How many', 1, 366)),
    term_unit: read(
      'term_unit',
      among<TermUnit>(['hour', 'day', 'month'], 'Choose hours, days or months.'),
    ),
    down_kbps: read('down', parseSpeed),
    up_kbps: read('up', parseSpeed),
    data_bytes: read('data', orNone(parseGigabytes)),
    data_counts: read(
      'data_counts',
      among<Plan['data_counts']>(['both', 'down', 'up'], 'Choose which way it counts.'),
    ),
    devices: read('devices', number('How many devices', 1, 50)),
    site_id: read('site', orNone(number('Choose a place', 1, Number.MAX_SAFE_INTEGER))),
    on_portal: typed.on_portal !== '',
    grace_days: read('grace_days', number('How many days', 0, 31)),
    priority: read('priority', orNone(number('A priority', 1, 8))),
    address_pool: read('address_pool', orNone(parsePool)),
    ipv6_pool: read('ipv6_pool', orNone(parsePool)),
    ...readTogether(typed, problems, 'hours', ['opens_at', 'closes_at'], () => ({
      opens_at: read('opens_at', parseTime),
      closes_at: read('closes_at', parseTime),
    })),
    ...readTogether(typed, problems, 'fair', ['fair_after', 'fair_down', 'fair_up'], () => ({
      fair_use_bytes: read('fair_after', parseGigabytes),
      fair_down_kbps: read('fair_down', parseSpeed),
      fair_up_kbps: read('fair_up', parseSpeed),
    })),
    ...readTogether(typed, problems, 'burst', burstFields, () => ({
      burst_down_kbps: read('burst_down', parseSpeed),
      burst_up_kbps: read('burst_up', parseSpeed),
      threshold_down_kbps: read('threshold_down', parseSpeed),
      threshold_up_kbps: read('threshold_up', parseSpeed),
      burst_seconds: read('burst_seconds', number('Seconds', 1, 3600)),
    })),
    timed: timedRows.flatMap((row) => readTimed(row, typed, problems, read)),
  }
  compare(draft, problems)
  return Object.keys(problems).length === 0 ? { ok: true, draft } : { ok: false, problems }
}

const burstFields = ['burst_down', 'burst_up', 'threshold_down', 'threshold_up', 'burst_seconds'] as const // prettier-ignore

const none = {
  hours: { opens_at: null, closes_at: null },
  fair: { fair_use_bytes: null, fair_down_kbps: null, fair_up_kbps: null },
  burst: {
    burst_down_kbps: null, burst_up_kbps: null, threshold_down_kbps: null, threshold_up_kbps: null,
    burst_seconds: null,
  }, // prettier-ignore
} satisfies Record<string, Partial<Plan>>
type Nullable<Parts> = { [Name in keyof Parts]: Plan[Name & keyof Plan] | null }

/** All of them or none: a part that is missing is told beside it. */
function readTogether<Group extends keyof typeof none>(
  typed: TypedPlan,
  problems: PlanProblems,
  group: Group,
  fields: readonly PlanField[],
  read: () => Nullable<(typeof none)[Group]>,
): Nullable<(typeof none)[Group]> {
  const missing = fields.filter((name) => typed[name].trim() === '')
  if (missing.length === fields.length) return none[group] as Nullable<(typeof none)[Group]>
  for (const name of missing) problems[name] = together[group]
  return read()
}

const together = {
  hours: 'Say both when it opens and when it closes, or neither.',
  fair: 'Say after how much data, and both speeds, or none of them.',
  burst: 'A burst needs all five figures, or none of them.',
}

function readTimed(
  row: TimedRow,
  typed: TypedPlan,
  problems: PlanProblems,
  read: <Value>(name: PlanField, parse: (words: string) => Value) => Value,
): TimedSpeedDraft[] {
  const told = timedFields.filter((name) => name !== 'days')
  const missing = told.filter((name) => typed[`t${row}_${name}`].trim() === '')
  if (missing.length === told.length) return []
  for (const name of missing)
    problems[`t${row}_${name}`] = 'Say from, until and both speeds, or clear all four.'
  return [
    {
      weekdays: read(`t${row}_days`, parseDays),
      from_time: read(`t${row}_from`, parseTime),
      until_time: read(`t${row}_until`, parseTime),
      down_kbps: read(`t${row}_down`, parseSpeed),
      up_kbps: read(`t${row}_up`, parseSpeed),
    },
  ]
}

/** What can be read, and does not go together. */
function compare(draft: PlanDraft, problems: PlanProblems): void {
  const { kind, opens_at, closes_at } = draft
  if (opens_at && opens_at === closes_at)
    problems.closes_at ??= 'It opens and closes at the same time: leave both empty for all day.'
  if (kind === 'pppoe' && draft.term_unit === 'hour')
    problems.term_unit ??= 'A line at home is sold by days or months.'
  if (kind === 'hotspot' && draft.grace_days > 0)
    problems.grace_days ??= 'A pass ends when it ends: grace is for lines at home.'
  if (isBelow(draft.burst_down_kbps, draft.down_kbps))
    problems.burst_down ??= 'A burst is faster than the plan itself.'
  if (isBelow(draft.burst_up_kbps, draft.up_kbps))
    problems.burst_up ??= 'A burst is faster than the plan itself.'
  if (isBelow(draft.data_bytes, draft.fair_use_bytes))
    problems.fair_after ??= 'The data is used up before this: leave one of the two empty.'
}

function isBelow(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one < other
}

function parseName(words: string): string {
  const name = words.replace(/\s+/g, ' ')
  if (name !== '' && name.length <= 60 && !/\p{Cc}/u.test(name)) return name
  throw new Invalid('name_unreadable', 'A plan has a name of 1 to 60 letters.')
}

function parsePrice(words: string): Cents {
  const price = parseShillings(words.replace(/^kes\s*/i, ''))
  if (price > 0 && price <= 1_000_000_00) return price
  throw new Invalid('amount_unreadable', 'From KES 0.01 to KES 1,000,000.')
}

/** "10", "2.5 Mb/s", "512k", in kilobits. */
function parseSpeed(words: string): number {
  const [, figure, unit] = /^(\d{1,8}(?:\.\d{1,3})?)\s*(k|m|g)?(?:b\/s|bps|bit\/s)?$/i.exec(words) ?? [] // prettier-ignore
  const factor = { k: 1, m: 1000, g: 1_000_000 }[(unit ?? 'm').toLowerCase()]!
  const kbps = figure === undefined ? NaN : Math.round(Number(figure) * factor)
  if (kbps >= 64 && kbps <= 10_000_000) return kbps
  throw new Invalid('speed_unreadable', 'A speed in Mb/s: 10, 2.5 or 512k; 64k at least.')
}

/** "5", "0.5 GB", in bytes: a gigabyte is a thousand million, as data is sold. */
function parseGigabytes(words: string): number {
  const [, figure] = /^(\d{1,6}(?:\.\d{1,3})?)\s*(?:gb)?$/i.exec(words) ?? []
  const bytes = figure === undefined ? 0 : Math.round(Number(figure) * 1e9)
  if (bytes > 0) return bytes
  throw new Invalid('data_unreadable', 'How many GB: 5 or 0.5.')
}

/** "22:00" or "22", as "22:00:00". */
function parseTime(words: string): string {
  const [, hour, minute = '00'] = /^([01]?\d|2[0-3])(?:[:.]([0-5]\d))?$/.exec(words) ?? []
  if (hour !== undefined) return `${hour.padStart(2, '0')}:${minute}:00`
  throw new Invalid('time_unreadable', 'A time of day, like 22:00. Midnight is 00:00.')
}

function parseDays(words: string): number[] {
  if (words === '') return [1, 2, 3, 4, 5, 6, 7]
  const days = [...new Set(words)].map(Number).sort()
  if (/^[1-7]{1,7}$/.test(words)) return days
  throw new Invalid('days_unreadable', 'Choose the days.')
}

function parsePool(words: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(words)) return words
  throw new Invalid('pool_unreadable', 'A pool’s name: letters, digits, dots, dashes.')
}

function number(what: string, least: number, most: number): (words: string) => number {
  return (words) => {
    const value = /^\d{1,15}$/.test(words) ? Number(words) : NaN
    if (value >= least && value <= most) return value
    throw new Invalid('number_unreadable', `${what}: a whole number from ${least} to ${most}.`)
  }
}

function among<Choice extends string>(choices: readonly Choice[], problem: string) {
  return (words: string): Choice => {
    const chosen = choices.find((choice) => choice === words)
    if (chosen) return chosen
    throw new Invalid('choice_unreadable', problem)
  }
}

function orNone<Value>(parse: (words: string) => Value): (words: string) => Value | null {
  return (words) => (words === '' ? null : parse(words))
}
