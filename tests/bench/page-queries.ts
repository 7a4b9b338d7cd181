// What the pages asked of PostgreSQL, each explained as it was asked: a sequential scan of a large table is a page that will
// be slow next year.

import type { Knex } from 'knex'
import { countedAside } from '../../appliance/people/kept-counts.ts'
import { openDatabase, type Db } from '../../appliance/database.ts'

interface Asked {
  sql: string
  bindings: readonly unknown[]
}

const large = 10_000

/** Every different text that is asked from now on, with what it was asked with first. */
export function listenToQueries(db: Knex): Map<string, Asked> {
  const asked = new Map<string, Asked>()
  db.on('query', ({ sql, bindings }: Asked) => {
    if (/^\s*(select|with)\b/i.test(sql) && !asked.has(sql)) asked.set(sql, { sql, bindings })
  })
  return asked
}

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Plan[]
}

/** What is counted beside the page, at most once a minute (appliance/people/kept-counts.ts). */
export const isAside = (scan: string) => scan.includes(countedAside)

/** "payments: select …" for each query that reads more than 10,000 rows of a table from end to end. */
export async function listLargeScans(
  url: string,
  queries: ReadonlyMap<string, Asked>,
): Promise<string[]> {
  const db = openDatabase(url, { connections: 1, statement_seconds: 60 })
  try {
    const tables = await listLargeTables(db)
    const found: string[] = []
    for (const { sql, bindings } of queries.values()) {
      const scanned = new Set(scansOf(await explain(db, { sql, bindings })))
      for (const name of scanned) if (tables.has(name)) found.push(`${name}: ${shorten(sql)}`)
    }
    return found
  } finally {
    await db.destroy()
  }
}

async function listLargeTables(db: Db): Promise<Set<string>> {
  const { rows } = await db.raw<{ rows: { relname: string }[] }>(
    `select relname from pg_class where relkind = 'r' and reltuples > ${large}`,
  )
  return new Set(rows.map(({ relname }) => relname))
}

async function explain(db: Db, { sql, bindings }: Asked): Promise<Plan> {
  const connection = (await db.client.acquireConnection()) as {
    query(
      text: string,
      values: readonly unknown[],
    ): Promise<{ rows: { 'QUERY PLAN': { Plan: Plan }[] }[] }>
  }
  try {
    const values = db.client.prepBindings(bindings) as readonly unknown[]
    const { rows } = await connection.query(`explain (format json) ${sql}`, values)
    return rows[0]!['QUERY PLAN'][0]!.Plan
  } finally {
    await db.client.releaseConnection(connection)
  }
}

function scansOf(plan: Plan): string[] {
  const here = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : []
  return [...here, ...(plan.Plans ?? []).flatMap(scansOf)]
}

function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ')
  const short = line.length > 160 ? `${line.slice(0, 160)}…` : line
  return sql.includes(countedAside) ? `${countedAside} ${short}` : short
}
