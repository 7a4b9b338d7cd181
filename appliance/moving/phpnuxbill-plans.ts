// PHPNuxBill's tbl_plans with their tbl_bandwidth, as plans of ours (facts: its install/phpnuxbill.sql of 2025-11-22).

import type { ServiceKind } from '../tables.ts'
import type { MySqlSource, OldRow } from './mysql-source.ts'
import type { Note, OldPlan, Unmoved } from './old-books.ts'
import { noBurst, readName, readPrice, readRate } from './old-words.ts'
import type { Why } from './reasons.ts'

export interface PlansRead {
  plans: OldPlan[]
  refused: Unmoved[]
  notes: Note[]
  /** What each is called there, and its kind; also of those that stay behind. */
  names: Map<string, string>
  kinds: Map<string, ServiceKind>
}

const planColumns = [
  'id', 'name_plan', 'id_bw', 'price', 'type', 'typebp', 'limit_type', 'data_limit', 'data_unit', 'validity',
  'validity_unit', 'shared_users', 'pool', 'enabled', 'on_login', 'on_logout',
] as const // prettier-ignore
type PlanRow = OldRow<(typeof planColumns)[number]>
const bandwidthColumns = ['id', 'rate_down', 'rate_down_unit', 'rate_up', 'rate_up_unit', 'burst'] as const // prettier-ignore

/** `gigabyte` is 1000 or 1024, or nobody has said. */
export async function readPlans(
  source: MySqlSource,
  gigabyte: 1000 | 1024 | null,
): Promise<PlansRead> {
  const speeds = new Map<string, string>()
  for await (const row of source.rows('tbl_bandwidth', bandwidthColumns, 'id')) {
    const unit = (words: string | null) => (/^m/i.test(words ?? '') ? 'M' : 'k')
    const plain = `${row.rate_up ?? ''}${unit(row.rate_up_unit)}/${row.rate_down ?? ''}${unit(row.rate_down_unit)}`
    speeds.set(row.id!, `${plain} ${row.burst ?? ''}`.trim())
  }
  const read: PlansRead = { plans: [], refused: [], notes: [], names: new Map(), kinds: new Map() }
  for await (const row of source.rows('tbl_plans', planColumns, 'id')) {
    if (row.type === 'Balance') continue // Money in the wallet, which is no plan here.
    const name = readName(row.name_plan) || `Plan ${row.id}`
    read.names.set(row.id!, name)
    const kind = kindOf(row.type)
    if (kind) read.kinds.set(row.id!, kind)
    const plan = readPlan(row, name, speeds.get(row.id_bw ?? '') ?? null, gigabyte)
    if (typeof plan === 'string') {
      read.refused.push({ kind: 'plan', key: row.id!, name, why: plan })
      continue
    }
    read.plans.push(plan.plan)
    read.notes.push(...plan.notes.map((what) => ({ kind: 'plan' as const, name, what })))
  }
  return read
}

/** "PPPOE", "PPPoE", "Hotspot"; undefined for VPN, and for '' that a removed kind left. */
export function kindOf(words: string | null): ServiceKind | undefined {
  const plain = (words ?? '').toLowerCase()
  return plain === 'pppoe' || plain === 'hotspot' ? plain : undefined
}

function readPlan(
  row: PlanRow,
  name: string,
  speed: string | null,
  gigabyte: 1000 | 1024 | null,
): { plan: OldPlan; notes: Why[] } | Why {
  const notes: Why[] = []
  const kind = kindOf(row.type)
  const price_cents = readPrice(row.price)
  const term = readTerm(row.validity, row.validity_unit)
  const rate = readRate(speed)
  const limited = row.typebp === 'Limited' && kind === 'hotspot'
  if (!kind) return 'kind_unknown'
  if (price_cents === undefined) return 'price_unreadable'
  if (!term) return 'term_unreadable'
  if (!rate) return 'speed_missing'
  if (limited && row.limit_type !== 'Data_Limit') return 'time_budget'
  if (limited && gigabyte === null) return 'gigabyte_unsaid'
  const unit = (gigabyte ?? 0) ** (/^g/i.test(row.data_unit ?? '') ? 3 : 2)
  const data_bytes = limited ? Number(row.data_limit) * unit : null
  if (data_bytes !== null && !(Number.isSafeInteger(data_bytes) && data_bytes > 0)) return 'row_unreadable' // prettier-ignore

  const pool = (row.pool ?? '').trim()
  const poolFits = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(pool)
  if (row.validity_unit === 'Period') notes.push('fixed_day')
  if (rate.unread) notes.push('burst_not_moved')
  if (pool !== '' && !poolFits) notes.push('pool_unreadable')
  if (row.on_login || row.on_logout) notes.push('scripts_not_moved')
  const devices = kind === 'hotspot' ? Math.min(50, Math.max(1, Number(row.shared_users) || 1)) : 1
  const { up_kbps, down_kbps, burst } = rate
  const plan: OldPlan = {
    key: row.id!,
    name,
    kind,
    price_cents,
    ...term,
    up_kbps,
    down_kbps,
    ...(burst ?? noBurst),
    data_bytes,
    devices,
    address_pool: poolFits ? pool : null,
    withdrawn: row.enabled === '0',
  }
  return { plan, notes }
}

function readTerm(
  count: string | null,
  unit: string | null,
): Pick<OldPlan, 'term_count' | 'term_unit'> | undefined {
  const many = Number(count)
  if (!Number.isInteger(many) || many < 1) return undefined
  const of = (term_count: number, term_unit: OldPlan['term_unit']) =>
    term_count <= 366 ? { term_count, term_unit } : undefined
  switch (unit) {
    case 'Mins':
      return many % 60 === 0 ? readTerm(String(many / 60), 'Hrs') : undefined
    case 'Hrs':
      return many > 366 && many % 24 === 0 ? of(many / 24, 'day') : of(many, 'hour')
    case 'Days':
      return of(many, 'day')
    case 'Months':
      return of(many, 'month')
    case 'Period':
      return of(1, 'month')
    default:
      return undefined
  }
}
