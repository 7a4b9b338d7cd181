// Several processes on RADIUS's port: a router's repeat comes to the one that answered, and only the first says yes.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import test from 'ava'
import { readHealth } from '../../appliance/health.ts'
import { decodePacket, encodeRequest } from '../simulators/router/codec.ts'
import { testEnv } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { freeUdpPort, startProcess } from '../support/processes.ts'
import { openVillage, secret, type Village } from './conversations/village.ts'

const askers = 50
const repeats = 20

interface Asker {
  socket: Socket
  request: Buffer
  answers: Buffer[]
}

async function openAsker(port: number, index: number, user: string): Promise<Asker> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const answers: Buffer[] = []
  socket.on('message', (bytes) => answers.push(bytes))
  const attributes = [['User-Name', user], ['User-Password', 'maji-ya-kunywa']] as const // prettier-ignore
  const identifier = index
  const request = encodeRequest({
    code: 'Access-Request',
    identifier,
    secret,
    attributes,
    with_message_authenticator: true,
  })
  return { socket, request, answers }
}

async function startWorkers(village: Village): Promise<{ port: number; stop(): Promise<void> }> {
  const [port, acct] = [await freeUdpPort(), await freeUdpPort()]
  const env = testEnv(village.appliance.config.databaseUrl, {
    LANGO_STATE_DIR: village.stateDir,
    LANGO_RADIUS_HOST: '127.0.0.1',
    LANGO_RADIUS_AUTH_PORT: String(port),
    LANGO_RADIUS_ACCT_PORT: String(acct),
    LANGO_RADIUS_WORKERS: '2',
  })
  const radius = await startProcess('radius', env)
  await eventually('both are there', async () => (await readHealth(village.stateDir)).length === 2)
  return { port, stop: () => radius.kill('SIGTERM') }
}

test('F49: with two workers a thousand repeats are answered byte for byte as the first time', async (t) => {
  const village = await openVillage()
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const now = Temporal.Now.instant()
  const hours = now.since(village.clock.now()).total('hours')
  const paid: [number, number][] = [[hours - 1, hours + 1]]
  const isKnown = (index: number) => index % 3 < 2
  for (let index = 0; index < askers; index++)
    if (isKnown(index)) await village.addHome({ user_name: `mtu-${index}`, paid })
  const { port, stop } = await startWorkers(village)
  t.teardown(village.close)
  t.teardown(stop)

  const all = await Promise.all(
    Array.from({ length: askers }, (_, index) => openAsker(port, index, `mtu-${index}`)),
  )
  t.teardown(() => all.forEach(({ socket }) => socket.close()))
  for (const { socket, request } of all) socket.send(request)
  await eventually('each is answered', () => all.every(({ answers }) => answers.length === 1))
  for (let times = 0; times < repeats; times++) {
    for (const { socket, request } of all) socket.send(request)
    await eventually('all is answered', () =>
      all.every(({ answers }) => answers.length === times + 2),
    )
  }
  for (const [index, { answers }] of all.entries()) {
    const { code } = decodePacket(answers[0]!)
    t.is(code, isKnown(index) ? 'Access-Accept' : 'Access-Reject')
    t.true(answers.every((answer) => answer.equals(answers[0]!))) // An Accept has sixteen random octets in its Class.
  }

  // The kernel gave each of the two its share: both have heard what they do not answer.
  for (const { socket } of all) socket.send(Buffer.from('noise'))
  await eventually('both have heard', async () => {
    const told = await readHealth(village.stateDir)
    return told.every(({ radius }) => Object.keys(radius!.unanswered).length > 0)
  })
  const accepts = all.filter((_, index) => isKnown(index)).length
  await eventually('each yes is noted once', async () => {
    const rows = await village.appliance.db('access_decisions').where({ outcome: 'accept' })
    return rows.length === accepts
  })
})

test('a worker that dies is started again, and all end with the first', async (t) => {
  const village = await openVillage()
  const { stop } = await startWorkers(village)
  t.teardown(village.close)
  const worker = (await readHealth(village.stateDir)).find(({ name }) => name === 'radius-1')!
  process.kill(worker.pid, 'SIGKILL')
  await eventually('another is there', async () => {
    const now = (await readHealth(village.stateDir)).find(({ name }) => name === 'radius-1')!
    return now.pid !== worker.pid
  })
  await stop()
  t.deepEqual(await readHealth(village.stateDir), [])
})
