// What the pages asked of PostgreSQL, each explained as it was asked and as who asked it sees: a sequential scan of a large
// table is a page that will be slow next year.

import type { Knex } from 'knex'
import type { Appliance } from '../../appliance/appliance.ts'
import type { Db } from '../../appliance/database.ts'
import { countedAside } from '../../appliance/people/kept-counts.ts'
import { narrow } from '../../appliance/people/scoped-views.ts'
import type { Viewer } from '../../appliance/people/scopes.ts'

type Bindings = readonly unknown[]
/** What each text was asked with. */
export type Asked = ReadonlyMap<string, readonly Bindings[]>

const large = 10_000
const timesMax = 12 // A plan depends on what is asked for: a common name's is another than a rare one's.

/** Listens until it is called for what was asked. */
export function listenToQueries(db: Knex): () => Asked {
  const asked = new Map<string, Bindings[]>()
  const hear = ({ sql, bindings }: { sql: string; bindings: Bindings }) => {
    if (!/^\s*(select|with)\b/i.test(sql) || /set_config/.test(sql)) return
    const times = asked.get(sql) ?? []
    if (times.length < timesMax) asked.set(sql, [...times, bindings])
  }
  db.on('query', hear)
  return () => {
    db.off('query', hear)
    return asked
  }
}

interface Plan {
  'Node Type': string
  'Parent Relationship'?: string
  'Index Cond'?: string
  'Index Name'?: string
  'Relation Name'?: string
  Plans?: Plan[]
}

/** What is counted beside the page, at most once a minute (appliance/people/kept-counts.ts). */
export const isAside = (scan: string) => scan.includes(countedAside)

/** "payments: select …" for each query that reads more than 10,000 rows of a table from end to end. */
export async function listLargeScans(
  appliance: Appliance,
  viewer: Viewer,
  queries: Asked,
): Promise<{ asked: number; scans: string[] }> {
  const tables = await listLargeTables(appliance.db)
  const { appliance: seen, leave } = await narrow(appliance, viewer)
  const found = new Set<string>()
  try {
    for (const [sql, times] of queries)
      for (const bindings of times)
        for (const name of scansOf(await explain(seen.db, sql, bindings)))
          if (tables.has(name)) found.add(`${name}: ${shorten(sql)}`)
  } finally {
    await leave()
  }
  return { asked: queries.size, scans: [...found] }
}

async function listLargeTables(db: Db): Promise<Set<string>> {
  const { rows } = await db.raw<{ rows: { relname: string }[] }>(
    `select relname from pg_class where relkind in ('r', 'i') and reltuples > ${large}`,
  )
  return new Set(rows.map(({ relname }) => relname))
}

async function explain(db: Db, sql: string, bindings: Bindings): Promise<Plan> {
  const connection = (await db.client.acquireConnection()) as {
    query(text: string, values: Bindings): Promise<{ rows: { 'QUERY PLAN': { Plan: Plan }[] }[] }>
  }
  try {
    const values = db.client.prepBindings(bindings) as Bindings
    const { rows } = await connection.query(`explain (format json) ${sql}`, values)
    return rows[0]!['QUERY PLAN'][0]!.Plan
  } finally {
    await db.client.releaseConnection(connection)
  }
}

/**
 * The tables and indexes that a plan reads from end to end: in their own order, or by an index that nothing is looked up in. Where a limit
 * stands above that, it stops as soon as it has enough.
 */
function scansOf(plan: Plan, limited = false): string[] {
  const kind = plan['Node Type']
  const apart = ['SubPlan', 'InitPlan'].includes(plan['Parent Relationship'] ?? '')
  const stops = kind === 'Limit' || (limited && !apart)
  const whole =
    kind === 'Seq Scan' || (/^Index (Only )?Scan$/.test(kind) && !plan['Index Cond'] && !stops)
  const here = whole ? [plan['Index Name'] ?? plan['Relation Name'] ?? ''] : []
  return [...here, ...(plan.Plans ?? []).flatMap((child) => scansOf(child, stops))]
}

function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ')
  const short = line.length > 160 ? `${line.slice(0, 160)}…` : line
  return sql.includes(countedAside) ? `${countedAside} ${short}` : short
}
