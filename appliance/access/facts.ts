// What RADIUS keeps in memory, read from the book of record: all of it once, then what `access_changes` names.
//
// Ids and transactions are numbered before they commit, so "newer than the last one I saw" would miss what commits
// late. A mark therefore holds the oldest transaction that was still running when we looked (the snapshot's xmin):
// whatever had not committed then is at or after it.

import type { Db } from '../database.ts'
import type { Safe } from '../secrets.ts'
import type { AccessChange } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { ServiceFacts } from './access.ts'
import { openOrNull, openRows } from './sealed-rows.ts'
import { listServices, recently } from './service-facts.ts'

/** A router as its packets must be judged. */
export interface RouterFacts {
  readonly id: number
  readonly name: string
  readonly address: string
  readonly secret: string
  /** The secret it is to take; null where it keeps the one it has. */
  readonly next_secret: string | null
  /** Without a Message-Authenticator it is heard until then; null: it must sign. */
  readonly unsigned_until: Instant | null
  readonly signs_since: Instant | null
  /** Of the certificate it shows over RadSec, in hex. */
  readonly certificate_sha256: string | null
  /** Whether a device may log in by its MAC alone. */
  readonly mac_login: boolean
  readonly site_id: number
}

/** How far we have read. */
export interface Mark {
  readonly xmin: bigint
  /** Changes at or after xmin that we have acted on; they are listed again until xmin has passed them. */
  readonly seen: ReadonlySet<string>
}

export interface News {
  readonly mark: Mark
  /** What to forget before the rest is put in its place: all of it, or the rows of these ids. */
  readonly replaces:
    | 'everything'
    | { service_ids: readonly number[]; router_ids: readonly number[] }
  readonly services: readonly ServiceFacts[]
  readonly routers: readonly RouterFacts[]
}

interface Reader {
  db: Db
  safe: Safe
  now: Instant
}

const servicesARead = 2000

/** All there is. The mark is taken first: what changes while we read is read again. */
export async function readEverything(reader: Reader): Promise<News> {
  const { xmin } = await listChanges(reader.db, null)
  return {
    mark: { xmin, seen: new Set() },
    replaces: 'everything',
    services: await listAllServices(reader),
    routers: await listRouters(reader, null),
  }
}

/**
 * A part at a time, so that no statement runs into its limit and no packet waits for all of it; and two parts side by side,
 * so that PostgreSQL looks for the one while the other is deciphered.
 */
async function listAllServices(reader: Reader): Promise<ServiceFacts[]> {
  const ids = (await reader.db('services').select('id').orderBy('id')).map(({ id }) => id)
  const parts: ServiceFacts[][] = []
  let next = 0
  async function lane(): Promise<void> {
    for (let from = next; from < ids.length; from = next) {
      next += servicesARead
      parts[from / servicesARead] = await listServices(reader, ids.slice(from, next))
    }
  }
  await Promise.all([lane(), lane()])
  return parts.flat()
}

/** What changed since the mark; everything, where the database is not the one that gave the mark (a restore). */
export async function readNews(reader: Reader, since: Mark): Promise<News> {
  const { xmin, changes } = await listChanges(reader.db, since.xmin)
  if (xmin < since.xmin) return readEverything(reader)

  const mark = { xmin, seen: new Set(changes.map(nameChange)) }
  const fresh = changes.filter((change) => !since.seen.has(nameChange(change)))
  const named = (wanted: AccessChange['kind']) => [
    ...new Set(fresh.filter(({ kind }) => kind === wanted).map(({ row_id }) => row_id)),
  ]
  const [service_ids, router_ids] = [named('service'), named('router')]
  const which = { service_ids, subscriber_ids: named('subscriber'), plan_ids: named('plan') }
  const concerned = await listConcerned(reader, which)
  return {
    mark,
    replaces: { service_ids, router_ids },
    services: concerned.length > 0 ? await listServices(reader, concerned) : [],
    routers: router_ids.length > 0 ? await listRouters(reader, router_ids) : [],
  }
}

type Change = Pick<AccessChange, 'kind' | 'row_id'> & { xid: string }

function nameChange({ xid, kind, row_id }: Change): string {
  return `${xid} ${kind} ${row_id}`
}

/**
 * The changes at or after a transaction, and the xmin of the very snapshot they were read in. What one transaction says
 * of one row is told once, for all of it is seen at the same moment: a batch of accounting may say it hundreds of times.
 */
async function listChanges(
  db: Db,
  since: bigint | null,
): Promise<{ xmin: bigint; changes: Change[] }> {
  type Row = { xmin: string } & (Change | { kind: null })
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select distinct pg_snapshot_xmin(pg_current_snapshot())::text as xmin, c.xid::text as xid, c.kind, c.row_id
     from (values (1)) as one left join access_changes c on c.xid >= ?::text::xid8`,
    [since === null ? null : String(since)],
  )
  return { xmin: BigInt(rows[0]!.xmin), changes: rows.filter((row) => row.kind !== null) }
}

interface Which {
  service_ids: number[]
  subscriber_ids: number[]
  plan_ids: number[]
}

/** The services named, and those of the subscribers and plans named. */
async function listConcerned(
  { db, now }: Reader,
  { service_ids, subscriber_ids, plan_ids }: Which,
): Promise<number[]> {
  // Accounting names services every second, and must not cost a look through the whole book.
  if (subscriber_ids.length + plan_ids.length === 0) return service_ids
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `select unnest(:service_ids::bigint[]) as id
     union select id from services where subscriber_id = any(:subscriber_ids)
     union select service_id from credits where plan_id = any(:plan_ids) and ends_at > :since`,
    { service_ids, subscriber_ids, plan_ids, since: recently(now) },
  )
  return rows.map(({ id }) => id)
}

async function listRouters({ db, safe }: Reader, ids: number[] | null): Promise<RouterFacts[]> {
  const query = db('routers').whereNull('retired_at')
  const rows = await (ids === null ? query : query.whereIn('id', ids)).select(
    'id', 'name', 'address', 'secret_sealed', 'next_secret_sealed', 'unsigned_until', 'signs_since',
    'certificate_sha256', 'mac_login', 'site_id',
  ) // prettier-ignore
  const routers = await openRows(
    safe,
    'routers.secret',
    rows,
    ({ secret_sealed: sealed, next_secret_sealed: next, certificate_sha256: pin, ...row }) => ({
      sealed,
      build: (secret) =>
        secret !== null && {
          ...row,
          secret,
          next_secret: next && openOrNull(safe, next, 'routers.next_secret'),
          certificate_sha256: pin && pin.toString('hex'),
        },
    }),
  )
  // Without its secret nothing a router says can be checked: it is as good as unknown.
  return routers.filter((router) => router !== false)
}
