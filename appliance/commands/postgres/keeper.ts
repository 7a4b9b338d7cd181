// Keeps one PostgreSQL: as a process of its own, so that PostgreSQL ends in good order even when whoever wanted
// it is killed. Its parent hears when PostgreSQL answers, and starts it again when it has died.

import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { Refusal } from '../../errors.ts'
import { allGone, freePort, runUser, signal } from '../machine.ts'
import { openCluster, superuser, type Cluster } from './cluster.ts'
import { installPrograms } from './programs.ts'
import { endPostgres, readKeeping, type Keeping } from './keeping.ts'

const host = '127.0.0.1'
const portTriesMax = 5

let child: ChildProcess | undefined
let stopping = false

async function keep(keeping: Keeping): Promise<void> {
  const programs = await installPrograms(keeping.home)
  await endPostgres(keeping.folder)
  const cluster = await openCluster(keeping.folder, programs, keeping.durable)
  const port = await start(programs.bin, cluster, keeping)
  child!.on('exit', (code, name) => {
    if (stopping) return
    console.error(`PostgreSQL ended by itself (${name ?? `code ${code}`})`)
    process.exit(1)
  })
  const url = `postgres://${superuser}:${cluster.password}@${host}:${port}/postgres`
  process.send?.({ ready: true, url, pid: child!.pid, version: programs.version })
}

/** Told to, or its parent is gone. Before PostgreSQL runs, what is under way is finished first. */
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  if (!child) return
  for (const [name, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 5],
    ['SIGKILL', 5],
  ] as const) {
    signal(child.pid!, name) // SIGINT is PostgreSQL's fast shutdown.
    if (await allGone([child.pid!], seconds)) break
  }
  process.exit(0)
}

/** Starts it on the port it had before, or on another where that is taken meanwhile. */
async function start(
  bin: string,
  cluster: Cluster,
  { folder, durable, settings, environment }: Keeping,
): Promise<number> {
  const remembered = join(folder, 'port')
  const before = Number(await readFile(remembered, 'utf8').catch(() => 0))
  for (let tries = 1; tries <= portTriesMax; tries++) {
    const port = await freePort(tries === 1 ? before : 0, 'tcp', host)
    const given = { ...usual(durable), ...settings, port: String(port) }
    const words = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    if (stopping) process.exit(0)
    child = spawn(join(bin, 'postgres'), ['-D', cluster.data, ...words], {
      ...runUser(),
      cwd: '/',
      detached: true, // The terminal's Ctrl-C is for us.
      env: { PATH: '/usr/bin:/bin', TZ: 'UTC', ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    if (await answers(child, port, cluster.password)) {
      await writeFile(remembered, String(port))
      return port
    }
  }
  throw new Error('it ends as soon as it begins')
}

function usual(durable: boolean): Record<string, string> {
  const kept = durable ? 'on' : 'off'
  return {
    listen_addresses: host,
    unix_socket_directories: '',
    fsync: kept,
    synchronous_commit: kept,
    full_page_writes: kept,
    max_connections: durable ? '80' : '200',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
}

/** Waits until it answers; recovery after a power cut may take its time. False when it has ended. */
async function answers(child: ChildProcess, port: number, password: string): Promise<boolean> {
  child.on('error', (error) => console.error(error.message))
  while (child.pid && child.exitCode === null && child.signalCode === null) {
    const client = new Client({
      host,
      port,
      user: superuser,
      password,
      database: 'postgres',
      connectionTimeoutMillis: 2000,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      return true
    } catch {
      await wait(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
  return false
}

// Whatever the terminal, the machine or the parent's end sends means the same.
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'disconnect'] as const)
  process.on(name, () => void stop())
await keep(readKeeping()).catch((error: unknown) => {
  console.error(error)
  const { message } = error as Error
  const failed = error instanceof Refusal ? message : `postgresql did not start: ${message}`
  if (process.send) process.send({ failed }, () => process.exit(1))
  else process.exit(1)
})
