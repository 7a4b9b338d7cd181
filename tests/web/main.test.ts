import test from 'ava'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropDatabase, freshDatabase, testEnv } from '../support/database.ts'
import { openPostgresGate } from '../support/postgres-gate.ts'
import { freePort, startProcess } from '../support/processes.ts'
import { visit } from './door.ts'

test('F01: the process starts without PostgreSQL, answers 503, serves when it is back, and ends when told to', async (t) => {
  const database = await freshDatabase()
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-web-main-'))
  const gate = await openPostgresGate(database)
  await gate.shut()
  const port = await freePort()
  const settings = { LANGO_STATE_DIR: stateDir, LANGO_WEB_PORT: String(port) }
  const web = await startProcess('web', testEnv(gate.url, settings))
  const visitor = visit(`http://127.0.0.1:${port}`)
  try {
    t.is((await visitor.get('/sign-in')).status, 503)
    await gate.open()
    t.is((await visitor.get('/sign-in')).status, 200)
    t.is((await visitor.get('/')).status, 303)
    await visitor.get('/first-run?token=5ecre7')
    await gate.shut()
    t.is((await visitor.get('/sign-in')).status, 503)
    t.false(web.log().includes('5ecre7'), 'a token is never logged')
    t.regex(web.log(), /"route":"\/first-run","status":404/)
  } finally {
    await web.kill('SIGTERM')
    await gate.close()
    await dropDatabase(database)
    await rm(stateDir, { recursive: true })
  }
  t.regex(web.log(), /"event":"process.stopping"/)
})
