// Who is answered, who is not, and that an answer given twice is the same answer.

import { randomBytes, randomInt } from 'node:crypto'
import { setImmediate as oneTurn } from 'node:timers/promises'
import test from 'ava'
import { capture, openBareRouter } from '../support/radclient.ts'
import { login, openVillage, secret } from './conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
await village.addHome({ user_name: 'wanjiku', paid: [[-24, 24]] })
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const olkeri = { name: 'Olkeri', address: '127.0.0.2', unsigned: true }
await village.addRouter(olkeri)
const radius = await village.open()
const { auth_port, acct_port } = radius
test.after.always(() => village.close())

const signed = login('wanjiku')
const unsigned = signed.replace(/\nMessage-Authenticator.*/, '')
const start = 'User-Name = "wanjiku"\nAcct-Session-Id = "81300001"\nAcct-Status-Type = Start'
const areYouThere = 'Message-Authenticator = 0x00'

function unanswered(reason: string): number {
  return radius.unanswered().get(reason) ?? 0
}

/** Sends bytes, and a sound question from next door; what is not answered when that is, is not answered. */
async function isIgnored(bytes: Buffer, address = '127.0.0.1', port = auth_port): Promise<boolean> {
  const [asker, neighbour] = [await openBareRouter(port, address), await openBareRouter(port)]
  asker.send(bytes)
  neighbour.send(await capture('status', secret, areYouThere))
  await neighbour.next()
  await oneTurn()
  const ignored = asker.unread() === 0
  asker.close()
  neighbour.close()
  return ignored
}

const { strangers, kilimani, old } = {
  strangers: '127.0.0.9',
  kilimani: '127.0.0.1',
  old: olkeri.address,
}
const proxied = `${unsigned}\nProxy-State = 0x01`
const sessionless = 'User-Name = "wanjiku"\nAcct-Status-Type = Start'
const speechless = 'User-Name = "wanjiku"\nAcct-Session-Id = "1"'

const table = [
  ['T48: an unknown router', 'unknown_router', strangers, auth_port, 'auth', secret, signed],
  ['T48: an unknown router that asks if we are there', 'unknown_router', strangers, auth_port, 'status', secret, areYouThere],
  ['F50: a wrong shared secret', 'wrong_message_authenticator', kilimani, auth_port, 'auth', 'another', signed],
  ['F50: a wrong shared secret in accounting', 'wrong_request_authenticator', kilimani, acct_port, 'acct', 'another', start],
  ['T48: a wrong shared secret, asking if we are there', 'wrong_message_authenticator', kilimani, acct_port, 'status', 'another', areYouThere],
  ['T45: no Message-Authenticator', 'no_message_authenticator', kilimani, auth_port, 'auth', secret, unsigned],
  ['T45: unsigned, with room for a forger', 'unsigned_proxy_state', old, auth_port, 'auth', secret, proxied],
  ['accounting at the login port', 'wrong_port', kilimani, auth_port, 'acct', secret, start],
  ['a login at the accounting port', 'wrong_port', kilimani, acct_port, 'auth', secret, signed],
  ['accounting of no session', 'no_acct_session_id', kilimani, acct_port, 'acct', secret, sessionless],
  ['accounting that says nothing', 'no_acct_status_type', kilimani, acct_port, 'acct', secret, speechless],
] as const // prettier-ignore

for (const [what, reason, address, port, kind, spoken, words] of table) {
  test.serial(`silence: ${what}`, async (t) => {
    const before = unanswered(reason)
    t.true(await isIgnored(await capture(kind, spoken, words), address, port))
    t.is(unanswered(reason), before + 1)
  })
}

test.serial('an old router that may not sign is heard', async (t) => {
  t.false(await isIgnored(await capture('auth', secret, unsigned), old))
})

test.serial(
  'F48, invariant 29: a login asked twice is answered twice with the same bytes, and decided once',
  async (t) => {
    const router = await openBareRouter(auth_port)
    const request = await capture('auth', secret, `${signed}\nCalling-Station-Id = "twice"`)
    router.send(request)
    const first = await router.next()
    router.send(request)
    t.deepEqual(await router.next(), first)
    router.close()

    await radius.flush()
    t.is((await db('access_decisions').where({ calling_station_id: 'twice' })).length, 1)
  },
)

test.serial('T45: the first attribute of an answer is its Message-Authenticator', async (t) => {
  const router = await openBareRouter(auth_port)
  router.send(await capture('auth', secret, signed))
  router.send(await capture('auth', secret, login('nobody')))
  t.deepEqual([...(await router.next()).subarray(20, 22)], [80, 18])
  t.deepEqual([...(await router.next()).subarray(20, 22)], [80, 18])
  router.close()
})

test.serial('the same question from another port is another question', async (t) => {
  const [one, other] = [await openBareRouter(auth_port), await openBareRouter(auth_port)]
  const request = await capture('auth', secret, signed)
  one.send(request)
  other.send(request)
  t.notDeepEqual(await one.next(), await other.next()) // Each has a Class of its own.
  one.close()
  other.close()
})

test.serial(
  'F48, invariant 29, invariant 30: accounting repeated while it is being written is not answered twice',
  async (t) => {
    const router = await openBareRouter(acct_port)
    const request = await capture('acct', secret, start)
    for (let times = 0; times < 5; times++) router.send(request)
    const answer = await router.next()
    router.send(request)
    t.deepEqual(await router.next(), answer)
    router.send(await capture('status', secret, areYouThere))
    await router.next()
    t.is(router.unread(), 0)
    router.close()
    t.is((await db('sessions').where({ acct_session_id: '81300001' })).length, 1)
  },
)

test.serial('a forged packet does not stand in the way of the true one', async (t) => {
  const router = await openBareRouter(auth_port)
  const request = await capture('auth', secret, signed)
  const forged = Buffer.from(request)
  forged[forged.length - 1]! ^= 1 // In the Message-Authenticator: all that tells packets apart is the same.
  router.send(forged)
  router.send(request)
  t.is((await router.next())[1], request[1])
  t.is(router.unread(), 0)
  router.close()
})

test.serial('F51: any bytes of any length are survived', async (t) => {
  const router = await openBareRouter(auth_port)
  const sound = await capture('auth', secret, signed)
  for (let length = 0; length <= 4096; length += length < 64 ? 1 : 97)
    router.send(randomBytes(length))
  for (let times = 0; times < 1000; times++) {
    const spoilt = Buffer.from(sound)
    for (let at = randomInt(4); at >= 0; at--) spoilt[randomInt(spoilt.length)] = randomInt(256)
    router.send(spoilt.subarray(0, times % 3 === 0 ? randomInt(spoilt.length) : spoilt.length))
  }
  const failed = unanswered('failed')
  const probe = await openBareRouter(auth_port)
  probe.send(sound)
  t.is((await probe.next())[0], 2)
  t.is(unanswered('failed'), failed)
  probe.close()
  router.close()
})
