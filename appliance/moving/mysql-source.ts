// The old system's MySQL or MariaDB, read and never written: one connection in one read-only snapshot, so that all tables are of
// one moment; every value as text; only columns that are named here by a reader, never "all".

import { readFile } from 'node:fs/promises'
import knex from 'knex'
import { Invalid, Unavailable } from '../errors.ts'

export type OldRow<Column extends string> = { readonly [Name in Column]: string | null }

export interface MySqlSource {
  database: string
  tables: readonly string[]
  has(table: string, column?: string): boolean
  /** Rows in the order of `key`, some thousand at a time; a column that an older version lacks is null. Nothing of a missing table. */
  rows<Column extends string>(
    table: string,
    columns: readonly Column[],
    key?: string,
    /** Of the reader's own words: a condition on columns that the table has. */
    where?: string,
  ): AsyncGenerator<OldRow<Column>>
  close(): Promise<void>
}

const rowsAtATime = 5000
/** Of a text; a callback's body fits, a film doesn't. */
const signsMax = 16_384

/** mysql://USER:PASSWORD@HOST:PORT/DATABASE, or a file that holds it, which keeps the password out of the list of processes. */
export async function readAddress(words: string): Promise<URL> {
  const text = /^(mysql|mariadb):/.test(words) ? words : (await readFile(words, 'utf8')).trim()
  const url = URL.parse(text)
  if (url && /^(mysql|mariadb):$/.test(url.protocol) && url.pathname.length > 1) return url
  throw new Invalid(
    'source_unreadable',
    'The source is mysql://USER:PASSWORD@HOST:PORT/DATABASE, or a file that holds such an address.',
  )
}

/** Throws Unavailable `source_away`. */
export async function openMySql(url: URL): Promise<MySqlSource> {
  const database = decodeURIComponent(url.pathname.slice(1))
  const db = knex({
    client: 'mysql2',
    connection: {
      host: url.hostname,
      port: Number(url.port || 3306),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database,
      charset: 'utf8mb4',
      connectTimeout: 5000,
      multipleStatements: false,
      // A server that asks for a file of ours gets none (T61).
      flags: ['-LOCAL_FILES'],
      typeCast: (field: { string(): string | null }) => field.string(),
    } as never,
    pool: { min: 0, max: 1 },
    acquireConnectionTimeout: 8000,
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
  })
  const ask = async <Row>(sql: string, given: readonly unknown[] = []): Promise<Row[]> => {
    const [rows] = (await db.raw(sql, given as never)) as unknown as [Row[]]
    return rows
  }
  try {
    await ask(`set session transaction read only`)
    await ask(`set session time_zone = '+00:00'`) // TIMESTAMP columns tell UTC; DATETIME ones are as they were written.
    await ask(`start transaction with consistent snapshot, read only`)
    const found = await ask<{ t: string; c: string }>(
      'select table_name as t, column_name as c from information_schema.columns where table_schema = ? order by 1, ordinal_position',
      [database],
    )
    const columnsOf = Map.groupBy(found, ({ t }) => t)
    const known = new Map(
      [...columnsOf].map(([name, list]) => [name, new Set(list.map(({ c }) => c.toLowerCase()))]),
    )
    return {
      database,
      tables: [...known.keys()],
      has: (table, column) =>
        column === undefined ? known.has(table) : (known.get(table)?.has(column) ?? false),
      rows: (table, columns, key, where = 'true') =>
        readRows(ask, { table, columns, key, where, there: known.get(table) }),
      close: () => db.destroy(),
    }
  } catch (cause) {
    await db.destroy()
    const { message } = cause as Error
    throw new Unavailable('source_away', `The old system's database can't be read: ${message}`, { cause }) // prettier-ignore
  }
}

function ignore(): void {}

interface Wanted<Column extends string> {
  table: string
  columns: readonly Column[]
  key: string | undefined
  where: string
  there: Set<string> | undefined
}

async function* readRows<Column extends string>(
  ask: <Row>(sql: string, given?: readonly unknown[]) => Promise<Row[]>,
  { table, columns, key, where, there }: Wanted<Column>,
): AsyncGenerator<OldRow<Column>> {
  if (!there) return
  const words = columns.map((name) =>
    there.has(name.toLowerCase())
      ? `left(\`${name}\`, ${signsMax}) as \`${name}\``
      : `null as \`${name}\``,
  )
  const list = words.join(', ')
  if (!key || !there.has(key)) {
    yield* await ask<OldRow<Column>>(`select ${list} from \`${table}\` where ${where}`)
    return
  }
  // Named with its table: the column of the same name that is asked for is a text, and sorts as one.
  const place = `\`${table}\`.\`${key}\``
  for (let from = '-1'; ;) {
    const rows = await ask<OldRow<Column> & { k_: string }>(
      `select ${list}, ${place} as k_ from \`${table}\` where ${place} > ? and (${where}) order by ${place} limit ${rowsAtATime}`,
      [from],
    )
    yield* rows
    if (rows.length < rowsAtATime) return
    from = rows.at(-1)!.k_
  }
}
