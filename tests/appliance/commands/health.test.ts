// `lango health`: what each process says of itself, and what of that somebody should look at.

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { describeHealth } from '../../../appliance/commands/health.ts'
import { listProblems, type Health, type RadiusHealth } from '../../../appliance/health.ts'

const noon = Temporal.Instant.from('2026-11-21T09:00:00Z')
const well: RadiusHealth = {
  source: 'postgresql',
  fresh: true,
  read_at: String(noon),
  age_seconds: 0,
  services: 3,
  routers: 1,
  snapshot_bytes: 900,
  spool_bytes: 0,
  unanswered: { unknown_router: 2 },
}
const jobs: Health = { name: 'jobs', pid: 7, told_at: String(noon), clock: null }
const radius: Health = { ...jobs, name: 'radius', radius: well }

for (const [what, health, problem] of [
  ['all is well', radius, undefined],
  [
    'it has said nothing for half a minute',
    { ...radius, told_at: '2026-11-21T08:59:29Z' },
    /nothing for 31 s/,
  ],
  [
    'F61: what it knows is stale',
    { ...radius, radius: { ...well, fresh: false, age_seconds: 31 } },
    /not read PostgreSQL for 31 s/,
  ],
  [
    'it began without PostgreSQL',
    { ...radius, radius: { ...well, source: 'snapshot' } },
    /from a snapshot of 2026-11-21T09:00:00Z/,
  ],
  ['it knows nothing', { ...radius, radius: { ...well, source: 'nothing' } }, /answers nobody/],
  [
    'accounting waits',
    { ...radius, radius: { ...well, spool_bytes: 120 } },
    /120 bytes of accounting/,
  ],
  [
    'F11: the clock is in doubt',
    { ...jobs, clock: { why: 'behind', as_of: String(noon) } },
    /jobs does not believe the clock/,
  ],
] as const) {
  test(`looked at: ${what}`, (t) => {
    const problems = listProblems([health as Health], noon)
    if (!problem) return void t.deepEqual(problems, [])
    t.is(problems.length, 1)
    t.regex(problems[0]!, problem)
  })
}

test('lango health says how each is, and 1 where something is to be looked at', async (t) => {
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-health-'))
  t.teardown(() => rm(stateDir, { recursive: true }))
  t.is((await describeHealth(stateDir, [], noon)).code, 1)
  for (const health of [jobs, radius])
    await writeFile(join(stateDir, `health-${health.name}.json`), JSON.stringify(health))
  const { words, code } = await describeHealth(stateDir, [], noon)
  t.is(code, 0)
  t.regex(
    words,
    /radius {5}process 7, clock believed\n {2}knows 3 services and 1 routers from postgresql/,
  )
  t.regex(words, /unanswered: unknown_router 2\n/)
  t.is((await describeHealth(stateDir, [], noon.add({ minutes: 1 }))).code, 1)
  t.is((await readdir(stateDir)).length, 2)
})
