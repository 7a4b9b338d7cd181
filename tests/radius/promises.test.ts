// What holds for every Access-Accept: who gets one, and what may stand in it.

import test from 'ava'
import * as fc from 'fast-check'
import { eventually } from '../support/eventually.ts'
import { ask, capture, openBareRouter, valueIn, type Heard } from '../support/radclient.ts'
import { login, openVillage, peerOf, secret } from './conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
const here = '127.0.0.1'
const stranger = '127.0.0.98'
const paid: [number, number][] = [[-1, 1]]
const kilimani = await village.addRouter({ name: 'Kilimani', address: here })
const away = await village.addRouter({ name: 'Kibera', address: '127.0.0.97' })
const homes = [
  { user_name: 'wanjiku', paid },
  { user_name: 'elsewhere', paid, line: { router_id: away } },
  { user_name: 'ended', paid: [[-2, -1]] as [number, number][] },
  { user_name: 'suspended', paid, suspended: true },
  { user_name: 'full', paid },
]
for (const home of homes) await village.addHome(home)
await village.addHome({ user_name: 'static', paid: [[-2, -1]], static_address: '10.20.0.7' })
const radius = await village.open()
const auth = peerOf(radius, 'auth')
test.after.always(() => village.close())

/** The code of the answer to one packet that came from there; undefined where none came in a second. */
async function codeOf(words: string, from = here, spoken = secret): Promise<number | undefined> {
  const router = await openBareRouter(radius.auth_port, from)
  router.send(await capture('auth', spoken, words))
  const answer = await router.next().catch(() => undefined)
  router.close()
  return answer?.[0]
}

const [accept, reject] = [2, 3]
const box = (user_name: string, last: number) =>
  `${login(user_name)}\nCalling-Station-Id = "4C:5E:0C:AA:00:0${last}"`

test('invariant 26: an Access-Accept takes all of it: take away any one, and there is none', async (t) => {
  t.is(await codeOf(login('wanjiku')), accept)
  const unsigned = login('wanjiku').replace(/\nMessage-Authenticator.*/, '')
  t.is(await codeOf(unsigned), undefined, 'its signature')
  t.is(await codeOf(login('wanjiku'), here, 'another-secret-of-22-signs'), undefined, 'the right one')
  t.is(await codeOf(login('wanjiku'), stranger), undefined, 'a router that is known')
  t.is(await codeOf(login('elsewhere')), reject, 'its own router')
  t.is(await codeOf(login('elsewhere'), '127.0.0.97'), accept)
  t.is(await codeOf(login('wanjiku', 'maji')), reject, 'the password')
  t.is(await codeOf(login('ended')), reject, 'time that is paid for')
  t.is(await codeOf(login('suspended')), reject, 'an account that is open')
  t.is(await codeOf(box('full', 1)), accept)
  t.is(await codeOf(box('full', 2)), reject, 'a place')
}) // prettier-ignore

/** What could mean something to a router, to a shell of RouterOS's, or to whoever reads its log. */
const hostile = fc.oneof(
  fc.constantFrom(
    '"; /user add name=x group=full; #', '$[/system reboot]', '{[:resolve a.b]}', "'; drop table services; --", '../../etc',
    '\u202Eevil', 'a\u0000b', 'a\nSession-Timeout = 1', '10M/10M', '%{sql:select 1}', '<b>', '0.0.0.0/0 10.0.0.1 1',
  ), // prettier-ignore
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
)

test('T53, invariant 27: of 500 hostile names nothing reaches a router: its answer has our own words only', async (t) => {
  const { service_id, subscriber_id } = await village.addHome({ user_name: 'hostile', paid })
  const service = (await db('services').where({ id: service_id }).first())!
  await eventually('it is known', () => radius.readModel.findService('hostile'))
  const usual = [
    /^Message-Authenticator = 0x[0-9a-f]{32}$/, /^Session-Timeout = 3600$/, /^Mikrotik-Rate-Limit = "5M\/10M"$/,
    /^Acct-Interim-Interval = \d{3}$/, /^Class = 0x[0-9a-f]+$/,
  ] // prettier-ignore
  const saysMore = (heard: Heard) =>
    heard.attributes.filter((each) => !usual.some((one) => one.test(each)))

  // Each name is a new one of the subscriber, the plan, the site and the router: what an import brings.
  const names = fc.sample(hostile, { numRuns: 500, seed: 20261121 })
  for (let from = 0; from < names.length; from += 10) {
    const clean = names.slice(from, from + 10).map((name) => name.replaceAll('\u0000', ''))
    const name = clean.join(' ')
    await db('subscribers').where({ id: subscriber_id }).update({ name })
    await db('plans').where({ id: service.plan_id }).update({ name })
    await db('sites').update({ name })
    await db('routers').where({ id: kilimani }).update({ name })
    const heard = await ask(auth, login('hostile'))
    t.is(heard.code, 'Access-Accept')
    t.deepEqual(saysMore(heard), [])
    t.is(heard.attributes.length, usual.length)
  }
  for (const name of names.slice(0, 50)) {
    const spelt = [...Buffer.from(name).subarray(0, 200)].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join('')
    const heard = await ask(auth, login(spelt))
    if (heard.code === undefined) continue // radclient did not send it.
    t.deepEqual(heard.attributes.slice(1), ['Reply-Message = "Unknown user name or password"'])
  } // prettier-ignore
})

test('U34: a line with an address of its own ends, and comes back with it when it is paid for', async (t) => {
  const refused = await ask(auth, login('static'))
  t.is(refused.code, 'Access-Reject')
  t.is(valueIn(refused, 'Framed-IP-Address'), undefined)
  const { id } = (await db('services').where({ user_name: 'static' }).first('id'))!
  await village.addCredit(id, [-1, 1])
  const accepted = await eventually('it is let in', async () => {
    const heard = await ask(auth, login('static'))
    return heard.code === 'Access-Accept' && heard
  })
  t.is(valueIn(accepted, 'Framed-IP-Address'), '10.20.0.7')
  t.is(valueIn(accepted, 'Framed-Pool'), undefined)
})
