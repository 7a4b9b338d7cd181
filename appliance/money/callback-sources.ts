// From where a callback came, held against what its provider says of itself. It is never proof, and never alone decisive (T03):
// a miss is written down; where the owner enforces the list, what came from elsewhere is kept and not asked about, and the
// payment, if there is one, comes by the query or the list of payments all the same.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { CallbackKind, ProviderDoor, ProviderSource } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'

export type SourceProvider = ProviderDoor['provider']
export const sourceProviders: readonly SourceProvider[] = ['daraja', 'paystack', 'payhero', 'ipn']

const providerOf: Record<CallbackKind, SourceProvider> = {
  confirmation: 'daraja',
  status_result: 'daraja',
  status_timeout: 'daraja',
  stk_callback: 'daraja',
  payhero_callback: 'payhero',
  paystack_event: 'paystack',
  ipn: 'ipn',
  payout_result: 'daraja',
  payout_timeout: 'daraja',
}

/** An IPv4 address as 32 bits; undefined for anything else. `::ffff:` before it is how a socket of IPv6 tells one. */
export function readIpv4(words: string): number | undefined {
  const parts = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(words.trim())
  const octets = parts?.slice(1).map(Number)
  if (!octets || octets.some((octet) => octet > 255)) return undefined
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

function isWithin(address: number, network: string): boolean {
  const [start = '', bits = '32'] = network.split('/')
  const first = readIpv4(start)
  if (first === undefined) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(address / size) === Math.floor(first / size)
}

/**
 * Null where it can't be told: the provider has no list, or what calls is this machine or its own network, a proxy that we were
 * not told of. Anything that is no IPv4 address is on no list. Pure.
 */
export function isListed(source: string | null, networks: readonly string[]): boolean | null {
  if (networks.length === 0 || source === null) return null
  const address = readIpv4(source)
  if (address === undefined) return /^(::1|f[cd][0-9a-f]{2}:|fe80:)/i.test(source) ? null : false
  if (networks.some((network) => isWithin(address, network))) return true
  const own = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
  return own.some((network) => isWithin(address, network)) ? null : false
}

export interface Judged {
  source_listed: boolean | null
  /** The owner wants what came from elsewhere not to be followed. */
  refused: boolean
}

export type SourceRules = ReadonlyMap<string, { mode: string; networks: string[] }>

/** What a door holds in its hand, and reads anew every few seconds. */
export async function readSourceRules(db: Db): Promise<SourceRules> {
  const { rows } = await db.raw<{ rows: { provider: string; mode: string; networks: string[] }[] }>(
    `select d.provider, d.mode, array(select s.network from provider_sources s where s.provider = d.provider) as networks
     from provider_doors d`,
  )
  return new Map(rows.map(({ provider, ...rule }) => [provider, rule]))
}

/** Pure. */
export function judgeSource(
  rules: SourceRules,
  kind: CallbackKind,
  source_address: string | null,
): Judged {
  const rule = rules.get(providerOf[kind])
  const source_listed = isListed(source_address, rule?.networks ?? [])
  return { source_listed, refused: source_listed === false && rule?.mode === 'enforce' }
}

export interface DoorSeen extends ProviderDoor {
  sources: ProviderSource[]
  /** In the last seven days: from the list, from elsewhere, and where nobody could tell. */
  listed: number
  elsewhere: number
  unknown: number
  /** Payments that were proved though their callback came from elsewhere: the list misses somebody. */
  true_elsewhere: number
}

export async function listDoors(db: Db, now: Instant): Promise<DoorSeen[]> {
  const doors = await db('provider_doors').select()
  const sources = await db('provider_sources').orderBy(['provider', 'network'])
  const { rows } = await db.raw<{ rows: (Omit<DoorSeen, 'sources' | 'mode'> & { kind: CallbackKind })[] }>(
    `select c.kind, count(*) filter (where c.source_listed)::int as listed,
            count(*) filter (where c.source_listed = false)::int as elsewhere,
            count(*) filter (where c.source_listed is null)::int as unknown,
            count(*) filter (where c.source_listed = false and exists
              (select from sightings g where g.callback_id = c.id and not g.differs))::int as true_elsewhere
     from callbacks c where c.heard_at > :since group by c.kind`,
    { since: now.subtract({ hours: 7 * 24 }) },
  ) // prettier-ignore
  return sourceProviders.flatMap((provider) => {
    const door = doors.find((one) => one.provider === provider)
    if (!door) return []
    const own = rows.filter(({ kind }) => providerOf[kind] === provider)
    const sum = (of: 'listed' | 'elsewhere' | 'unknown' | 'true_elsewhere') =>
      own.reduce((total, row) => total + row[of], 0)
    return [
      {
        ...door,
        sources: sources.filter((one) => one.provider === provider),
        listed: sum('listed'),
        elsewhere: sum('elsewhere'),
        unknown: sum('unknown'),
        true_elsewhere: sum('true_elsewhere'),
      },
    ]
  })
}

export interface TypedSources {
  provider: SourceProvider
  networks: readonly string[]
  noted_from: string
  mode: ProviderDoor['mode']
}

/** One a line. Throws Invalid `network_unreadable`. */
export function parseNetworks(words: string): string[] {
  const lines = words.split(/[\s,;]+/).filter(Boolean)
  for (const line of lines) {
    const [start = '', bits = '32', ...more] = line.split('/')
    if (more.length === 0 && readIpv4(start) !== undefined && /^(8|9|[12]\d|3[0-2])$/.test(bits)) continue // prettier-ignore
    throw new Invalid('network_unreadable', `${line.slice(0, 40)} is no address like 196.201.214.200 and no network like 196.201.214.0/24.`) // prettier-ignore
  }
  return [...new Set(lines)]
}

/**
 * Keeps the list as it was typed today; what stood there before keeps its date. Throws Conflict `sources_unsure` where the list
 * would turn away what was true this week, or nothing of it was seen to come from the list at all.
 */
export async function saveSources(
  work: Work,
  { provider, networks, noted_from, mode }: TypedSources,
  by: Actor,
): Promise<void> {
  const before = (await listDoors(work.db, work.now)).find((one) => one.provider === provider)!
  if (mode === 'enforce') refuseUnsure(before, networks)
  const today = work.now.toZonedDateTimeISO(nairobi).toPlainDate().toString()
  await work
    .db('provider_sources')
    .where({ provider })
    .whereNotIn('network', [...networks])
    .delete()
  for (const network of networks)
    await work
      .db('provider_sources')
      .insert({ provider, network, noted_on: today, noted_from: noted_from || 'typed by hand' })
      .onConflict(['provider', 'network'])
      .ignore()
  await work.db('provider_doors').where({ provider }).update({ mode })
  await recordAct(work, {
    ...by,
    action: 'settings.sources_changed',
    subject: `provider:${provider}`,
    before: { mode: before.mode, networks: before.sources.map(({ network }) => network) },
    after: { mode, networks },
  })
}

function refuseUnsure(
  { listed, true_elsewhere, mode }: DoorSeen,
  networks: readonly string[],
): void {
  if (networks.length === 0)
    throw new Conflict('sources_unsure', 'There is no address on the list: everybody would be turned away.') // prettier-ignore
  if (mode === 'enforce') return
  if (true_elsewhere > 0)
    throw new Conflict('sources_unsure', `${true_elsewhere} true payments of this week were told of from elsewhere: the list misses somebody.`) // prettier-ignore
  if (listed === 0)
    throw new Conflict('sources_unsure', 'Nothing has come from the list this week. Perhaps a proxy hides who calls (LANGO_PROXY_HOPS); note it for a week first.') // prettier-ignore
}
