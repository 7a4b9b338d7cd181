import test from 'ava'
import { isAway, isRace, openDatabase } from '../../appliance/database.ts'
import { testServer } from '../support/database.ts'

for (const [given, error, away] of [
  ['nobody listens', { code: 'ECONNREFUSED' }, true],
  ['it is shutting down', { code: '57P01' }, true],
  ['it gave up on a statement', { code: '57014' }, true],
  ['it gave up on a lock', { code: '55P03' }, true],
  ['a cable was cut', { message: 'Query read timeout' }, true],
  ['it does not pick up', { message: 'timeout expired' }, true],
  ['a value is refused', { code: '22P02' }, false],
  ['a constraint holds', { code: '23505' }, false],
  ['a bug of ours', new TypeError('x is not a function'), false],
] as const) {
  test(`F04: PostgreSQL ${away ? 'is away' : 'is there'} when ${given}`, (t) => {
    t.is(isAway(error), away)
  })
}

test('F04: a statement, a lock and an idle transaction have a bounded life', async (t) => {
  const db = openDatabase(testServer(), { connections: 2, statement_seconds: 1 })
  t.teardown(() => db.destroy())
  const error = await t.throwsAsync(db.raw('select pg_sleep(5)'), { message: /statement timeout/ })
  t.true(isAway(error))
  t.false(isRace(error))
  const { rows } = await db.raw('show idle_in_transaction_session_timeout')
  t.is(rows[0].idle_in_transaction_session_timeout, '10s')
})

test('numbers that would lose a digit throw, and instants keep their microseconds', async (t) => {
  const db = openDatabase(testServer(), { connections: 1, statement_seconds: 2 })
  t.teardown(() => db.destroy())
  await t.throwsAsync(db.raw('select 9007199254740993::bigint as n'), { message: /does not fit/ })
  const at = Temporal.Instant.from('2026-11-21T11:32:00.123456Z')
  const { rows } = await db.raw('select ?::timestamptz as at', [at as never])
  t.true(rows[0].at.equals(at))
})
