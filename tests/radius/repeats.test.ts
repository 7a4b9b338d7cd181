// Repeats: what is the same question, and what a packet with a wrong authenticator may change (invariants 29 and 31).

import { setImmediate as oneTurn } from 'node:timers/promises'
import test from 'ava'
import { writeRequest } from '../../radius/wire/packet-writer.ts'
import { attribute } from '../../radius/wire/attributes.ts'
import { hidePassword } from '../../radius/wire/passwords.ts'
import { capture, openBareRouter } from '../support/radclient.ts'
import { openVillage, secret } from './conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
// A home for each test: one line is one place.
for (const user_name of ['wanjiku', 'u45', 'u46', 'f49', 'inv31'])
  await village.addHome({ user_name, paid: [[-24, 24]] })
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
await village.addRouter({ name: 'Thika', address: '127.0.0.2' })
const radius = await village.open()
const { auth_port, acct_port } = radius
const areYouThere = await capture('status', secret, 'Message-Authenticator = 0x00')
test.after.always(() => village.close())

/** A login with this identifier and this authenticator, of a home that is called as its station. */
function entry(identifier: number, octet: number, station: string): Buffer {
  const authenticator = Buffer.alloc(16, octet)
  const password = hidePassword('maji-ya-kunywa', authenticator, secret)
  const attributes = [
    attribute('User-Name', station),
    attribute('User-Password', password),
    attribute('Calling-Station-Id', station),
  ]
  return writeRequest({ code: 'Access-Request', identifier, attributes, secret, messageAuthenticator: true, authenticator }) // prettier-ignore
}

const decisionsAbout = async (calling_station_id: string) => {
  await radius.flush()
  return (await db('access_decisions').where({ calling_station_id })).length
}

test.serial(
  'U45: the same identifier with another authenticator is another question',
  async (t) => {
    const router = await openBareRouter(auth_port)
    router.send(entry(7, 1, 'u45'))
    const first = await router.next()
    router.send(entry(7, 2, 'u45'))
    const second = await router.next()
    t.notDeepEqual(first, second)
    router.send(entry(7, 1, 'u45'))
    t.deepEqual(await router.next(), first)
    t.is(await decisionsAbout('u45'), 2)
    router.close()
  },
)

test.serial(
  'U46, F48: a repeat gets the same bytes however often, and nothing is done again',
  async (t) => {
    const router = await openBareRouter(auth_port)
    const question = entry(8, 1, 'u46')
    router.send(question)
    const first = await router.next()
    for (let times = 0; times < 20; times++) {
      router.send(question)
      t.deepEqual(await router.next(), first)
    }
    t.is(await decisionsAbout('u46'), 1)
    router.close()
  },
)

test.serial(
  'F49: another address, another port of a router, another port of ours: each another question',
  async (t) => {
    const question = entry(9, 1, 'f49')
    const askers = [
      await openBareRouter(auth_port),
      await openBareRouter(auth_port),
      await openBareRouter(auth_port, '127.0.0.2'),
    ]
    const answers = new Set<string>()
    for (const asker of askers) {
      asker.send(question)
      answers.add((await asker.next()).toString('hex'))
    }
    t.is(answers.size, 3)
    const [auth, acct] = [await openBareRouter(auth_port), await openBareRouter(acct_port)]
    auth.send(areYouThere)
    t.is((await auth.next())[0], 2)
    acct.send(areYouThere)
    t.is((await acct.next())[0], 5)
    for (const each of [...askers, auth, acct]) each.close()
  },
)

test.serial(
  'invariant 31: a wrong authenticator changes nothing, not even what a repeat is answered',
  async (t) => {
    const [router, neighbour] = [await openBareRouter(auth_port), await openBareRouter(auth_port)]
    const question = entry(10, 1, 'inv31')
    const forged = Buffer.from(question)
    forged[forged.length - 1]! ^= 1 // Address, port, code, identifier and authenticator are those of the true one.

    router.send(forged) // Before it: takes no place.
    router.send(question)
    const first = await router.next()
    router.send(forged) // After it: does not get the answer, and does not put it away.
    neighbour.send(areYouThere)
    await neighbour.next()
    await oneTurn()
    t.is(router.unread(), 0)
    router.send(question)
    t.deepEqual(await router.next(), first)
    t.is(await decisionsAbout('inv31'), 1)
    router.close()
    neighbour.close()
  },
)

test.serial('invariant 31: forged accounting leaves no session and no place', async (t) => {
  const router = await openBareRouter(acct_port)
  const words = 'User-Name = "wanjiku"\nAcct-Session-Id = "81300031"\nAcct-Status-Type = Start'
  const question = await capture('acct', secret, words)
  const forged = Buffer.from(question)
  forged[forged.length - 1]! ^= 2 // The status; its header is signed over another one.
  router.send(forged)
  router.send(question)
  t.is((await router.next())[0], 5)
  t.is(router.unread(), 0)
  const sessions = await village.sessionsOf('wanjiku')
  t.deepEqual(sessions.map(({ acct_session_id, stopped_at }) => [acct_session_id, stopped_at]), [['81300031', null]]) // prettier-ignore
  router.close()
})
