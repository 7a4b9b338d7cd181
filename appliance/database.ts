// The pool: how PostgreSQL's values become ours and back, and the limits every statement runs under.

import assert from 'node:assert/strict'
import knex, { type Knex } from 'knex'
import { TypeOverrides } from 'pg'

export type Db = Knex | Knex.Transaction

const int8 = 20
const numeric = 1700
const date = 1082
const timestamptz = 1184
const inet = 869

const types = new TypeOverrides()
types.setTypeParser(int8, whole)
types.setTypeParser(numeric, whole) // sum(bigint) is numeric in PostgreSQL; ours are whole.
types.setTypeParser(date, (text) => text) // A day of Nairobi's: "2026-11-21".
types.setTypeParser(timestamptz, (text) => Temporal.Instant.from(text))
types.setTypeParser(inet, (text) => text.replace(/\/(32|128)$/, ''))

// pg asks a parameter that is an object for this before it would write it as JSON.
Object.defineProperty(Temporal.Instant.prototype, 'toPostgres', {
  value(this: Temporal.Instant) {
    return this.toString()
  },
})

/** Whole numbers, or a bug: no figure of ours may be rounded silently. */
function whole(text: string): number {
  const number = Number(text)
  assert(Number.isSafeInteger(number), `${text} does not fit a whole number`)
  return number
}

export interface Limits {
  connections: number
  statement_seconds: number
  /**
   * For few statements that are asked for ever: a plan is made once, maybe when a table is empty, and must hold when it is
   * big. Then nothing is read from end to end where an index would do.
   */
  plans?: 'by index'
}

const byIndex = ['seqscan', 'hashjoin', 'mergejoin'].map((way) => `-c enable_${way}=off`)
const plannedOnce = [...byIndex, '-c jit=off', '-c plan_cache_mode=force_generic_plan'].join(' ')

/** Opens a pool; connects at first use. A statement, a lock or an idle transaction has a bounded life (F04). */
export function openDatabase(
  url: string,
  limits: Limits = { connections: 8, statement_seconds: 5 },
): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      types,
      application_name: 'lango',
      options: '-c random_page_cost=1.1', // A box has flash: an index is cheaper than the whole table much earlier.
      ...(limits.plans === 'by index' && { options: plannedOnce }),
      connectionTimeoutMillis: 2000,
      statement_timeout: limits.statement_seconds * 1000,
      query_timeout: limits.statement_seconds * 1000 + 1000, // For a cable that was cut, which answers nothing.
      keepAlive: true,
      lock_timeout: 2000,
      idle_in_transaction_session_timeout: 10_000,
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: limits.connections },
    acquireConnectionTimeout: 2500,
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore }, // Whoever asked gets the error.
  })
}

function ignore(): void {}

/** Whether an error says that PostgreSQL is away or gave up, so that the same work may be tried again. */
export function isAway(error: unknown): boolean {
  const { code, name, message } = error as { code?: string; name?: string; message?: string }
  if (name === 'KnexTimeoutError') return true
  if (
    typeof code === 'string' &&
    /^(ECONN|EPIPE|ENOENT|ETIMEDOUT|EAI_|08|57P|57014|55P03|25P03|53)/.test(code)
  )
    return true
  return /Connection terminated|Query read timeout|timeout exceeded when trying to connect|^timeout expired$|Unable to acquire/i.test(
    message ?? '',
  )
}

/** Whether the transaction lost a race and should simply run again: serialization failure, deadlock. */
export function isRace(error: unknown): boolean {
  return ['40001', '40P01'].includes((error as { code?: string }).code ?? '')
}
