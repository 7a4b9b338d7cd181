// Names with a realm or a domain, and what a refused PPP client is told, by every method. Version 2 of MS-CHAP, which
// radclient can't speak, is made by the simulated router's own code and by the vectors of others.

import test from 'ava'
import { tellRefusal } from '../../radius/replies.ts'
import { namesOf } from '../../radius/user-names.ts'
import { attribute } from '../../radius/wire/attributes.ts'
import { find, readPacket, type Packet } from '../../radius/wire/packet.ts'
import { writeRequest } from '../../radius/wire/packet-writer.ts'
import { msChap2 } from '../simulators/router/credentials.ts'
import { ask, openBareRouter, valueIn } from '../support/radclient.ts'
import { openVillage, peerOf, secret, type Home } from './conversations/village.ts'

const day: [number, number][] = [[-24, 24]]
const village = await openVillage()
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const elsewhere = await village.addRouter({ name: 'Kibera', address: '127.0.0.9' })

const password = 'clientPass'
const lines: Home[] = [
  { user_name: 'wanjiku', password, paid: day },
  { user_name: 'wanjiku@home', password: 'another', paid: day },
  { user_name: 'john', password: 'secret', paid: day },
  { user_name: 'user', password, paid: day },
  { user_name: 'closed', password, paid: day, closed: true },
  { user_name: 'suspended', password, paid: day, suspended: true },
  { user_name: 'unpaid', password },
  { user_name: 'night', password, paid: day, plan: { opens_at: '18:00', closes_at: '06:00' } },
  { user_name: 'moved', password, paid: day, line: { router_id: elsewhere } },
  { user_name: 'locked', password, paid: day, line: { locked_mac: '4C:5E:0C:AA:BB:01' } },
  { user_name: 'emptied', password, paid: day, data_bytes: 1 },
]
const ids = new Map<string, number>()
for (const line of lines) ids.set(line.user_name, (await village.addHome(line)).service_id)
const router_id = (await village.appliance.db('routers').where({ address: '127.0.0.1' }).first())!
  .id
await village.appliance.db('sessions').insert({
  session_key: 'class:1',
  router_id,
  service_id: ids.get('emptied')!,
  user_name: 'emptied',
  acct_session_id: '81000001',
  started_at: village.clock.now(),
  heard_at: village.clock.now(),
  input_octets: 1,
})
const radius = await village.open()
test.after.always(() => village.close())

for (const [userName, names] of [
  ['wanjiku', ['wanjiku']],
  ['Wanjiku@Kilima.co.ke', ['wanjiku@kilima.co.ke', 'wanjiku']],
  ['KILIMA\\wanjiku', ['kilima\\wanjiku', 'wanjiku']],
  ['KILIMA\\wanjiku@home', ['kilima\\wanjiku@home', 'wanjiku@home', 'wanjiku']],
  ['a@b@c', ['a@b@c', 'a@b']],
  ['@kilima.co.ke', ['@kilima.co.ke']],
  ['KILIMA\\', ['kilima\\']],
  ['', []],
] as const) {
  test(`"${userName}" is looked for as ${JSON.stringify(names)}`, (t) => {
    t.deepEqual(namesOf(userName), [...names])
  })
}

const challenge = Buffer.from('5b5d7c7d7b3f2f3e3c2c602132262628', 'hex')
const peer_challenge = Buffer.from('21402324255e262a28295f2b3a337c7e', 'hex')

/** An MS-CHAP2-Response: ident 7, no flags, the peer's challenge, eight octets for nothing, the answer. */
function answerOf(user_name: string, password: string): Buffer {
  const { response } = msChap2({ user_name, password, challenge, peer_challenge })
  return Buffer.concat([Buffer.of(7, 0), peer_challenge, Buffer.alloc(8), response])
}

async function logIn2(user_name: string, response: Buffer, asked = challenge): Promise<Packet> {
  const router = await openBareRouter(radius.auth_port)
  router.send(
    writeRequest({
      code: 'Access-Request',
      identifier: 1,
      secret,
      messageAuthenticator: true,
      attributes: [
        attribute('User-Name', user_name),
        attribute('MS-CHAP-Challenge', asked),
        attribute('MS-CHAP2-Response', response),
      ],
    }),
  )
  const { packet } = readPacket(await router.next())
  router.close()
  return packet!
}

for (const name of ['wanjiku', 'Wanjiku', 'wanjiku@kilima.co.ke', 'KILIMA\\wanjiku', 'KILIMA\\wanjiku@kilima.co.ke']) {
  test(`MS-CHAPv2: ${name} logs in, and hears the proof over the name as it was sent`, async (t) => {
    const reply = await logIn2(name, answerOf(name, password))
    t.is(reply.code, 'Access-Accept')
    const { success } = msChap2({ user_name: name, password, challenge, peer_challenge })
    t.is(find(reply, 'MS-CHAP2-Success')!.toString('latin1'), `\u0007${success}`)
  })
} // prettier-ignore

test('MS-CHAPv2: a proof over the name without its realm proves nothing', async (t) => {
  const reply = await logIn2('wanjiku@kilima.co.ke', answerOf('wanjiku', password))
  t.is(reply.code, 'Access-Reject')
})

test('MS-CHAPv2: a name with an at sign of its own is its own', async (t) => {
  const [own, other] = ['another', password].map((word) => answerOf('wanjiku@home', word))
  t.is((await logIn2('wanjiku@home', own!)).code, 'Access-Accept')
  t.is((await logIn2('wanjiku@home', other!)).code, 'Access-Reject')
})

test('MS-CHAPv2: the login of RFC 2759 9.2', async (t) => {
  const ntResponse = Buffer.from('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df', 'hex')
  const response = Buffer.concat([Buffer.of(7, 0), peer_challenge, Buffer.alloc(8), ntResponse])
  const reply = await logIn2('User', response)
  const proof = 'S=407A5589115FD0D6209F510FE9C04566932CDA56'
  t.is(find(reply, 'MS-CHAP2-Success')!.toString('latin1'), `\u0007${proof}`)
})

test('MS-CHAPv2: FreeRADIUS’s login of a domain', async (t) => {
  const response = Buffer.from(
    '0001502feeee9495a353cddbd1efc40072820000000000000000e866286bb30d0215ed16cf425b6a29d206667a9853e23ca4',
    'hex',
  )
  const asked = Buffer.from('16d2833f4239256dd2b2bb26f2ecb2a3', 'hex')
  const reply = await logIn2('example\\john', response, asked)
  t.is(
    find(reply, 'MS-CHAP2-Success')!.toString('hex'),
    '00533d36383634394236373633333031444436354643323535394632443137323934333139364541383841',
  )
})

const failures = [
  ['closed', 'closed', 647],
  ['suspended', 'suspended', 647],
  ['unpaid', 'unpaid', 648],
  ['night', 'closed_hours', 646],
  ['moved', 'wrong_place', 649],
  ['locked', 'wrong_device', 649],
  ['emptied', 'data_used', 649],
  ['wanjiku', 'wrong_password', 691],
  ['nobody', 'unknown_user', 691],
] as const

for (const [user_name, reason, number] of failures) {
  const typed = reason === 'wrong_password' ? 'guess' : password

  test(`MS-CHAP-Error says ${number} for ${reason}, in the form of version 2`, async (t) => {
    const reply = await logIn2(user_name, answerOf(user_name, typed))
    const words = tellRefusal(reason, 'pppoe')
    t.is(reply.code, 'Access-Reject')
    t.is(
      find(reply, 'MS-CHAP-Error')!.toString('latin1'),
      `\u0007E=${number} R=0 C=${'0'.repeat(32)} V=3 M=${words}`,
    )
    t.is(find(reply, 'Reply-Message')!.toString(), words)
  })

  test(`MS-CHAP-Error says ${number} for ${reason}, in the form of version 1`, async (t) => {
    const lines = `User-Name = "${user_name}"\nMS-CHAP-Password = "${typed}"\nMessage-Authenticator = 0x00`
    const reply = await ask(peerOf(radius, 'auth'), lines)
    t.is(reply.code, 'Access-Reject')
    t.regex(valueIn(reply, 'MS-CHAP-Error')!, new RegExp(`^.{1,4}E=${number} R=0 V=2$`), reply.output)
  }) // prettier-ignore
}

const methods = {
  PAP: (name: string, word: string) => `User-Name = "${name}"\nUser-Password = "${word}"`,
  CHAP: (name: string, word: string) =>
    `User-Name = "${name}"\nCHAP-Password = "${word}"\nCHAP-Challenge = 0x19a63ce2e283187f977609b470b01368`,
  'MS-CHAP': (name: string, word: string) => `User-Name = "${name}"\nMS-CHAP-Password = "${word}"`,
}

for (const [method, say] of Object.entries(methods)) {
  for (const name of ['wanjiku@kilima.co.ke', 'KILIMA\\\\wanjiku']) {
    test(`${method}: ${name} logs in`, async (t) => {
      const lines = `${say(name, password)}\nMessage-Authenticator = 0x00`
      t.is((await ask(peerOf(radius, 'auth'), lines)).code, 'Access-Accept')
    })
  }

  test(`invariant 28: by ${method}, a guesser hears the same of a name that nobody has as of a wrong password`, async (t) => {
    const answers = await Promise.all(
      [['nobody', password], ['wanjiku', 'guess'], ['suspended', 'guess'], ['locked', 'guess'], ['night', 'guess']].map(
        ([name, word]) => ask(peerOf(radius, 'auth'), `${say(name!, word!)}\nMessage-Authenticator = 0x00`),
      ),
    )
    const told = answers.map(({ code, attributes }) => [code, ...attributes.slice(1)])
    t.is(told[0]![0], 'Access-Reject')
    for (const each of told) t.deepEqual(each, told[0])
  }) // prettier-ignore
}

test('invariant 28: the radius attributes of a refusal give no reason away but the words', async (t) => {
  const reply = await logIn2('locked', answerOf('locked', 'guess'))
  t.deepEqual(
    reply.attributes.map(({ name }) => name),
    ['Message-Authenticator', 'Reply-Message', 'MS-CHAP-Error'],
  )
})
