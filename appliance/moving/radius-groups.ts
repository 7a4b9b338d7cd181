// FreeRADIUS's groups, as plans. A group says a speed, a pool and how many at once; what it costs and how long it lasts only
// daloRADIUS knows (billing_plans, by way of billing_plans_profiles). Where nobody knows, the group is named as a plan of ours.

import type { ServiceKind } from '../tables.ts'
import type { MySqlSource } from './mysql-source.ts'
import type { OldBooks, OldPlan } from './old-books.ts'
import { noBurst, readName, readPrice, readRate } from './old-words.ts'
import type { Why } from './reasons.ts'

export interface Attributes {
  /** By the name in small letters, the last row's value. */
  readonly [attribute: string]: string
}

export const disabledGroup = 'daloradius-disabled-users'

/** Of radcheck, radreply and the same of groups: by user name or group in the spelling it has. */
export async function readAttributes(
  source: MySqlSource,
  table: string,
  who: 'username' | 'groupname',
): Promise<Map<string, Attributes>> {
  const all = new Map<string, Record<string, string>>()
  for await (const row of source.rows(table, [who, 'attribute', 'value'], 'id')) {
    const one = all.get(row[who] ?? '') ?? {}
    one[(row.attribute ?? '').trim().toLowerCase()] = row.value ?? ''
    all.set(row[who] ?? '', one)
  }
  return all
}

interface Billing {
  name: string
  price: string | null
  term: Pick<OldPlan, 'term_count' | 'term_unit'> | undefined
  active: boolean
  seconds: number
}

export type GroupsRead = Pick<OldBooks, 'plans' | 'refused' | 'notes'>

export async function readGroups(
  source: MySqlSource,
  hotspot: ReadonlySet<string>,
): Promise<GroupsRead> {
  const [checks, replies] = [
    await readAttributes(source, 'radgroupcheck', 'groupname'),
    await readAttributes(source, 'radgroupreply', 'groupname'),
  ]
  const billing = await readBilling(source)
  const members = new Set<string>()
  for await (const row of source.rows('radusergroup', ['groupname'], 'id')) members.add(row.groupname ?? '') // prettier-ignore
  const read: GroupsRead = { plans: [], refused: [], notes: [] }
  for (const group of [...new Set([...members, ...checks.keys(), ...replies.keys()])].sort()) {
    if (group === '' || group.toLowerCase() === disabledGroup) continue
    const kind: ServiceKind = hotspot.has(group.toLowerCase()) ? 'hotspot' : 'pppoe'
    const about = { ...checks.get(group), ...replies.get(group) }
    const plan = planOf(group, kind, about, billing.get(group))
    const name = billing.get(group)?.name ?? readName(group)
    if (typeof plan === 'string') read.refused.push({ kind: 'plan', key: group, name, why: plan })
    else {
      read.plans.push(plan.plan)
      read.notes.push(...plan.notes.map((what) => ({ kind: 'plan' as const, name, what })))
    }
  }
  return read
}

function planOf(
  group: string,
  kind: ServiceKind,
  about: Attributes,
  billing: Billing | undefined,
): { plan: OldPlan; notes: Why[] } | Why {
  const notes: Why[] = []
  if (!billing) return 'price_unsaid'
  const price_cents = readPrice(billing.price)
  if (price_cents === undefined) return 'price_unreadable'
  const seconds = billing.seconds
  const hourly = seconds >= 3600 && seconds % 3600 === 0 && seconds <= 366 * 3600
  const term = billing.term ?? (hourly ? { term_count: seconds / 3600, term_unit: 'hour' as const } : undefined) // prettier-ignore
  if (!term) return 'term_unreadable'
  const rate = readRate(about['mikrotik-rate-limit'] ?? wisprRate(about))
  if (!rate) return 'speed_missing'
  if (rate.unread) notes.push('burst_not_moved')
  if (about['login-time']) notes.push('hours_not_moved')
  const pool = about['framed-pool'] ?? ''
  const poolFits = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(pool)
  if (pool !== '' && !poolFits) notes.push('pool_unreadable')
  const devices = Number(about['simultaneous-use'])
  const plan: OldPlan = {
    key: group,
    name: billing.name,
    kind,
    price_cents,
    ...term,
    up_kbps: rate.up_kbps,
    down_kbps: rate.down_kbps,
    ...(rate.burst ?? noBurst),
    data_bytes: null,
    devices: devices >= 1 && devices <= 50 ? devices : 1,
    address_pool: poolFits ? pool : null,
    withdrawn: !billing.active,
  }
  return { plan, notes }
}

/** WISPr's are bits a second. */
function wisprRate(about: Attributes): string | null {
  const [up, down] = [about['wispr-bandwidth-max-up'], about['wispr-bandwidth-max-down']]
  return up && down ? `${up}/${down}` : null
}

const periods = new Map<string, Billing['term']>(
  Object.entries({
    daily: { term_count: 1, term_unit: 'day' },
    weekly: { term_count: 7, term_unit: 'day' },
    monthly: { term_count: 1, term_unit: 'month' },
    quarterly: { term_count: 3, term_unit: 'month' },
    yearly: { term_count: 12, term_unit: 'month' },
  } as const),
)

/** By group: billing_plans_profiles says which of them is sold as what. */
async function readBilling(source: MySqlSource): Promise<Map<string, Billing>> {
  const plans = new Map<string, Billing>()
  const columns = ['planname', 'plancost', 'plantimebank', 'planrecurring', 'planrecurringperiod', 'planactive'] as const // prettier-ignore
  for await (const row of source.rows('billing_plans', columns, 'id')) {
    const recurs = /^yes$/i.test(row.planrecurring ?? '')
    plans.set((row.planname ?? '').toLowerCase(), {
      name: readName(row.planname),
      price: row.plancost,
      term: recurs ? periods.get((row.planrecurringperiod ?? '').toLowerCase()) : undefined,
      active: /^yes$/i.test(row.planactive ?? 'yes'),
      seconds: Number(row.plantimebank) || 0,
    })
  }
  const byGroup = new Map<string, Billing>()
  for await (const row of source.rows(
    'billing_plans_profiles',
    ['plan_name', 'profile_name'],
    'id',
  )) {
    // prettier-ignore
    const plan = plans.get((row.plan_name ?? '').toLowerCase())
    if (plan) byGroup.set(row.profile_name ?? '', plan)
  }
  return byGroup
}
