import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { seedLines, seedOpenSessions } from '../bench/radius-lines.ts'
import { countSessions, faultsOf } from '../bench/storm.ts'
import { weatherStorm } from '../bench/storm-routers.ts'
import { dropDatabase, freshDatabase, testEnv } from '../support/database.ts'
import { freeUdpPort, startProcess } from '../support/processes.ts'

test('F53: after a power cut a thousand subscribers of three routers are online again, and none twice', async (t) => {
  const lines = 1000
  const routers = ['127.0.0.64', '127.0.0.65', '127.0.0.66']
  const databaseUrl = await freshDatabase()
  t.teardown(() => dropDatabase(databaseUrl))
  await seedLines(databaseUrl, {
    lines,
    routers: routers.map((address) => ({ address })),
    ends_at: Temporal.Now.instant().add({ hours: 240 }),
  })
  await seedOpenSessions(databaseUrl)
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-storm-'))
  t.teardown(() => rm(stateDir, { recursive: true, force: true }))
  const [auth_port, acct_port] = [await freeUdpPort(), await freeUdpPort()]
  const radius = await startProcess(
    'radius',
    testEnv(databaseUrl, {
      LANGO_STATE_DIR: stateDir,
      LANGO_RADIUS_HOST: '127.0.0.1',
      LANGO_RADIUS_AUTH_PORT: String(auth_port),
      LANGO_RADIUS_ACCT_PORT: String(acct_port),
    }),
  )
  t.teardown(() => radius.kill('SIGTERM'))

  const weathered = await weatherStorm({ auth_port, acct_port, routers, lines })
  t.deepEqual(faultsOf(weathered, await countSessions(databaseUrl), lines), [])
})

test('F53: `npm run bench storm` says what went wrong, each by itself', (t) => {
  const well = { seconds: 59, online: 10, refused: 0 }
  const book = { open: 10, doubles: 0, ended: 10 }
  t.deepEqual(faultsOf(well, book, 10), [])
  t.deepEqual(faultsOf({ ...well, seconds: 61 }, book, 10), ['it took 61 s'])
  t.deepEqual(faultsOf({ ...well, online: 9 }, book, 10), ['9 of 10 are online, 0 refused'])
  t.deepEqual(faultsOf({ ...well, refused: 1 }, book, 10), ['10 of 10 are online, 1 refused'])
  t.deepEqual(faultsOf(well, { ...book, doubles: 1 }, 10), ['1 lines are online twice'])
  t.deepEqual(faultsOf(well, { open: 11, doubles: 0, ended: 9 }, 10), [
    '11 sessions are open',
    '9 sessions of before have ended',
  ])
})
