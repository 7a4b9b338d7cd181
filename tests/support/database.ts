// A PostgreSQL database of its own for each test file, copied from a migrated template. The server is named by
// LANGO_TEST_POSTGRES (`npm test` starts one and sets it).

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import type { Clock } from '../../appliance/clock.ts'
import { readConfig, type Config } from '../../appliance/config.ts'
import { openDatabase } from '../../appliance/database.ts'
import { roles } from '../../appliance/grants.ts'
import { migrate } from '../../appliance/migrate.ts'

const boxKey = 'a5'.repeat(32)

// Never the folder of a real box on this machine: what its clock was last believed to say lies there.
const stateDir = mkdtempSync(join(tmpdir(), 'lango-test-state-'))
process.on('exit', () => rmSync(stateDir, { recursive: true, force: true }))

/** The address of the test server's maintenance database. Throws with what to do where there is none. */
export function testServer(): string {
  const url = process.env.LANGO_TEST_POSTGRES
  if (!url)
    throw new Error(
      'LANGO_TEST_POSTGRES is not set: run `npm test`, or name a PostgreSQL server in it',
    )
  return url
}

export function addressOf(database: string): string {
  return Object.assign(new URL(testServer()), { pathname: `/${database}` }).href
}

/** The migrated template's name. Made once for this shape of the data, by whichever test comes first. */
export async function template(): Promise<string> {
  const folder = new URL('../../migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const name of (await readdir(folder)).sort()) {
    if (name.endsWith('.ts')) hash.update(await readFile(new URL(name, folder)))
  }
  for (const name of ['queues.ts', 'grants.ts', 'people/scoped-views.ts'])
    hash.update(await readFile(new URL(`../../appliance/${name}`, import.meta.url)))
  const name = `lango_template_${hash.digest('hex').slice(0, 12)}`
  await withServer(async (server) => {
    await server.raw('select pg_advisory_lock(7101)')
    const { rows } = await server.raw('select 1 from pg_database where datname = ?', [name])
    if (rows.length > 0) return
    await makeRoles(server)
    await server.raw(`create database ${name}_new`)
    await migrate(addressOf(`${name}_new`))
    await server.raw(`alter database ${name}_new rename to ${name}`)
  })
  return name
}

/** As Ansible makes them on a real box; here nobody signs in as one, processes are put into them. */
export async function makeRoles(server: Knex): Promise<void> {
  for (const role of Object.values(roles)) {
    const { rows } = await server.raw('select 1 from pg_roles where rolname = ?', [role])
    if (rows.length === 0) await server.raw(`create role ${role} nologin`)
  }
  await server.raw(`alter role ${roles.app} createdb`) // The rehearsal has a database of its own.
}

let drawn = 0

/** A migrated, empty database; drop it with `dropDatabase`. */
export async function freshDatabase(): Promise<string> {
  const from = await template()
  const name = `lango_test_${process.pid}_${(drawn += 1)}`
  await withServer(async (server) => {
    // One at a time: while several are copied at once, connecting takes longer than anybody waits.
    await server.raw('select pg_advisory_lock(7100)')
    await server.raw(`drop database if exists ${name} with (force)`)
    await server.raw(`create database ${name} template ${from}`)
  })
  return addressOf(name)
}

export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  await withServer((server) => server.raw(`drop database if exists ${name} with (force)`))
}

/** The same database with the rights of a role, as a real box's processes have them (T62). */
export function inRole(url: string, role: (typeof roles)[keyof typeof roles]): string {
  const address = new URL(url)
  address.searchParams.set('options', `-c role=${role}`)
  return address.href
}

/** Settings for a process or an appliance of a test. */
export function testEnv(
  databaseUrl: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    LANGO_DATABASE_URL: databaseUrl,
    LANGO_BOX_KEY: boxKey,
    LANGO_STATE_DIR: stateDir,
    ...more,
  }
}

export function testConfig(databaseUrl: string, more: Record<string, string> = {}): Config {
  return readConfig(testEnv(databaseUrl, more))
}

/** A clock that stands where the test puts it. */
export interface TestClock extends Clock {
  set(at: string): void
  pass(duration: Temporal.DurationLike): void
}

export function testClock(start: string): TestClock {
  let at = Temporal.Instant.from(start)
  return {
    now: () => at,
    set: (instant) => (at = Temporal.Instant.from(instant)),
    pass: (duration) => (at = at.add(duration)),
    close: async () => {},
  }
}

/** An appliance on a fresh database with a clock of the test's; `close` drops the database too. */
export async function freshAppliance(clock: Clock): Promise<Appliance> {
  const url = await freshDatabase()
  const appliance = await openAppliance(testConfig(url), { clock })
  return {
    ...appliance,
    close: async () => {
      await appliance.close()
      await dropDatabase(url)
    },
  }
}

async function withServer(
  task: (server: ReturnType<typeof openDatabase>) => Promise<unknown>,
): Promise<void> {
  const server = openDatabase(testServer(), { connections: 1, statement_seconds: 60 })
  try {
    await server.raw('set lock_timeout = 0')
    await task(server)
  } finally {
    await server.destroy()
  }
}
