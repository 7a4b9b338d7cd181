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
import { createDatabase, type DurablePostgres } from '../support/durable-postgres.ts'
import { eventually } from '../support/eventually.ts'
import { routerSecret } from '../support/factories.ts'
import { startProcess } from '../support/processes.ts'
import { percentile } from './load.ts'
import { seedLines, seedOpenSessions } from './radius-lines.ts'

export interface Ended {
  /** Of those that were told within two minutes, sorted. */
  milliseconds: number[]
  told: number
  p99_ms: number
  all_seconds: number
}

const secondsMax = 120

export async function measureExpiry(server: DurablePostgres, lines: number): Promise<Ended> {
  const router = await openRouter()
  const databaseUrl = await createDatabase(server.url, `expiry_${lines}`)
  const far = Temporal.Now.instant().add({ hours: 240 })
  await seedLines(databaseUrl, {
    lines,
    routers: [{ address: '127.0.0.1', coa_port: router.port }],
    ends_at: far,
  })
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 60 })
  await seedOpenSessions(databaseUrl)
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-bench-jobs-'))
  const jobs = await startProcess('jobs', testEnv(databaseUrl, { LANGO_STATE_DIR: stateDir }))
  try {
    const ends_at = Temporal.Now.instant().add({ seconds: 5 })
    await db.transaction(async (trx) => {
      await trx.raw('set local session_replication_role = replica')
      await trx.raw('update credits set ends_at = :ends_at, due_at = :ends_at', {
        ends_at,
      } as never)
    })
    await eventually('all told', () => router.told.size >= lines, secondsMax).catch(() => {})
    const milliseconds = [...router.told.values()]
      .map((at) => at - ends_at.epochMilliseconds)
      .toSorted((one, other) => one - other)
    const all = milliseconds.length >= lines ? milliseconds.at(-1)! / 1000 : Infinity
    return {
      milliseconds,
      told: milliseconds.length,
      p99_ms: all === Infinity ? Infinity : percentile(milliseconds, 0.99),
      all_seconds: all,
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
