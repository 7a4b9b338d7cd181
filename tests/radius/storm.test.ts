import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { seedLines, seedOpenSessions } from '../bench/radius-lines.ts'
import { countSessions } from '../bench/storm.ts'
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

  const { online, refused } = await weatherStorm({ auth_port, acct_port, routers, lines })
  t.deepEqual({ online, refused }, { online: lines, refused: 0 })
  t.deepEqual(await countSessions(databaseUrl), { open: lines, doubles: 0, ended: lines })
})
