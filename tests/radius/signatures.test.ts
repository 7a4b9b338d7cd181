// T45, BlastRADIUS: who may speak without a Message-Authenticator and for how long, and what our answers begin with.

import { createHmac } from 'node:crypto'
import { setImmediate as oneTurn } from 'node:timers/promises'
import test from 'ava'
import type { Radius } from '../../radius/radius.ts'
import { eventually } from '../support/eventually.ts'
import { capture, openBareRouter } from '../support/radclient.ts'
import { login, noon, openVillage, secret } from './conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
await village.addHome({ user_name: 'wanjiku', paid: [[-24, 24 * 40]] })
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const radius = await village.open()
test.after.always(() => village.close())

const signed = login('wanjiku')
const unsigned = signed.replace(/\nMessage-Authenticator.*/, '')

/** The answer; undefined where a later question of a neighbour's is answered and this one is not. */
async function hear(words: string, address: string, { auth_port }: Radius = radius) {
  const [asker, neighbour] = [
    await openBareRouter(auth_port, address),
    await openBareRouter(auth_port),
  ]
  const request = await capture('auth', secret, words)
  asker.send(request)
  neighbour.send(await capture('status', secret, 'Message-Authenticator = 0x00'))
  await neighbour.next()
  await oneTurn()
  const reply = asker.unread() > 0 ? await asker.next() : undefined
  asker.close()
  neighbour.close()
  return reply && { request, reply }
}

/** The answer, however long it takes: a no is looked up once more. */
async function answerTo(words: string, from = '127.0.0.1') {
  const router = await openBareRouter(radius.auth_port, from)
  const request = await capture('auth', secret, words)
  router.send(request)
  const reply = await router.next()
  router.close()
  return { request, reply }
}

let address = 10
async function addOldRouter(): Promise<{ id: number; address: string }> {
  const router = { name: `Old ${address}`, address: `127.0.0.${(address += 1)}`, unsigned: true }
  const id = await village.addRouter(router)
  await radius.readModel.lookAgain()
  return { id, address: router.address }
}

test.serial(
  'T45: a router without an exception is not heard unsigned, and is signed',
  async (t) => {
    t.is(await hear(unsigned, '127.0.0.1'), undefined)
    t.truthy(await hear(signed, '127.0.0.1'))
  },
)

test.serial('T45: an exception ends on its day, to the second', async (t) => {
  const old = await addOldRouter()
  village.clock.set('2026-11-22T08:59:59Z')
  t.truthy(await hear(unsigned, old.address))
  village.clock.set('2026-11-22T09:00:00Z')
  t.is(await hear(unsigned, old.address), undefined)
  village.clock.set(noon)
})

test.serial('T45: an exception lasts thirty days at most', async (t) => {
  const old = await addOldRouter()
  const from = Temporal.Instant.from(noon)
  const until = (days: number, seconds = 0) =>
    db('routers')
      .where({ id: old.id })
      .update({ unsigned_from: from, unsigned_until: from.add({ hours: 24 * days, seconds }) })
  await until(30)
  await t.throwsAsync(until(30, 1), { code: '23514' })
  await t.throwsAsync(until(0), { code: '23514' })
  await t.throwsAsync(db('routers').where({ id: old.id }).update({ unsigned_from: null }), { code: '23514' }) // prettier-ignore
})

test.serial(
  'T45: a router that has signed once always must: at once, and after a restart',
  async (t) => {
    const old = await addOldRouter()
    t.truthy(await hear(unsigned, old.address))
    // Signed with a wrong secret it proves nothing: anybody may send that.
    const forged = await openBareRouter(radius.auth_port, old.address)
    forged.send(await capture('auth', 'another', signed))
    t.truthy(await hear(unsigned, old.address))
    forged.close()

    t.truthy(await hear(signed, old.address))
    t.is(await hear(unsigned, old.address), undefined)
    await radius.flush()
    t.truthy((await db('routers').where({ id: old.id }).first())!.signs_since)

    const again = await village.open()
    t.is(await hear(unsigned, old.address, again), undefined)
    t.truthy(await hear(signed, old.address, again))
  },
)

test.serial(
  'T45: asking whether we are there, or accounting, does not mean that a router signs its logins',
  async (t) => {
    const old = await addOldRouter()
    const router = await openBareRouter(radius.auth_port, old.address)
    router.send(await capture('status', secret, 'Message-Authenticator = 0x00'))
    await router.next()
    t.truthy(await hear(unsigned, old.address))
    router.close()
  },
)

test.serial(
  'T45: what was proved while PostgreSQL was away is written down when it is back',
  async (t) => {
    const old = await addOldRouter()
    await db.raw('alter table routers rename to routers_gone')
    t.truthy(await hear(signed, old.address))
    t.is(await hear(unsigned, old.address), undefined)
    await radius.flush()
    await db.raw('alter table routers_gone rename to routers')
    await eventually('it is written down', async () => {
      const row = await db('routers').where({ id: old.id }).first('signs_since')
      return row?.signs_since
    })
    t.pass()
  },
)

/** RFC 3579 3.2: over the reply with the request's authenticator in its place and zeros for the signature. */
function isSigned(request: Buffer, reply: Buffer): boolean {
  const bytes = Buffer.from(reply)
  request.copy(bytes, 4, 4, 20)
  const claimed = Buffer.from(bytes.subarray(22, 38))
  bytes.fill(0, 22, 38)
  return claimed.equals(createHmac('md5', secret).update(bytes).digest())
}

for (const [what, words, code] of [
  ['Access-Accept', signed, 2],
  ['Access-Reject', login('nobody'), 3],
  ['Access-Accept through a proxy', `${signed}\nProxy-State = 0x0102`, 2],
] as const) {
  test.serial(
    `T45: ${what} begins with its Message-Authenticator, and that is right`,
    async (t) => {
      const { request, reply } = await answerTo(words)
      t.is(reply[0], code)
      t.deepEqual([...reply.subarray(20, 22)], [80, 18])
      t.true(isSigned(request, reply))
      if (words.includes('Proxy-State')) t.true(reply.includes(Buffer.from([33, 4, 1, 2])))
    },
  )
}

test.serial('T45: what is heard unsigned is answered signed', async (t) => {
  const old = await addOldRouter()
  const { request, reply } = await answerTo(unsigned, old.address)
  t.deepEqual([...reply.subarray(20, 22)], [80, 18])
  t.true(isSigned(request, reply))
})

test.serial(
  'T45: a forger’s room: the Proxy-State of a collision gets silence, also from an old router',
  async (t) => {
    const old = await addOldRouter()
    t.is(await hear(`${unsigned}\nProxy-State = 0x${'ab'.repeat(200)}`, old.address), undefined)
    t.is(await hear(`${unsigned}\nProxy-State = 0x01`, '127.0.0.1'), undefined)
  },
)
