// PostgreSQL is killed with SIGKILL again and again while callbacks pour in, and afterwards everything that the door answered
// with 200 must be in the books, once. Whoever answers before the commit is found out by it.

import { fork, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openAppliance } from '../../appliance/appliance.ts'
import { readConfig } from '../../appliance/config.ts'
import { callbackUrls, findShortcode } from '../../appliance/money/shortcodes.ts'
import { testEnv } from './database.ts'
import { createDatabase, startPostgres } from './durable-postgres.ts'
import { eventually } from './eventually.ts'
import { openShop, paybill } from './factories.ts'
import { freePort } from './processes.ts'

export interface KillCount {
  kills: number
  acknowledged: number
  /** Answered with something else, or not at all: nothing was promised. */
  refused: number
  lost: number
  doubled: number
  seconds: number
}

const writers = 4
/** After each answer: a storm would only fill the spool while PostgreSQL starts again. */
const pauseMilliseconds = 10
/** So many are acknowledged before the next kill, which then comes at any moment. */
const between = 100

/** `bug`: a name of tests/town/bugs.ts, planted in the web process. */
export async function killPostgres(
  kills: number,
  { bug, each }: { bug?: string; each?: (kill: number) => void } = {},
): Promise<KillCount> {
  const server = await startPostgres()
  const databaseUrl = await createDatabase(server.url)
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-kill-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = testEnv(databaseUrl, {
    LANGO_WEB_PORT: String(port),
    LANGO_PUBLIC_URL: origin,
    LANGO_STATE_DIR: stateDir,
  })
  const appliance = await openAppliance(readConfig(env))
  await openShop(appliance)
  const { confirmation_url } = callbackUrls(
    appliance.safe,
    await findShortcode(appliance.db, paybill),
    origin,
  )
  const web = await startWeb(env, bug)
  const agent = new Agent({ keepAlive: true, maxSockets: writers })
  const acknowledged = new Set<string>()
  let drawn = 0
  let refused = 0
  const over = new AbortController()
  const began = performance.now()

  async function pour(): Promise<void> {
    while (!over.signal.aborted) {
      const code = `UK${String((drawn += 1)).padStart(8, '0')}`
      if ((await post(agent, confirmation_url, bodyOf(code))) === 200) acknowledged.add(code)
      else refused += 1
      await wait(pauseMilliseconds)
    }
  }

  try {
    const pouringOut = Array.from({ length: writers }, pour)
    for (let kill = 1; kill <= kills; kill += 1) {
      const aim = acknowledged.size + between
      await eventually('callbacks are acknowledged', () => acknowledged.size >= aim, 60)
      await wait(randomInt(40)) // Not always at the same point of a commit.
      await server.crash()
      each?.(kill)
    }
    over.abort()
    await Promise.all(pouringOut)
    const count = async () => {
      const { rows } = await appliance.db.raw<{ rows: { code: string; n: number }[] }>(
        `select convert_from(body, 'UTF8')::jsonb ->> 'TransID' as code, count(*)::int as n from callbacks group by 1`,
      )
      return new Map(rows.map(({ code, n }) => [code, n]))
    }
    const missing = (kept: Map<string, number>) =>
      [...acknowledged].filter((code) => !kept.has(code))
    // What is in the spool comes, more of it every second; what does not come any more never will.
    let left = Infinity
    for (let quiet = 0; left > 0 && quiet < 5; quiet += 1) {
      await wait(1000)
      const now = missing(await count()).length
      if (now < left) quiet = 0
      left = now
    }
    const kept = await count()
    return {
      kills,
      acknowledged: acknowledged.size,
      refused,
      lost: missing(kept).length,
      // A commit that nobody could tell the end of is said again by the spool, and counts as a second report.
      doubled: [...kept.values()].filter((n) => n > 1).length,
      seconds: Math.round((performance.now() - began) / 1000),
    }
  } finally {
    over.abort()
    web.kill('SIGKILL')
    agent.destroy()
    await appliance.close()
    await server.stop()
    await rm(stateDir, { recursive: true, force: true })
  }
}

function bodyOf(code: string): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: code,
    TransTime: '20261121143200',
    TransAmount: '1500.00',
    BusinessShortCode: paybill,
    BillRefNumber: 'nobody',
    InvoiceNumber: '',
    OrgAccountBalance: '1500.00',
    ThirdPartyTransID: '',
    MSISDN: '2547 ***** 318',
    FirstName: 'AMINA',
  })
}

function post(agent: Agent, url: string, body: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const asking = request(url, { agent, method: 'POST', headers }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode))
    response.on('error', () => resolve(undefined))
  })
  asking.on('error', () => resolve(undefined))
  asking.end(body)
  return promise
}

async function startWeb(
  env: Record<string, string>,
  bug: string | undefined,
): Promise<ChildProcess> {
  const plant = new URL('../town/plant.ts', import.meta.url).href
  const child = fork(new URL('../../web/main.ts', import.meta.url), {
    env: { PATH: process.env['PATH'] ?? '', ...env, ...(bug && { LANGO_TOWN_BUG: bug }) },
    execArgv: bug ? ['--import', plant] : [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await once(child, 'message')
  return child
}
