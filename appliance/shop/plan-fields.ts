// A plan as somebody types it: every field as words, and the words of a plan that is there, to be changed.

import { formatShillings } from '../money.ts'
import type { Plan, PlanSpeed } from '../tables.ts'

export const timedRows = [1, 2, 3] as const
export type TimedRow = (typeof timedRows)[number]

export const planFields = [
  'name', 'kind', 'price', 'term_count', 'term_unit', 'down', 'up', 'data', 'data_counts', 'devices', 'site',
  'on_portal', 'grace_days', 'opens_at', 'closes_at', 'fair_after', 'fair_down', 'fair_up', 'burst_down', 'burst_up',
  'threshold_down', 'threshold_up', 'burst_seconds', 'priority', 'address_pool', 'ipv6_pool',
] as const // prettier-ignore

export const timedFields = ['days', 'from', 'until', 'down', 'up'] as const

export type TimedName = `t${TimedRow}_${(typeof timedFields)[number]}`
export type PlanField = (typeof planFields)[number] | TimedName
export type TypedPlan = Record<PlanField, string>

export const allPlanFields: readonly PlanField[] = [
  ...planFields,
  ...timedRows.flatMap((row) => timedFields.map((name) => `t${row}_${name}` as const)),
]

export type TimedSpeedDraft = Omit<PlanSpeed, 'id' | 'plan_id'>

/** What is typed of a plan, before it has a number. */
export interface PlanDraft extends Omit<Plan, 'id' | 'withdrawn_at'> {
  timed: TimedSpeedDraft[]
}

const blank = Object.fromEntries(allPlanFields.map((name) => [name, ''])) as TypedPlan

/** What most plans have. */
export const newPlan: TypedPlan = {
  ...blank,
  kind: 'pppoe',
  term_count: '1',
  term_unit: 'month',
  devices: '1',
  data_counts: 'both',
  on_portal: 'yes',
  grace_days: '0',
}

/** A plan's own words. */
export function typePlan(plan: PlanDraft): TypedPlan {
  const { name, kind, term_unit, data_counts, address_pool, ipv6_pool } = plan
  const typed: TypedPlan = {
    ...blank,
    name,
    kind,
    term_unit,
    data_counts,
    price: formatShillings(plan.price_cents).replaceAll(',', ''),
    term_count: String(plan.term_count),
    down: typeSpeed(plan.down_kbps),
    up: typeSpeed(plan.up_kbps),
    data: typeBytes(plan.data_bytes),
    devices: String(plan.devices),
    site: plan.site_id === null ? '' : String(plan.site_id),
    on_portal: plan.on_portal ? 'yes' : '',
    grace_days: String(plan.grace_days),
    opens_at: typeTime(plan.opens_at),
    closes_at: typeTime(plan.closes_at),
    fair_after: typeBytes(plan.fair_use_bytes),
    fair_down: typeSpeed(plan.fair_down_kbps),
    fair_up: typeSpeed(plan.fair_up_kbps),
    burst_down: typeSpeed(plan.burst_down_kbps),
    burst_up: typeSpeed(plan.burst_up_kbps),
    threshold_down: typeSpeed(plan.threshold_down_kbps),
    threshold_up: typeSpeed(plan.threshold_up_kbps),
    burst_seconds: typeNumber(plan.burst_seconds),
    priority: typeNumber(plan.priority),
    address_pool: address_pool ?? '',
    ipv6_pool: ipv6_pool ?? '',
  }
  for (const row of timedRows) Object.assign(typed, typeTimed(row, plan.timed[row - 1]))
  return typed
}

function typeTimed(row: TimedRow, timed: TimedSpeedDraft | undefined): Partial<TypedPlan> {
  if (!timed) return {}
  return {
    [`t${row}_days`]: timed.weekdays.join(''),
    [`t${row}_from`]: typeTime(timed.from_time),
    [`t${row}_until`]: typeTime(timed.until_time),
    [`t${row}_down`]: typeSpeed(timed.down_kbps),
    [`t${row}_up`]: typeSpeed(timed.up_kbps),
  }
}

/** Megabits: "10", "2.5", "0.512". */
function typeSpeed(kbps: number | null): string {
  return kbps === null ? '' : String(kbps / 1000)
}

/** Gigabytes, as data is sold: "5", "0.5". */
function typeBytes(bytes: number | null): string {
  return bytes === null ? '' : String(bytes / 1e9)
}

function typeTime(time: string | null): string {
  return time === null ? '' : time.slice(0, 5)
}

function typeNumber(number: number | null): string {
  return number === null ? '' : String(number)
}
