// T48, F52: junk and floods. Strangers cost a look into a table; a router gone wild empties its own bucket.

import { randomBytes } from 'node:crypto'
import test from 'ava'
import { openBuckets } from '../../radius/buckets.ts'
import { openProofs } from '../../radius/proofs.ts'
import { openPort } from '../../radius/server.ts'
import { openSilences } from '../../radius/silences.ts'
import { writeReply, writeRequest } from '../../radius/wire/packet-writer.ts'
import { eventually } from '../support/eventually.ts'
import { capture, openBareRouter, type BareRouter } from '../support/radclient.ts'
import { openVillage, secret } from './conversations/village.ts'

const village = await openVillage()
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
await village.addRouter({ name: 'Wild', address: '127.0.0.2' })
const radius = await village.open({ bucket: { packetsPerSecond: 3000, burst: 15_000 } })
const { auth_port } = radius

const unanswered = (reason: string) => radius.unanswered().get(reason) ?? 0
const areYouThere = await capture('status', secret, 'Message-Authenticator = 0x00')
test.after.always(() => village.close())

/** Another question each time, so that no answer is a repeated one. */
function question(number: number): Buffer {
  const identifier = number % 256
  return writeRequest({
    code: 'Status-Server',
    identifier,
    attributes: [],
    secret,
    messageAuthenticator: true,
  })
}

/** Sends a hundred, and a sound question of a neighbour's, in turns. Returns how long the slowest answer took. */
async function flood(wild: BareRouter, packets: Buffer[], rounds: number): Promise<number> {
  const neighbour = await openBareRouter(auth_port)
  let slowest = 0
  for (let round = 0; round < rounds; round++) {
    for (let times = 0; times < 100; times++) wild.send(packets[(round + times) % packets.length]!)
    const began = performance.now()
    neighbour.send(question(round))
    await neighbour.next()
    slowest = Math.max(slowest, performance.now() - began)
  }
  neighbour.close()
  return slowest
}

test('T48: a bucket holds its burst, fills at its rate, and is a router’s own', (t) => {
  let now = 0
  const buckets = openBuckets({ packetsPerSecond: 3000, burst: 15_000 }, () => now)
  const taken = (id: number) => Array.from({ length: 20_000 }, () => buckets.take(id)).filter(Boolean).length // prettier-ignore
  t.is(taken(1), 15_000)
  t.is(taken(1), 0)
  t.is(taken(2), 15_000)
  now = 1000
  t.is(taken(1), 3000)
  now = 3600_000
  t.is(taken(1), 15_000)
})

test.serial(
  'T48: a stranger’s packet, however sound, is dropped before it is even read',
  async (t) => {
    const looked: string[] = []
    const touchy = {
      buckets: { take: () => looked.push('bucket') > 0 },
      proofs: {
        ...openProofs(village.appliance),
        check: () => (looked.push('crypto'), { doubt: 'x' }),
      },
    }
    const port = await openPort('127.0.0.1', 0, {
      ...touchy,
      findRouter: () => undefined,
      silences: openSilences(() => void looked.push('told')),
      answerers: { 'Status-Server': (request) => writeReply(request, 'Access-Accept', [], secret) },
    })
    const stranger = await openBareRouter(port.port)
    for (const bytes of [areYouThere, randomBytes(4096), Buffer.alloc(0)]) stranger.send(bytes)
    await eventually('it has come', () => looked.length > 0)
    t.deepEqual(looked, ['told'])
    stranger.close()
    await touchy.proofs.close()
    await port.close()
  },
)

test.serial(
  'F52: 20,000 junk datagrams of strangers, and every question of a router is answered',
  async (t) => {
    const before = unanswered('unknown_router')
    const stranger = await openBareRouter(auth_port, '127.0.0.9')
    const junk = Array.from({ length: 50 }, (_, index) => randomBytes(20 + index * 80))
    const slowest = await flood(stranger, [...junk, areYouThere], 200)
    t.true(slowest < 300, `${slowest} ms`)
    t.true(unanswered('unknown_router') - before > 1000) // The kernel may drop what does not fit.
    t.is(stranger.unread(), 0)
    stranger.close()
  },
)

test.serial(
  'F52: a known router that sends 20,000 junk datagrams does not starve another',
  async (t) => {
    const wild = await openBareRouter(auth_port, '127.0.0.2')
    const forged = await capture('auth', 'another', 'User-Name = "x"\nMessage-Authenticator = 0x00')
    const slowest = await flood(wild, [forged, randomBytes(400)], 200)
    t.true(slowest < 300, `${slowest} ms`)
    t.is(wild.unread(), 0)
    wild.close()
  },
)

test.serial(
  'T48: a router beyond its bucket gets silence; its neighbour answers; then it is heard again',
  async (t) => {
    const small = await village.open({ bucket: { packetsPerSecond: 20, burst: 50 } })
    const port = small.auth_port
    const [wild, neighbour] = [await openBareRouter(port, '127.0.0.2'), await openBareRouter(port)]
    for (let number = 0; number < 200; number++) wild.send(question(number))
    neighbour.send(areYouThere)
    t.is((await neighbour.next())[0], 2)
    await eventually('all have come', () => (small.unanswered().get('too_many') ?? 0) >= 140)
    t.true(wild.unread() <= 60)
    const heard = wild.unread()
    await eventually('there is room again', () => {
      wild.send(question(7))
      return wild.unread() > heard
    })
    wild.close()
    neighbour.close()
  },
)
