// Statements that are asked thousands of times a minute: prepared once a connection, past the query builder, with whole
// columns of values as one parameter each. Everything else goes through knex.

import type { Client, QueryResult } from 'pg'
import type { Db } from './database.ts'

export interface Statement {
  /** What the connection remembers it by. */
  name: string
  /** With $1, $2 … */
  text: string
}

/** The rows, and how many there were or were changed. */
export async function ask<Row extends object>(
  db: Db,
  statement: Statement,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  const connection = (await db.client.acquireConnection()) as Client
  try {
    return await connection.query<Row>({ ...statement, values: values as unknown[] })
  } finally {
    await db.client.releaseConnection(connection)
  }
}

/** A column of texts as PostgreSQL writes an array. */
export function texts(column: readonly (string | null | undefined)[]): string {
  let array = ''
  for (const text of column) array += array === '' ? quote(text) : `,${quote(text)}`
  return `{${array}}`
}

const needsEscape = /["\\]/

function quote(text: string | null | undefined): string {
  if (text === null || text === undefined) return 'NULL'
  return needsEscape.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}

/** A column of numbers. */
export function numbers(column: readonly (number | null | undefined)[]): string {
  let array = ''
  for (const number of column) array += array === '' ? (number ?? 'NULL') : `,${number ?? 'NULL'}`
  return `{${array}}`
}

/** A column of instants, in milliseconds since 1970: `to_timestamp(x / 1000)` of a `float8[]`. */
export function instants(column: readonly (Temporal.Instant | null)[]): string {
  return numbers(column.map((instant) => instant && instant.epochMilliseconds))
}
