// F02, F03, invariant 2: PostgreSQL killed under load. `npm run campaign:kill` kills it two hundred times.

import test from 'ava'
import { killPostgres } from '../support/kill-postgres.ts'

test.serial(
  'F02, invariant 2: PostgreSQL killed ten times under callbacks: none that was acknowledged is lost',
  async (t) => {
    t.timeout(240_000)
    const count = await killPostgres(10)
    t.log(count)
    t.is(count.lost, 0)
    t.true(count.acknowledged >= 1000)
  },
)

test.serial('a door that answers before the commit is found out by the same kills', async (t) => {
  t.timeout(120_000)
  const count = await killPostgres(3, { bug: 'answers_before_commit' })
  t.log(count)
  t.true(count.lost > 0)
})
