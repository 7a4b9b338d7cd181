// Many credits that end in one second, the real jobs process, and a router that answers at once: how long after the
// instant is each session told to end?

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../appliance/database.ts'
import { findText, readPacket } from '../../radius/wire/packet.ts'
import { writeReply } from '../../radius/wire/packet-writer.ts'
import { testEnv } from '../support/database.ts'
import { createDatabase, startPostgres, type DurablePostgres } from '../support/durable-postgres.ts'
import { eventually } from '../support/eventually.ts'
import { routerSecret } from '../support/factories.ts'
import { startProcess } from '../support/processes.ts'
import { percentile } from './load.ts'
import { seedLines, seedOpenSessions } from './radius-lines.ts'

export interface Ended {
  /** Of the usual evening: thirty a second, for ten seconds. */
  p99_ms: number
  /** Of those that end within one second: how many were told within two minutes, and the last of them after that second began. */
  told: number
  all_seconds: number
}

const usual = 300
const usualSeconds = 10
const rushAt = (usualSeconds + 3) * 1000
const secondsMax = 120

/** `npm run bench expiry [LINES]`: these figures alone. */
export async function bench([lines = '10000']: readonly string[]): Promise<void> {
  const server = await startPostgres({ settings: { shared_buffers: '512MB', max_wal_size: '4GB' } })
  try {
    const { told, p99_ms, all_seconds } = await measureExpiry(server, Number(lines))
    console.log(`An evening: 99 % told within ${Math.round(p99_ms)} ms of their end.`)
    console.log(`${told} of ${lines} that end in one second told, all after ${all_seconds} s.`)
  } finally {
    await server.stop()
  }
}

/** When the credit of the nth line ends, in milliseconds after the first of them. */
function endOf(n: number): number {
  if (n <= usual) return (n * usualSeconds * 1000) / usual
  return rushAt + (n % 1000)
}

export async function measureExpiry(server: DurablePostgres, lines: number): Promise<Ended> {
  const router = await openRouter()
  const databaseUrl = await createDatabase(server.url, `expiry_${lines}`)
  const far = Temporal.Now.instant().add({ hours: 240 })
  await seedLines(databaseUrl, {
    lines: usual + lines,
    routers: [{ address: '127.0.0.1', coa_port: router.port }],
    ends_at: far,
  })
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 60 })
  await seedOpenSessions(databaseUrl)
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-bench-jobs-'))
  const jobs = await startProcess('jobs', testEnv(databaseUrl, { LANGO_STATE_DIR: stateDir }))
  try {
    const began = Temporal.Now.instant().add({ seconds: 5 })
    const ends = Array.from({ length: usual + lines }, (_, at) => endOf(at + 1))
    await db.transaction(async (trx) => {
      await trx.raw('set local session_replication_role = replica')
      await trx.raw(
        `update credits c set ends_at = :began::timestamptz + make_interval(secs => n.ms / 1000), due_at = :began::timestamptz + make_interval(secs => n.ms / 1000)
         from unnest(:ends::double precision[]) with ordinality as n (ms, at) where c.service_id = n.at`,
        { began, ends } as never,
      )
    })
    await eventually('all told', () => router.told.size >= ends.length, secondsMax).catch(() => {})
    const late = ends.map((end, at) => {
      const told = router.told.get(`b${at + 1}`)
      return told === undefined ? Infinity : told - began.epochMilliseconds - end
    })
    const second = ends.slice(usual).map((end, at) => late[usual + at]! + end - rushAt)
    return {
      p99_ms: percentile(
        late.slice(0, usual).toSorted((one, other) => one - other),
        0.99,
      ),
      told: second.filter(Number.isFinite).length,
      all_seconds: Math.max(...second) / 1000,
    }
  } finally {
    await jobs.kill('SIGTERM')
    await db.destroy()
    router.close()
    await rm(stateDir, { recursive: true, force: true })
  }
}

/** Says Disconnect-ACK, and notes when each session was first asked for. */
async function openRouter() {
  const told = new Map<string, number>()
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => {
    const { packet } = readPacket(bytes)
    if (packet?.code !== 'Disconnect-Request') return
    const session = findText(packet, 'Acct-Session-Id') ?? ''
    if (!told.has(session)) told.set(session, performance.timeOrigin + performance.now())
    socket.send(writeReply(packet, 'Disconnect-ACK', [], routerSecret), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.setRecvBufferSize(4 * 1024 * 1024)
  return { port: socket.address().port, told, close: () => void socket.close() }
}
