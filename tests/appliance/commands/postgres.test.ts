import test from 'ava'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openFolder, openHomeFolder } from '../../../appliance/commands/home-folder.ts'
import { isAlive, processesIn } from '../../../appliance/commands/machine.ts'
import {
  startPostgres,
  type Keeping,
  type Kept,
} from '../../../appliance/commands/postgres/keeping.ts'
import { openSupervisor, type Supervisor } from '../../../appliance/commands/supervisor.ts'
import { openDatabase } from '../../../appliance/database.ts'
import { eventually } from '../../support/eventually.ts'
import { checkout } from '../../support/sources.ts'
import { start } from '../../support/started.ts'

// One cluster, which these tests misuse one after the other.
const home = await openHomeFolder()
const folder = await mkdtemp(join(home, 'cluster-'))
await openFolder(folder, 0o711)
const data = join(folder, 'postgresql', 'data')
const keeping: Keeping = { home, folder: join(folder, 'postgresql'), durable: true }
let supervisor: Supervisor
let kept: Kept

async function begin(): Promise<void> {
  supervisor = openSupervisor(folder, () => {})
  kept = await startPostgres(supervisor, keeping)
}

async function ask<Row>(sql: string): Promise<Row[]> {
  const db = openDatabase(kept.url, { connections: 1, statement_seconds: 10 })
  try {
    return (await db.raw<{ rows: Row[] }>(sql)).rows
  } finally {
    await db.destroy()
  }
}

test.before(begin)
test.after.always(async () => {
  await supervisor.stop()
  await rm(folder, { recursive: true, force: true })
})

test.serial('PostgreSQL of the npm package runs, careful with what is committed', async (t) => {
  const names = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'data_checksums',
    'password_encryption',
  ]
  const rows = await ask<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name in (${names.map((name) => `'${name}'`).join(', ')})`,
  )
  t.deepEqual(Object.fromEntries(rows.map(({ name, setting }) => [name, setting])), {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    password_encryption: 'scram-sha-256',
  })
})

test.serial(
  'nobody without the password comes in, and nobody else may read data or password',
  async (t) => {
    const stranger = Object.assign(new URL(kept.url), { password: 'guess' }).href
    const db = openDatabase(stranger, { connections: 1, statement_seconds: 5 })
    await t.throwsAsync(db.raw('select 1'), { message: /password authentication failed/ })
    await db.destroy()

    const modes = [data, join(folder, 'postgresql', 'password')].map(
      async (path) => (await stat(path)).mode & 0o777,
    )
    t.deepEqual(await Promise.all(modes), [0o700, 0o600])
    t.is((await stat(data)).uid, process.getuid!() === 0 ? 65534 : process.getuid!())
  },
)

test.serial(
  'F02 what was committed survives kill -9 of PostgreSQL, which is started again',
  async (t) => {
    await ask("create table kept (word text); insert into kept values ('karibu')")
    const before = kept.pid
    process.kill(before, 'SIGKILL')

    const rows = await eventually('PostgreSQL to be back', () =>
      ask<{ word: string }>('select word from kept').catch(() => undefined),
    )
    t.deepEqual(rows, [{ word: 'karibu' }])
    t.false(isAlive(before))
  },
)

test.serial(
  'kill -9 of the keeper leaves an orphan that the next keeper ends before it begins',
  async (t) => {
    const [orphan] = await eventually('PostgreSQL to be there', async () => {
      const pids = await processesIn(data)
      return pids.length > 0 ? pids : undefined
    })
    supervisor.signal('postgresql', 'SIGKILL')

    await eventually('the orphan to end', () => !isAlive(orphan!))
    const rows = await eventually('PostgreSQL to be back', () =>
      ask('select word from kept').catch(() => undefined),
    )
    t.is(rows.length, 1)
  },
)

test.serial('a second keeper on a cluster that is kept is refused', async (t) => {
  const second = openSupervisor(await openFolder(join(folder, 'second'), 0o700), () => {})
  await t.throwsAsync(startPostgres(second, keeping), { message: /runs PostgreSQL on .* already/ })
  await second.stop()
  t.is((await ask('select word from kept')).length, 1)
})

test.serial('told to stop, it shuts down in order', async (t) => {
  await supervisor.stop()
  t.deepEqual(await processesIn(data), [])
  t.regex(await readFile(join(folder, 'postgresql.log'), 'utf8'), /database system is shut down\n$/)
})

for (const name of ['SIGINT', 'SIGHUP'] as const) {
  test.serial(`a terminal that sends the keeper ${name} ends PostgreSQL in order`, async (t) => {
    await begin()
    supervisor.signal('postgresql', name)
    await eventually('PostgreSQL to end', () => !isAlive(kept.pid))
    await supervisor.stop()
    t.deepEqual(await processesIn(data), [])
  })
}

test.serial(
  'a postmaster.pid that names a living stranger is no hindrance, nor are drafts',
  async (t) => {
    const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
    t.teardown(() => void stranger.kill())
    await writeFile(join(data, 'postmaster.pid'), `${stranger.pid}\n${data}\n`)
    await mkdir(join(folder, 'postgresql', 'draft-0badcafe'))

    await begin()
    t.is((await ask('select word from kept')).length, 1)
    t.true(isAlive(stranger.pid!))
    await supervisor.stop()
  },
)

test.serial('kill -9 of whoever wanted it ends it in order', async (t) => {
  const script = join(folder, 'wants.ts')
  await writeFile(
    script,
    `import { startPostgres } from '${join(checkout, 'appliance/commands/postgres/keeping.ts')}'
     import { openSupervisor } from '${join(checkout, 'appliance/commands/supervisor.ts')}'
     const supervisor = openSupervisor('${folder}', console.log)
     const kept = await startPostgres(supervisor, ${JSON.stringify(keeping)})
     console.log('it runs', kept.pid, '.')`,
  )
  const wants = start(process.execPath, [script])
  await wants.said(/it runs \d+ \./)
  const pid = Number(/it runs (\d+)/.exec(wants.words())![1])
  t.true(isAlive(pid))
  wants.signal('SIGKILL')

  await eventually('PostgreSQL to end', () => !isAlive(pid))
  t.regex(await readFile(join(folder, 'postgresql.log'), 'utf8'), /database system is shut down\n$/)
})

test.serial(
  'a first start that was killed half-way leaves nothing that the next one stumbles over',
  async (t) => {
    const place = join(folder, 'half')
    await mkdir(join(place, 'draft-12345678', 'base'), { recursive: true })
    await writeFile(join(place, 'draft-12345678.password'), 'half', { mode: 0o600 })
    supervisor = openSupervisor(folder, () => {})
    kept = await startPostgres(supervisor, { ...keeping, folder: place, durable: false })

    t.is((await ask('select 1')).length, 1)
    t.deepEqual(
      (await readdir(place)).filter((name) => name.startsWith('draft')),
      [],
    )
  },
)
