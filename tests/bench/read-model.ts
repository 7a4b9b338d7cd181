// RADIUS with a hundred thousand services: how soon it answers after a start, with PostgreSQL and from the snapshot, how
// soon it knows of a change, how long a packet waits while all of it is read or written, and how much memory that takes.

import { readFile, rm, stat, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { readConfig } from '../../appliance/config.ts'
import { testEnv } from '../support/database.ts'
import { createDatabase, startPostgres } from '../support/durable-postgres.ts'
import { freeUdpPort, startProcess, type TestProcess } from '../support/processes.ts'
import { openAsker, type Asker } from './asker.ts'
import { fillTown, password, secret, userName } from './big-town.ts'
import { openReport, table } from './report.ts'

const changes = 20

export async function bench(): Promise<void> {
  const homes = Number(process.argv[3] ?? 100_000)
  const report = openReport('read-model')
  const server = await startPostgres()
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-bench-'))
  const [auth, acct] = [await freeUdpPort(), await freeUdpPort()]
  const databaseUrl = await createDatabase(server.url)
  const env = testEnv(databaseUrl, {
    LANGO_STATE_DIR: stateDir,
    LANGO_RADIUS_HOST: '127.0.0.1',
    LANGO_RADIUS_AUTH_PORT: String(auth),
    LANGO_RADIUS_ACCT_PORT: String(acct),
  })
  const appliance = await openAppliance(readConfig(env))
  await fillTown(appliance, homes)
  const asker = await openAsker(auth, secret)
  const rows: string[][] = [['', 'at once / median', 'at most']]
  const figure = (what: string, first: string, most = '') => rows.push([what, first, most])
  report.say(`${homes} services, each with a credit. Node ${process.version}, one run.\n`)

  const started = performance.now()
  let radius = await startProcess('radius', env)
  await firstAnswer(asker)
  figure('start to the first Access-Accept, from PostgreSQL', ms(performance.now() - started))
  figure('rss then', await rssOf(radius))

  const snapshot = join(stateDir, 'read-model.snapshot')
  let waits = await waitsUntil(asker, () => stat(snapshot).then(Boolean, () => false))
  figure('an answer while the snapshot is written', ms(median(waits)), ms(Math.max(...waits)))
  figure('the snapshot', `${((await stat(snapshot)).size / 1e6).toFixed(1)} MB`)

  const told = await timeChanges(appliance, asker)
  figure('a suspension is obeyed, told by NOTIFY', ms(median(told)), ms(Math.max(...told)))
  await appliance.db
    .raw(`create or replace function note_access_change() returns trigger language plpgsql as $$
    begin
      insert into access_changes (kind, row_id)
      values (tg_argv[0], (to_jsonb(coalesce(new, old)) ->> tg_argv[1])::bigint);
      return null;
    end $$`)
  const untold = await timeChanges(appliance, asker)
  figure('the same, the NOTIFY lost', ms(median(untold)), ms(Math.max(...untold)))
  const quiet = performance.now() + 20_000
  waits = await waitsUntil(asker, async () => performance.now() > quiet)
  figure('an answer in twenty quiet seconds', ms(median(waits)), ms(Math.max(...waits)))
  figure('rss then', await rssOf(radius))
  await radius.kill('SIGTERM')

  const unreachable = { ...env, LANGO_DATABASE_URL: 'postgres://127.0.0.1:9/lango' }
  const again = performance.now()
  radius = await startProcess('radius', unreachable)
  await firstAnswer(asker)
  figure('start to the first Access-Accept, from the snapshot', ms(performance.now() - again))
  figure('rss then', await rssOf(radius))
  await radius.kill('SIGTERM')

  report.say(table(rows))
  await report.keep()
  asker.close()
  await appliance.close()
  await server.stop()
  await rm(stateDir, { recursive: true })
}

async function firstAnswer(asker: Asker): Promise<void> {
  while ((await asker.ask(userName(1), password(1), 200)).code !== 'Access-Accept') await pause(5)
}

/** Suspends one after another, and asks for each until it is refused: milliseconds after the commit. */
async function timeChanges({ db, now }: Appliance, asker: Asker): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; turn < changes; turn++) {
    const index = 100 + turn
    const found = await db('services')
      .where({ user_name: userName(index) })
      .first('subscriber_id')
    const row = db('subscribers').where({ id: found!.subscriber_id })
    await pause(300 * Math.random())
    await row.clone().update({ suspended_at: now() })
    const committed = performance.now()
    while ((await asker.ask(userName(index), password(index), 1000)).code !== 'Access-Reject') {}
    times.push(performance.now() - committed)
    await row.clone().update({ suspended_at: null })
    while ((await asker.ask(userName(index), password(index), 1000)).code !== 'Access-Accept') {}
  }
  return times
}

/** How long each answer takes, asked two hundred times a second until it is done. */
async function waitsUntil(asker: Asker, done: () => Promise<boolean>): Promise<number[]> {
  const waits: number[] = []
  for (let asked = 0; asked % 4 > 0 || !(await done()); asked++) {
    const { milliseconds } = await asker.ask(userName(5), password(5), 5000)
    waits.push(milliseconds)
    await pause(5)
  }
  return waits
}

async function rssOf({ pid }: TestProcess): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024)} MB`
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`
}
