// `npm run bench pages`: the pages that staff open most, in a town with a year behind it, as the owner sees them, as a reseller
// and as somebody of one site. `--scale` is 100,000 subscribers and a million payments, `--full` five million; `--sessions` is
// 10,000 subscribers and five million past sessions. Each query that a page asked is then explained: none may read a large table
// from end to end.

import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import type { Clock } from '../../appliance/clock.ts'
import { openDatabase } from '../../appliance/database.ts'
import { migrate } from '../../appliance/migrate.ts'
import { startSignIn } from '../../appliance/people/sign-ins.ts'
import type { Staff } from '../../appliance/tables.ts'
import { createApp } from '../../web/app.ts'
import { openCallbackDoor } from '../../web/callbacks/door.ts'
import { closeServer, openServer } from '../../web/server.ts'
import { testConfig } from '../support/database.ts'
import { createDatabase, startPostgres } from '../support/durable-postgres.ts'
import { listPages, type Page } from './page-list.ts'
import { isAside, listenToQueries, listLargeScans } from './page-queries.ts'
import { fillPageTown, viewers, type TownSize } from './page-town.ts'
import { openReport, table } from './report.ts'

const sizes: Record<string, TownSize> = {
  '': { homes: 2000, payments: 20_000, past_sessions: 20_000 },
  '--scale': { homes: 100_000, payments: 1_000_000, past_sessions: 1_000_000 },
  '--full': { homes: 100_000, payments: 5_000_000, past_sessions: 1_000_000 },
  '--sessions': { homes: 10_000, payments: 100_000, past_sessions: 5_000_000 },
}
const budget = 100 // Milliseconds, for 99 of 100.
const [warm, turns] = [5, 200]

export async function bench(words: readonly string[]): Promise<void> {
  const which = words.find((word) => word in sizes) ?? ''
  const size = sizes[which]!
  const given = words.find((word) => word.startsWith('postgres:'))
  const server = given === undefined ? await startPostgres() : undefined
  const databaseUrl = given ?? (await createDatabase(server!.url))
  await fillWhereEmpty(databaseUrl, size)

  const stateDir = await mkdtemp(join(tmpdir(), 'lango-bench-'))
  const config = testConfig(databaseUrl, { LANGO_STATE_DIR: stateDir })
  const appliance = await openAppliance(config, { clock: await clockOf(databaseUrl) })
  const callbackDoor = await openCallbackDoor(appliance)
  const door = await openServer(createApp(appliance, callbackDoor), 0, '127.0.0.1')
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`

  const all = Object.keys(viewers) as (keyof typeof viewers)[]
  const named = all.filter((viewer) => words.includes(viewer))
  const wanted = named.length > 0 ? named : all
  const report = openReport(['pages', which.replace('--', '') || 'small', ...named].join('-'))
  const figures = Object.values(size).map((figure) => figure.toLocaleString('en-KE'))
  const { rows } = await appliance.db.raw<{ rows: { server_version: string }[] }>('show server_version') // prettier-ignore
  report.say(
    `${figures[0]} subscribers, ${figures[1]} payments, ${figures[2]} past sessions. Node ${process.version}, ` +
      `PostgreSQL ${rows[0]!.server_version}, one run, one page after the other.`,
  )
  const faults: string[] = []
  for (const viewer of wanted) {
    const email = viewers[viewer]
    const { staff, cookie } = await signIn(appliance, email)
    report.say(`\nAs ${staff.name.toLowerCase()} sees them`)
    const pages = await listPages(appliance, staff) // Before we listen: this question is ours.
    const queries = listenToQueries(appliance.db)
    const late = await measure(pages, origin, cookie, report.say)
    const { asked, scans } = await listLargeScans(appliance, staff, queries())
    const wrong = scans.filter((scan) => !isAside(scan))
    report.say(`\n${asked} different queries explained. Sequential scans over 10,000 rows: ${wrong.length || 'none'}`) // prettier-ignore
    for (const scan of wrong) report.say(`  ${scan}`)
    report.say('Counted beside the pages, at most once a minute:')
    for (const scan of scans.filter(isAside)) report.say(`  ${scan}`)
    faults.push(...late, ...wrong)
    report.say(late.length === 0 ? `Every page within ${budget} ms.` : `Over ${budget} ms: ${late.join(', ')}.`) // prettier-ignore
  }
  await report.keep()
  await closeServer(door)
  await callbackDoor.close()
  await appliance.close()
  await rm(stateDir, { recursive: true })
  await server?.stop()
  if (faults.length > 0) process.exitCode = 1
}

/** A database that was filled before is as good. */
async function fillWhereEmpty(url: string, size: TownSize): Promise<void> {
  await migrate(url)
  const db = openDatabase(url, { connections: 1, statement_seconds: 60 })
  const somebody = await db('subscribers').first('id')
  await db.destroy()
  if (!somebody) await fillPageTown(url, size, Temporal.Now.instant(), console.log)
}

/** It is always the moment when the town was filled, and goes on from there. */
async function clockOf(url: string): Promise<Clock> {
  const db = openDatabase(url, { connections: 1, statement_seconds: 60 })
  const newest = await db('payments').orderBy('heard_at', 'desc').first('heard_at')
  await db.destroy()
  const ago = Temporal.Now.instant().since(newest!.heard_at)
  return {
    now: () => Temporal.Now.instant().subtract(ago).round('microsecond'),
    close: async () => {},
  }
}

async function signIn(
  { work }: Appliance,
  email: string,
): Promise<{ staff: Staff; cookie: string }> {
  return work(async (unit) => {
    const staff = (await unit.db('staff').where({ email }).first())!
    const browser = { source_address: '127.0.0.1', user_agent: 'bench' }
    return { staff, cookie: `lango_sign_in=${await startSignIn(unit, staff, browser)}` }
  })
}

/** The names of the pages that are over the budget. */
async function measure(
  pages: readonly Page[],
  origin: string,
  cookie: string,
  say: (line: string) => void,
): Promise<string[]> {
  const rows = [['page, ms', 'p50', 'p99', 'most']]
  const late: string[] = []
  for (const { name, path } of pages) {
    const times: number[] = []
    for (let turn = 0; turn < warm + turns; turn += 1) {
      const began = performance.now()
      const answer = await fetch(origin + path(turn), { headers: { cookie }, redirect: 'manual' })
      await answer.arrayBuffer()
      if (answer.status >= 400) throw new Error(`${path(turn)} answered ${answer.status}`)
      if (turn >= warm) times.push(performance.now() - began)
    }
    times.sort((one, other) => one - other)
    const at = (share: number) =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))]!
    rows.push([name, at(0.5).toFixed(1), at(0.99).toFixed(1), times.at(-1)!.toFixed(1)])
    if (at(0.99) > budget) late.push(name)
  }
  say(table(rows))
  return late
}
