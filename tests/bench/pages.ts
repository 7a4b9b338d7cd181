// `npm run bench pages`: the pages that staff open most, in a town with a year behind it. `--scale` is 100,000 subscribers and
// a million payments, `--full` five million. Each query that a page asked is then explained: none may read a large table
// from end to end.

import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { addStaff } from '../../appliance/people/staff.ts'
import { startSignIn } from '../../appliance/people/sign-ins.ts'
import { createApp } from '../../web/app.ts'
import { openCallbackDoor } from '../../web/callbacks/door.ts'
import { closeServer, openServer } from '../../web/server.ts'
import { testConfig } from '../support/database.ts'
import { createDatabase, startPostgres } from '../support/durable-postgres.ts'
import { fillPageTown, type TownSize } from './page-town.ts'
import { isAside, listLargeScans, listenToQueries } from './page-queries.ts'
import { openReport, table } from './report.ts'

const sizes: Record<string, TownSize> = {
  '': { homes: 2000, payments: 20_000 },
  '--scale': { homes: 100_000, payments: 1_000_000 },
  '--full': { homes: 100_000, payments: 5_000_000 },
}
const budget = 100 // Milliseconds, for 99 of 100.

interface Page {
  name: string
  path(turn: number): string
}

export async function bench(words: readonly string[]): Promise<void> {
  const size = sizes[words.find((word) => word in sizes) ?? '']!
  const url = words.find((word) => word.startsWith('postgres:'))
  const server = url === undefined ? await startPostgres() : undefined
  const databaseUrl = url ?? (await createDatabase(server!.url))
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-bench-'))
  const report = openReport(`pages-${size.payments}`)
  const homes = size.homes.toLocaleString('en-KE')
  const payments = size.payments.toLocaleString('en-KE')
  report.say(
    `${homes} subscribers, ${payments} payments. Node ${process.version}, one run, one after the other.\n`,
  )
  if (server) await fillPageTown(databaseUrl, size, Temporal.Now.instant(), console.log)

  const appliance = await openAppliance(testConfig(databaseUrl, { LANGO_STATE_DIR: stateDir }))
  const callbackDoor = await openCallbackDoor(appliance)
  const door = await openServer(createApp(appliance, callbackDoor), 0, '127.0.0.1')
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  const cookie = await signInOwner(appliance)
  const pages = await listPages(appliance)
  const queries = listenToQueries(appliance.db)
  const late = await measure(pages, origin, cookie, report.say)
  const all = await listLargeScans(databaseUrl, queries)
  const scans = all.filter((scan) => !isAside(scan))
  report.say(
    `\n${queries.size} different queries explained. Sequential scans over 10,000 rows: ${scans.length === 0 ? 'none' : ''}`,
  )
  for (const scan of scans) report.say(`  ${scan}`)
  report.say('Counted beside the pages, at most once a minute:')
  for (const scan of all.filter(isAside)) report.say(`  ${scan}`)
  report.say(
    late.length === 0
      ? `Every page within ${budget} ms.`
      : `Over ${budget} ms: ${late.join(', ')}.`,
  )
  await report.keep()
  await closeServer(door)
  await callbackDoor.close()
  await appliance.close()
  await rm(stateDir, { recursive: true })
  await server?.stop()
  if (late.length + scans.length > 0) process.exitCode = 1
}

async function signInOwner({ work, now }: Appliance): Promise<string> {
  const email = `bench-${now().epochMilliseconds}@lango.test`
  return work(async (unit) => {
    const password = 'kilima inang’aa asubuhi'
    await addStaff(unit, { email, name: 'Bench', role: 'owner', password }, null)
    const staff = (await unit.db('staff').where({ email }).first())!
    const browser = { source_address: '127.0.0.1', user_agent: 'bench' }
    return `lango_sign_in=${await startSignIn(unit, staff, browser)}`
  })
}

/** The pages, each turn with somebody else's names, so that nothing is warm but what is in use. */
async function listPages({ db }: Appliance): Promise<Page[]> {
  const people = await db('subscribers as s')
    .join('services as v', 'v.subscriber_id', 's.id')
    .whereRaw('s.id % 97 = 0')
    .limit(400)
    .select('s.account_no', 's.msisdn', 's.name', 'v.user_name')
  const codes = await db('payments').whereRaw('id % 1009 = 0').limit(400).pluck('receipt_code')
  const open = await db('exceptions').whereNull('resolved_at').limit(100).pluck('id')
  const person = (turn: number) => people[turn % people.length]!
  const code = (turn: number) => codes[turn % codes.length]!
  const find = (words: string) => `/search?q=${encodeURIComponent(words)}`
  return [
    { name: 'Today', path: () => '/' },
    { name: 'Health', path: () => '/health' },
    { name: 'find: a code', path: (turn) => find(code(turn)) },
    { name: 'find: a phone', path: (turn) => find(person(turn).msisdn!.replace('254', '0')) },
    { name: 'find: a user name', path: (turn) => find(person(turn).user_name) },
    { name: 'find: the end of a phone', path: (turn) => find(person(turn).msisdn!.slice(-5)) },
    { name: 'find: a common name', path: (turn) => find(person(turn).name.split(' ')[turn % 2]!) },
    { name: 'find: two names', path: (turn) => find(person(turn).name) },
    { name: 'find: an amount and a time', path: (turn) => find(`2000 ${turn % 24}:${(turn * 7) % 50 + 10}`) }, // prettier-ignore
    { name: 'find: an IP address', path: (turn) => find(`10.0.${turn % 250}.${(turn * 7) % 250}`) },
    { name: 'find: nobody', path: (turn) => find(`xyzzy ${turn}`) },
    { name: 'Subscribers', path: () => '/subscribers' },
    { name: 'Subscribers, one name', path: (turn) => `/subscribers?q=${encodeURIComponent(person(turn).name)}` }, // prettier-ignore
    { name: 'Subscribers who end', path: () => '/subscribers?show=ending' },
    { name: 'One subscriber', path: (turn) => `/subscribers/${person(turn).account_no}` },
    { name: 'Payments of the week', path: () => '/payments' },
    { name: 'Payments of all days', path: () => '/payments?days=ever' },
    { name: 'One payment', path: (turn) => `/payments/mpesa/${code(turn)}` },
    { name: 'Exceptions', path: () => '/exceptions' },
    { name: 'One exception', path: (turn) => `/exceptions/${open[turn % open.length] ?? ''}` },
    { name: 'Checkouts', path: () => '/checkouts' },
  ]
}

const turns = 200
const warm = 5

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
