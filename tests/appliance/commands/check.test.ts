// `lango check`, `support-bundle` and `console`, as a technician runs them, on a town with a trouble or two.

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import test from 'ava'
import { openAppliance } from '../../../appliance/appliance.ts'
import { machineNow } from '../../../appliance/clock.ts'
import { readOnly } from '../../../appliance/commands/console.ts'
import { cleanLine, writeBundle } from '../../../appliance/commands/support-bundle.ts'
import type { Finding } from '../../../appliance/watch/findings.ts'
import { openDatabase } from '../../../appliance/database.ts'
import {
  dropDatabase,
  freshDatabase,
  testClock,
  testConfig,
  testEnv,
} from '../../support/database.ts'
import { checkout } from '../../support/sources.ts'
import { start } from '../../support/started.ts'
import { hireStaff, noon, openKilima, password } from '../../web/kilima.ts'

const database = await freshDatabase()
const stateDir = await mkdtemp(join(tmpdir(), 'lango-check-'))
const real = { LANGO_STATE_DIR: stateDir, LANGO_PUBLIC_URL: 'https://gate.kilima.co.ke' }
const clock = testClock(noon)
const box = await openAppliance(testConfig(database, real), { clock })
await hireStaff(box)
await openKilima(box, clock)
test.after.always(async () => {
  await box.close()
  await dropDatabase(database)
  await rm(stateDir, { recursive: true })
})

async function lango(words: string[], env = testEnv(database, real)) {
  const script = join(checkout, 'appliance/lango.ts')
  const PATH = process.env['PATH'] ?? ''
  const told = start(process.execPath, [script, ...words], { cwd: checkout, env: { PATH, ...env } })
  return { code: await told.ended(), words: told.words() }
}

async function check(env?: Record<string, string>): Promise<Record<string, Finding[]>> {
  const { words } = await lango(['check', '--json'], env)
  const { findings } = JSON.parse(words) as { findings: Finding[] }
  return Object.groupBy(findings, ({ what }) => what) as Record<string, Finding[]>
}

async function tellWell(): Promise<void> {
  for (const name of ['web', 'jobs']) {
    const health = { name, pid: 7, told_at: String(machineNow()), clock: null }
    await writeFile(join(stateDir, `health-${name}.json`), JSON.stringify(health))
  }
}

test.serial(
  'no process tells of itself: check says so, with the cure, and exit code 1',
  async (t) => {
    const { code, words } = await lango(['check'])
    t.is(code, 1)
    t.regex(words, /✘ processes +No process tells of itself\.\n +→ systemctl start lango-radius/)
    t.regex(words, /✔ ledger +it adds up to zero/)
  },
)

test.serial(
  'all that is well is said to be: database, durability or what is wrong with it, shape, box key, routers',
  async (t) => {
    await tellWell()
    const found = await check()
    for (const what of [
      'disk',
      'address',
      'processes',
      'database',
      'shape',
      'box key',
      'owner',
      'routers',
      'queue',
      'ledger',
      'clocks',
    ])
      t.is(found[what]?.[0]?.state, 'good', `${what}: ${found[what]?.[0]?.found}`)
    t.is(found['rights']![0]!.state, 'note', 'here we are a superuser, who may do everything')
  },
)

test.serial(
  'usual causes have each their finding and cure: address, box key, certificate, shape, role',
  async (t) => {
    await tellWell()
    const soon = machineNow().add({ hours: 50 }).toString()
    await writeFile(
      join(stateDir, 'certificates.json'),
      JSON.stringify([{ name: 'gate.kilima.co.ke', ends_at: soon }]),
    )
    const plain = await check(
      testEnv(database, {
        ...real,
        LANGO_PUBLIC_URL: 'http://gate.kilima.co.ke',
        LANGO_BOX_KEY: 'b6'.repeat(32),
      }),
    )
    t.like(plain['address']![0], {
      state: 'bad',
      cure: 'Set LANGO_PUBLIC_URL (lango_public_host of the inventory).',
    })
    t.is(plain['box key']![0]!.state, 'bad')
    t.like(plain['certificate']![0], {
      state: 'bad',
      found: 'gate.kilima.co.ke is good for 2 days',
    })
    const worded = await check(
      testEnv(database, { ...real, LANGO_PUBLIC_URL: 'https://mpesa.kilima.co.ke' }),
    )
    t.regex(worded['address']![0]!.cure!, /without mpesa/)
    await rm(join(stateDir, 'certificates.json'))
    await box
      .db('migrations')
      .where({ name: '20261121_1700_let_months_be_opened' })
      .update({ name: 'x' })
    const behind = await check()
    await box
      .db('migrations')
      .where({ name: 'x' })
      .update({ name: '20261121_1700_let_months_be_opened' })
    t.like(behind['shape']![0], { state: 'bad', cure: 'lango migrate' })
  },
)

test.serial(
  'PostgreSQL is away: the rest is looked at all the same, and the cure is to start it',
  async (t) => {
    await tellWell()
    const found = await check(testEnv('postgres://127.0.0.1:9/lango', real))
    t.is(found['database']![0]!.state, 'bad')
    t.regex(found['database']![0]!.cure!, /systemctl start postgresql/)
    t.is(found['disk']![0]!.state, 'good')
  },
)

test.serial(
  'T41: a support bundle has findings, figures and the journal, and no key, password, name, phone or code',
  async (t) => {
    const path = join(stateDir, 'bundle.json.gz')
    const phone = '254712345678'
    const journal = `{"event":"payment.settled","user_name":"njeri.wanjiku","receipt":"UKL4T8M2QX","msisdn":"${phone}"}\nsms to 0712345678 failed for njeri@example.com: Bearer abc.def.ghi`
    const said = await writeBundle(box, [path], async () => journal)
    t.regex(said, /2 lines of the journal/)
    t.is((await stat(path)).mode & 0o077, 0)
    const words = gunzipSync(await readFile(path)).toString()
    const bundle = JSON.parse(words) as { findings: unknown[]; figures: string[]; settings: object }
    t.true(bundle.findings.length > 5)
    t.true(bundle.figures.some((line) => line.startsWith('lango_database_up 1')))
    t.true('publicUrl' in bundle.settings)
    const people = await box.db('subscribers').select('name', 'account_no')
    const names = people.map(({ name }) => name).filter((name) => name)
    for (const canary of [
      'a5'.repeat(32),
      password,
      database,
      phone,
      '0712345678',
      'njeri',
      'UKL4T8M2QX',
      'abc.def',
      ...names,
    ])
      t.false(words.includes(canary), canary)
    await t.throwsAsync(
      writeBundle(box, [path], async () => ''),
      { code: 'EEXIST' },
    )
  },
)

test('a line of the journal that tells of nobody stays as it is', (t) => {
  const line = 'lango-radius.service: Main process exited, code=exited, status=1/FAILURE'
  t.is(cleanLine(line), line)
})

test('what the console opens can only read', async (t) => {
  const db = openDatabase(readOnly(database))
  t.true((await db('routers').select('name')).length > 0)
  await t.throwsAsync(db('routers').update({ name: 'x' }), { message: /read-only transaction/ })
  await db.destroy()
})

test('each command tells of itself by --help, and does nothing then', async (t) => {
  for (const name of ['migrate', 'check', 'support-bundle', 'audit', 'staff']) {
    const { code, words } = await lango([name, '--help'], {})
    t.is(code, 0, name)
    t.true(words.startsWith(`lango ${name}`), words)
  }
})
