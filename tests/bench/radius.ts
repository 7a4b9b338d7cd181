// Our RADIUS process beside FreeRADIUS: its users in a file, in PostgreSQL, in MariaDB; in one run, on one machine, under
// the same load. What it prints are ratios, beside what we must reach and aim at.

import { join } from 'node:path'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homeFolderPath, openHomeFolder } from '../../appliance/commands/home-folder.ts'
import { openDatabase } from '../../appliance/database.ts'
import { bringPackages } from '../support/debian-packages.ts'
import { startPostgres } from '../support/durable-postgres.ts'
import { measureExpiry } from './expiry.ts'
import { startFreeRadius } from './freeradius-side.ts'
import { seedPostgres, startMariaDb } from './freeradius-sql.ts'
import { compileSlowDisk, openGenerator, type Generator, type Side } from './generator.ts'
import { startLango } from './lango-side.ts'
import { compare, type Figures } from './radius-goals.ts'
import { measureGrowth, measureHistory } from './radius-growth.ts'
import { figuresOf, perSecond, playRounds, type Sizes } from './radius-rounds.ts'
import { openReport } from './report.ts'

const packages = [
  { package: 'freeradius', program: 'freeradius' },
  { package: 'freeradius-postgresql', program: '/usr/lib/freeradius/rlm_sql_postgresql.so' },
  { package: 'freeradius-mysql', program: '/usr/lib/freeradius/rlm_sql_mysql.so' },
  { package: 'mariadb-server', program: 'mariadbd' },
  { package: 'gcc', program: 'gcc' },
  { package: 'libc6-dev', program: '/usr/include/stdio.h' },
  { package: 'libssl-dev', program: '/usr/include/openssl/md5.h' },
]
const lines = 10_000
const settings = { shared_buffers: '512MB', max_wal_size: '4GB', max_connections: '150' }

interface Extent extends Sizes {
  expiring: number
  /** Lines and past sessions of a big town. */
  big: number
  past: number
}

function extentOf(words: readonly string[]): Extent {
  const usual = {
    rounds: 5,
    many: 40_000,
    few: 8000,
    expiring: 10_000,
    big: 100_000,
    past: 500_000,
  }
  const quick = { rounds: 1, many: 10_000, few: 2000, expiring: 1000, big: 20_000, past: 50_000 }
  return {
    ...(words.includes('--quick') ? quick : usual),
    ...(words.includes('--million') ? { big: 1_000_000 } : {}),
    ...(words.includes('--full') ? { past: 5_000_000 } : {}),
  }
}

export async function bench(words: readonly string[]): Promise<void> {
  const report = openReport('radius')
  const extent = extentOf(words)
  await bringPackages(packages)
  const folder = await mkdtemp(join(await openHomeFolder(homeFolderPath()), 'bench-'))
  await chmod(folder, 0o711)
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const opened = <Opened extends { stop(): Promise<void> }>(one: Opened): Opened => {
    stops.unshift(() => one.stop())
    return one
  }
  try {
    const generate = await openGenerator(folder)
    const pace = join(folder, 'microseconds')
    const environment = { LD_PRELOAD: await compileSlowDisk(folder), SLOW_SYNC_FILE: pace }
    const server = opened(await startPostgres({ settings, environment }))
    const users = await seedPostgres(server, lines)
    const mariadb = opened(await startMariaDb(folder, lines))
    const sides = {
      lango: opened(await startLango(server, 'lango', lines)),
      files: opened(await startFreeRadius({ name: 'FreeRADIUS files', users: lines, threads: 4 })),
      postgresql: opened(
        await startFreeRadius({ name: 'FreeRADIUS + PostgreSQL', users, threads: 8 }),
      ),
      mariadb: opened(
        await startFreeRadius({ name: 'FreeRADIUS + MariaDB', users: mariadb, threads: 8 }),
      ),
    }
    report.say(
      `${lines} lines, ${extent.rounds} rounds, window 64, 16 source ports; CPU of all processes of a side.`,
    )
    report.say(
      `Node ${process.version}, one PostgreSQL with fsync for both, our log of attempts on.\n`,
    )

    const scores = await playRounds(generate, sides, extent)
    report.say(scores.table())
    const figures: Figures = figuresOf(scores)
    Object.assign(figures, await measureStorm(generate, sides.lango))
    const slow = opened(
      await startFreeRadius({ name: 'FreeRADIUS, 32 threads', users, threads: 32 }),
    )
    for (const ms of [2, 8] as const) {
      await writeFile(pace, String(ms * 1000))
      figures[`slow_${ms}`] = await measureSlowDisk(generate, sides.lango, slow, ms)
    }
    await rm(pace)
    report.say(`\n${await tellLog(sides.lango.databaseUrl)}`)

    Object.assign(figures, await measureHistory(generate, sides.lango, extent.past, lines))
    for (const side of Object.values(sides)) await side.stop()
    Object.assign(figures, await measureGrowth(generate, server, extent))
    const ended = await measureExpiry(server, extent.expiring)
    figures.expiry_p99 = ended.p99_ms
    figures.expiry_all = ended.all_seconds
    report.say(`${ended.told} of ${extent.expiring} sessions told to end when their credit did.`)
    report.say(`G13, G14: ${extent.big} lines. G15: ${extent.past} past sessions.\n`)
    report.say(compare(figures))
    if (!words.includes('--quick')) await report.keep() // A look is no result.
  } finally {
    for (const stop of stops) await stop()
  }
}

/** The logins after a power cut: what isn't answered in 300 ms is sent again, three times. */
async function measureStorm(generate: Generator, lango: Side): Promise<Figures> {
  const heard = await generate(lango, {
    mode: 'pap',
    count: 30_000,
    rate: 10_000,
    sockets: 64,
    window: 16_000,
    resend_ms: 300,
    resends: 3,
  })
  return {
    storm_answered: (heard.answered / 30_000) * 100,
    storm_resent: (heard.resent / 30_000) * 100,
    storm_p99: heard.p99_us / 1000,
  }
}

let session = 50_000_000

async function measureSlowDisk(
  generate: Generator,
  lango: Side,
  other: Side,
  ms: number,
): Promise<number> {
  const load = { mode: 'start', window: 512, first: (session += 1_000_000) } as const
  const ours = await generate(lango, { ...load, count: 20_000 })
  const theirs = await generate(other, { ...load, count: ms === 2 ? 5000 : 2500 })
  return perSecond(ours) / perSecond(theirs)
}

async function tellLog(databaseUrl: string): Promise<string> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 60 })
  const [{ count } = { count: 0 }] = await db('access_decisions').count<{ count: number }[]>()
  await db.destroy()
  return `The log of attempts has ${count} rows.`
}
