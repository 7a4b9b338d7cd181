// What RADIUS keeps in memory, read from the book of record: all of it once, then what `access_changes` names.
//
// Ids and transactions are numbered before they commit, so "newer than the last one I saw" would miss what commits
// late. A mark therefore holds the oldest transaction that was still running when we looked (the snapshot's xmin):
// whatever had not committed then is at or after it.

import { setImmediate as others } from 'node:timers/promises'
import type { Db } from '../database.ts'
import { warn } from '../log.ts'
import type { Safe } from '../secrets.ts'
import type { AccessChange } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { CreditFacts, ServiceFacts } from './access.ts'

/** A router as its packets must be judged. */
export interface RouterFacts {
  readonly id: number
  readonly name: string
  readonly address: string
  readonly secret: string
  readonly message_authenticator_required: boolean
}

/** How far we have read. */
export interface Mark {
  readonly xmin: bigint
  /** Changes at or after xmin that we have acted on; they are listed again until xmin has passed them. */
  readonly seen: ReadonlySet<number>
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

/** All there is. The mark is taken first: what changes while we read is read again. */
export async function readEverything(reader: Reader): Promise<News> {
  const { xmin } = await listChanges(reader.db, null)
  return {
    mark: { xmin, seen: new Set() },
    replaces: 'everything',
    services: await listServices(reader, null),
    routers: await listRouters(reader, null),
  }
}

/** What changed since the mark; everything, where the database is not the one that gave the mark (a restore). */
export async function readNews(reader: Reader, since: Mark): Promise<News> {
  const { xmin, changes } = await listChanges(reader.db, since.xmin)
  if (xmin < since.xmin) return readEverything(reader)

  const mark = { xmin, seen: new Set(changes.map(({ id }) => id)) }
  const fresh = changes.filter(({ id }) => !since.seen.has(id))
  const named = (wanted: AccessChange['kind']) => [
    ...new Set(fresh.filter(({ kind }) => kind === wanted).map(({ row_id }) => row_id)),
  ]
  const [service_ids, router_ids] = [named('service'), named('router')]
  const which = { service_ids, subscriber_ids: named('subscriber'), plan_ids: named('plan') }
  const concerned = Object.values(which).some((ids) => ids.length > 0)
  return {
    mark,
    replaces: { service_ids, router_ids },
    services: concerned ? await listServices(reader, which) : [],
    routers: router_ids.length > 0 ? await listRouters(reader, router_ids) : [],
  }
}

/** The changes at or after a transaction, and the xmin of the very snapshot they were read in. */
async function listChanges(
  db: Db,
  since: bigint | null,
): Promise<{ xmin: bigint; changes: Pick<AccessChange, 'id' | 'kind' | 'row_id'>[] }> {
  type Row = { xmin: string } & (AccessChange | { id: null })
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, c.id, c.kind, c.row_id
     from (values (1)) as one left join access_changes c on c.xid >= ?::text::xid8`,
    [since === null ? null : String(since)],
  )
  return { xmin: BigInt(rows[0]!.xmin), changes: rows.filter((row) => row.id !== null) }
}

interface Which {
  service_ids: number[]
  subscriber_ids: number[]
  plan_ids: number[]
}

interface ServiceRow extends Omit<ServiceFacts, 'password' | 'credits'> {
  password_sealed: Buffer
  credits: (Omit<CreditFacts, 'starts_at' | 'ends_at'> & { starts_at: string; ends_at: string })[]
}

// Credits that ended long ago open no gate. A day is kept, for a machine whose clock is put back a little.
async function listServices(
  { db, safe, now }: Reader,
  which: Which | null,
): Promise<ServiceFacts[]> {
  const { rows } = await db.raw<{ rows: ServiceRow[] }>(
    `select v.id, v.user_name, v.password_sealed, v.static_address,
            v.closed_at is not null or s.closed_at is not null as closed,
            s.suspended_at is not null as suspended,
            coalesce(bought.credits, '[]') as credits
     from services v
     join subscribers s on s.id = v.subscriber_id
     left join lateral (
       select jsonb_agg(jsonb_build_object('starts_at', c.starts_at, 'ends_at', c.ends_at,
                'down_kbps', p.down_kbps, 'up_kbps', p.up_kbps) order by c.starts_at) as credits
       from credits c join plans p on p.id = c.plan_id
       where c.service_id = v.id and c.ends_at > :since
     ) bought on true
     where :all or v.id = any(:service_ids) or v.subscriber_id = any(:subscriber_ids)
        or v.id in (select service_id from credits where plan_id = any(:plan_ids) and ends_at > :since)`,
    {
      since: now.subtract({ hours: 24 }),
      all: which === null,
      ...(which ?? { service_ids: [], subscriber_ids: [], plan_ids: [] }),
    },
  )
  return openRows(
    safe,
    'services.password',
    rows,
    ({ password_sealed: sealed, credits, ...row }) => ({
      sealed,
      build: (password) => ({
        ...row,
        password,
        credits: credits.map(({ starts_at, ends_at, ...speed }) => ({
          ...speed,
          starts_at: Temporal.Instant.from(starts_at),
          ends_at: Temporal.Instant.from(ends_at),
        })),
      }),
    }),
  )
}

async function listRouters({ db, safe }: Reader, ids: number[] | null): Promise<RouterFacts[]> {
  const query = db('routers').whereNull('retired_at')
  const rows = await (ids === null ? query : query.whereIn('id', ids)).select(
    'id', 'name', 'address', 'secret_sealed', 'message_authenticator_required',
  ) // prettier-ignore
  const routers = await openRows(
    safe,
    'routers.secret',
    rows,
    ({ secret_sealed: sealed, ...row }) => ({
      sealed,
      build: (secret) => secret !== null && { ...row, secret },
    }),
  )
  // Without its secret nothing a router says can be checked: it is as good as unknown.
  return routers.filter((router) => router !== false)
}

interface Sealed<Opened> {
  sealed: Buffer
  /** null where the box key does not open it. */
  build(secret: string | null): Opened
}

/** Deciphering a big town takes a second; packets that came meanwhile have their turn in between. */
async function openRows<Row, Opened>(
  safe: Safe,
  place: string,
  rows: Row[],
  take: (row: Row) => Sealed<Opened>,
): Promise<Opened[]> {
  const opened: Opened[] = []
  let shut = 0
  for (const [index, row] of rows.entries()) {
    const { sealed, build } = take(row)
    const secret = openOrNull(safe, sealed, place)
    if (secret === null) shut++
    opened.push(build(secret))
    if (index % 500 === 499) await others()
  }
  if (shut > 0) warn('access.sealed', { place, rows: shut, hint: 'sealed with another box key?' })
  return opened
}

function openOrNull(safe: Safe, sealed: Buffer, place: string): string | null {
  try {
    return safe.open(sealed, place)
  } catch {
    return null
  }
}
