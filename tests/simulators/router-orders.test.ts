// The simulated router obeys Disconnect and CoA from the server that knows the secret, and nobody else.

import { createHash, createHmac } from 'node:crypto'
import test from 'ava'
import { guest, njeri, numberOf, openLab, secret, type Lab } from './router-lab.ts'
import type { Dial } from './router/dialling.ts'
import { address, attribute, orderPacket, vendorAttribute } from './stand-in-radius.ts'

const DISCONNECT = 40
const COA = 43

async function online(lab: Lab, dial: Dial = njeri) {
  const dialled = await lab.router.dial(dial)
  if (dialled.outcome !== 'online') throw new Error(dialled.error)
  await lab.router.idle()
  const { session } = dialled
  const names = [
    attribute(1, session.user_name),
    attribute(44, session.session_id),
    attribute(8, address(session.framed_ip)),
    attribute(4, address(lab.router.address)),
  ]
  return { session, names }
}

/** How long silence is listened to. */
const briefly = { wait_ms: 80 }

/** The answer's code and Error-Cause, or silence. */
async function order(
  lab: Lab,
  code: 40 | 43,
  attributes: readonly Buffer[],
  { key = secret, wait_ms = 3000 } = {},
) {
  const to = { address: lab.router.address, port: lab.router.coa_port }
  const answer = await lab.server.order(orderPacket(code, key, attributes), to, wait_ms)
  if (!answer) return 'silence'
  return answer.length > 20 ? [answer[0], answer.readUInt32BE(22)] : [answer[0]]
}

test('a Disconnect-Request is acknowledged, then the session stops with Admin-Reset', async (t) => {
  const lab = await openLab()
  t.teardown(lab.close)
  const { session, names } = await online(lab)
  const bytes = orderPacket(DISCONNECT, secret, names)
  const to = { address: lab.router.address, port: lab.router.coa_port }
  const answer = await lab.server.order(bytes, to)

  t.is(answer![0], 41)
  const expected = Buffer.from(answer!)
  bytes.copy(expected, 4, 4, 20)
  t.deepEqual(
    createHash('md5').update(expected).update(secret).digest(),
    answer!.subarray(4, 20),
    'the answer proves the secret',
  )
  await lab.router.idle()
  t.is(session.ended_by, 'admin_reset')
  t.is(numberOf(lab.heard(4).at(-1)!, '49'), 6)
})

test('an unknown session is refused with 503, another router’s with 403, one name with silence', async (t) => {
  const lab = await openLab()
  t.teardown(lab.close)
  const { names, session } = await online(lab)
  const [user, , ip] = names
  t.deepEqual(await order(lab, DISCONNECT, [user!, attribute(44, '81100999')]), [42, 503])
  t.deepEqual(await order(lab, DISCONNECT, [...names, attribute(32, 'another')]), [42, 403])
  t.is(await order(lab, DISCONNECT, [user!], briefly), 'silence')
  lab.router.switches.unknown_session_cause = 0
  t.deepEqual(await order(lab, DISCONNECT, [attribute(1, 'nobody'), ip!]), [42])
  t.is(session.state, 'online')
})

test('a hotspot guest is found only with the address', async (t) => {
  const lab = await openLab()
  t.teardown(lab.close)
  const { names } = await online(lab, guest)
  t.deepEqual(await order(lab, DISCONNECT, names.slice(0, 2)), [42, 503])
  t.deepEqual(await order(lab, DISCONNECT, names), [41])
})

test('a wrong secret, a wrong Message-Authenticator and a stranger get silence', async (t) => {
  const lab = await openLab()
  t.teardown(lab.close)
  const { names } = await online(lab)
  t.is(await order(lab, DISCONNECT, names, { ...briefly, key: 'guessed' }), 'silence')
  t.is(
    await order(lab, DISCONNECT, [...names, attribute(80, Buffer.alloc(16))], briefly),
    'silence',
  )
  t.is(lab.router.incoming.bad_requests, 2)

  const far = await openLab({
    radius: { host: '127.0.0.9', auth_port: lab.server.port, acct_port: 1, secret },
  })
  t.teardown(far.close)
  t.is(await order(far, DISCONNECT, names, briefly), 'silence')
  t.is(far.router.incoming.requests, 0)
})

test('a right Message-Authenticator is taken: zeros for the authenticator, made before it', async (t) => {
  const lab = await openLab({ switches: { coa_requires_message_authenticator: true } })
  t.teardown(lab.close)
  const { names } = await online(lab)
  t.is(await order(lab, DISCONNECT, names, briefly), 'silence')

  const unsigned = orderPacket(DISCONNECT, secret, [...names, attribute(80, Buffer.alloc(16))])
  const zeroed = Buffer.from(unsigned).fill(0, 4, 20)
  const proof = createHmac('md5', secret).update(zeroed).digest()
  t.deepEqual(await order(lab, DISCONNECT, [...names, attribute(80, proof)]), [41])
})

test('CoA changes the speed and the limits; the list is the manual’s', async (t) => {
  const lab = await openLab()
  t.teardown(lab.close)
  const { session, names } = await online(lab)
  const rate = vendorAttribute(14988, 8, '1M/2M')
  const list = vendorAttribute(14988, 19, 'lango-expired')

  t.deepEqual(await order(lab, COA, [...names, rate, list]), [44])
  t.deepEqual(session.rate_limit, { up: 1_000_000, down: 2_000_000 })
  t.false(session.settings.has('Mikrotik-Address-List'))
  t.is(session.state, 'online')

  lab.router.switches.coa_unlisted = 'refused'
  t.deepEqual(await order(lab, COA, [...names, list]), [45, 401])
  t.deepEqual(await order(lab, COA, [...names, vendorAttribute(14988, 8, 'fast')]), [45, 407])
})

test('Session-Timeout in a CoA counts from the start, or from now', async (t) => {
  for (const [counts, ends_at] of [
    ['from_start', '2026-11-21T12:32:00Z'],
    ['from_now', '2026-11-21T12:42:00Z'],
  ] as const) {
    const lab = await openLab({ switches: { coa_session_timeout: counts } })
    t.teardown(lab.close)
    const { session, names } = await online(lab)
    lab.clock.pass({ minutes: 10 })
    t.deepEqual(await order(lab, COA, [...names, attribute(27, 3600)]), [44])
    t.is(session.ends_at?.toString(), ends_at)
  }
})

test('faults: deaf, ACK and stays, a chosen NAK', async (t) => {
  const lab = await openLab()
  t.teardown(lab.close)
  const { session, names } = await online(lab)
  const { faults } = lab.router

  faults.coa_silent = true
  t.is(await order(lab, DISCONNECT, names, briefly), 'silence')
  Object.assign(faults, { coa_silent: false, coa_nak: 506 })
  t.deepEqual(await order(lab, DISCONNECT, names), [42, 506])
  Object.assign(faults, { coa_nak: 0 })
  t.deepEqual(await order(lab, COA, names), [45])
  Object.assign(faults, { coa_nak: null, coa_ack_but_stays: true })
  t.deepEqual(await order(lab, DISCONNECT, [...names, attribute(33, 'new')]), [41])
  t.is(session.state, 'online')
  t.is(lab.heard(4).length, 1, 'no Stop')
})

test('a repeated Disconnect gets the same answer, or a NAK where nothing is remembered', async (t) => {
  for (const [remembers, second] of [
    [true, 41],
    [false, 42],
  ] as const) {
    const lab = await openLab({ switches: { coa_remembers_answers: remembers } })
    t.teardown(lab.close)
    const { names } = await online(lab)
    const bytes = orderPacket(DISCONNECT, secret, names)
    const codes = await lab.server.orderTwice(bytes, {
      address: lab.router.address,
      port: lab.router.coa_port,
    })
    t.deepEqual(codes, [41, second])
  }
})
