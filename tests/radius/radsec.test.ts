// T51, RadSec: who is let in, by which certificate, for how long; packets in any pieces; and what garbage costs.

import { connect as connectTcp, type Socket } from 'node:net'
import { connect, type ConnectionOptions } from 'node:tls'
import test from 'ava'
import { radSecLimits } from '../../radius/radsec.ts'
import { makeCertificate, type Certified } from '../support/certificates.ts'
import { eventually } from '../support/eventually.ts'
import { capture } from '../support/radclient.ts'
import { openRadSecLine, type Line } from '../support/radsec-line.ts'
import { login, openVillage } from './conversations/village.ts'

const village = await openVillage((url) => url, Temporal.Now.instant().toString())
const { db } = village.appliance
await village.addHome({ user_name: 'wanjiku', paid: [[-24, 24 * 90]] })
const [server, own, other] = ['127.0.0.1', 'kilimani', 'other'].map((name) => makeCertificate(name)) as [Certified, Certified, Certified] // prettier-ignore
village.clock.pass({ minutes: 5 }) // The certificates begin a moment after the clock was set.
// Its address is no address of this machine's: only the certificate can tell who it is.
const id = await village.addRouter({ name: 'Kilimani', address: '192.0.2.7' })
const pin = (certificate_sha256: Buffer | null) => db('routers').where({ id }).update({ certificate_sha256 }) // prettier-ignore
await pin(own.sha256)
const limits = {
  ...radSecLimits,
  handshakeMilliseconds: 500,
  packetMilliseconds: 500,
  lookMilliseconds: 50,
}
const radius = await village.open({ radSec: { port: 0, identity: server, limits } })
const port = radius.radsec_port!
const unsigned = login('wanjiku').replace(/\nMessage-Authenticator.*/, '')
const requests = {
  login: await capture('auth', 'radsec', login('wanjiku')),
  unsigned: await capture('auth', 'radsec', unsigned),
  start: await capture('acct', 'radsec', 'User-Name = "wanjiku"\nAcct-Session-Id = "81300051"\nAcct-Status-Type = Start'), // prettier-ignore
  status: await capture('status', 'radsec', 'Message-Authenticator = 0x00'),
  wrong: await capture('auth', 'another', login('wanjiku')),
}
test.after.always(() => village.close())

const unanswered = (reason: string) => radius.unanswered().get(reason) ?? 0

const openLine = (shown: Certified | undefined, more: ConnectionOptions = {}) =>
  openRadSecLine({ port, server, shown }, more)
const codes = (line: Line) => line.heard.map((bytes) => bytes[0])

test.serial(
  'T51: a router is known by its certificate, for logins and accounting on one connection',
  async (t) => {
    const line = await openLine(own)
    line.socket.write(requests.status)
    line.socket.write(requests.login)
    line.socket.write(requests.start)
    await eventually('three answers', () => line.heard.length === 3)
    t.deepEqual(codes(line).toSorted(), [2, 2, 5])
    for (const answer of line.heard.filter(([code]) => code === 2))
      t.deepEqual([...answer.subarray(20, 22)], [80, 18])
    t.is((await village.sessionsOf('wanjiku'))[0]!.router_id, id)
    line.socket.destroy()
  },
)

test.serial(
  'T51: TLS proves what a signature would; one that is wrong ends the connection',
  async (t) => {
    const line = await openLine(own)
    line.socket.write(requests.unsigned)
    await eventually('an answer', () => line.heard.length === 1)
    t.is(line.heard[0]![0], 2)
    line.socket.write(requests.wrong)
    await eventually('it is closed', line.closed)
    t.is(line.heard.length, 1)
  },
)

test.serial('T51: several packets in one piece, and one in many', async (t) => {
  const line = await openLine(own)
  const all = Buffer.concat([requests.login, requests.status, requests.unsigned])
  line.socket.write(all)
  await eventually('three answers', () => line.heard.length === 3)
  line.socket.setNoDelay(true)
  for (const octet of all) {
    line.socket.write(Buffer.of(octet))
    if (octet % 8 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await eventually('three more', () => line.heard.length === 6)
  t.deepEqual(
    line.heard.slice(3).map(String).toSorted(),
    line.heard.slice(0, 3).map(String).toSorted(),
  )
  line.socket.destroy()
})

for (const [what, shown, reason] of [
  ['no certificate', undefined, 'radsec_no_certificate'],
  ['another’s certificate', other, 'radsec_unknown_certificate'],
  ['the server’s own certificate', server, 'radsec_unknown_certificate'],
] as const) {
  test.serial(`T51: with ${what} not a byte is read`, async (t) => {
    const before = unanswered(reason)
    const line = await openLine(shown)
    line.socket.write(requests.login)
    await eventually('it is closed', line.closed)
    t.is(line.heard.length, 0)
    t.is(unanswered(reason), before + 1)
  })
}

test.serial('T51: the right certificate without its key is nothing', async (t) => {
  t.throws(() => connect({ port, cert: own.certificate, key: other.key }), { message: /key values mismatch/ }) // prettier-ignore
  const plain = connectTcp(port, '127.0.0.1')
  let answered = 0
  plain.on('data', (bytes) => (answered += bytes[0] === 21 ? 0 : 1)) // 21: TLS says why it closes.
  plain.on('error', () => {})
  plain.write(requests.login)
  await eventually('it is closed', () => plain.destroyed)
  t.is(answered, 0)
})

test.serial('T51: TLS 1.1 and older are refused, 1.2 and 1.3 are not', async (t) => {
  const old = await openLine(own, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }) // prettier-ignore
  await eventually('it is closed', old.closed)
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const line = await openLine(own, { minVersion: version, maxVersion: version })
    t.is(line.socket.getProtocol(), version)
    line.socket.write(requests.status)
    await eventually('an answer', () => line.heard.length === 1)
    line.socket.destroy()
  }
})

test.serial('T51: a pin that is removed closes the connection, and opens no other', async (t) => {
  const line = await openLine(own)
  line.socket.write(requests.status)
  await eventually('an answer', () => line.heard.length === 1)
  const began = performance.now()
  await pin(other.sha256)
  await eventually('it is closed', line.closed)
  t.true(performance.now() - began < 2000)
  const again = await openLine(own)
  await eventually('it is closed', again.closed)
  const theirs = await openLine(other)
  theirs.socket.write(requests.status)
  await eventually('an answer', () => theirs.heard.length === 1)
  theirs.socket.destroy()
  await pin(own.sha256)
  await radius.readModel.lookAgain()
})

test.serial('T51: one certificate is one router’s', async (t) => {
  const site_id = (await db('routers').where({ id }).first())!.site_id
  const row = { name: 'Twin', site_id, address: '192.0.2.8', secret_sealed: Buffer.of(1) }
  await t.throwsAsync(db('routers').insert({ ...row, certificate_sha256: own.sha256 }), { code: '23505' }) // prettier-ignore
})

test.serial(
  'T51: a certificate that has ended opens nothing, and closes what it opened',
  async (t) => {
    const short = makeCertificate('kilimani', 1)
    await pin(short.sha256)
    await radius.readModel.lookAgain()
    const line = await openLine(short)
    line.socket.write(requests.status)
    await eventually('an answer', () => line.heard.length === 1)
    village.clock.pass({ hours: 25 })
    await eventually('it is closed', line.closed)
    const again = await openLine(short)
    again.socket.write(requests.status)
    await eventually('it is closed', again.closed)
    t.is(again.heard.length, 0)
    t.true(unanswered('radsec_expired') >= 2)
    village.clock.pass({ hours: -25 })
    await pin(own.sha256)
    await radius.readModel.lookAgain()
  },
)

for (const [what, reason, bytes] of [
  ['a length of 19', 'radsec_garbage', Buffer.from('01000013', 'hex')],
  ['a length of 4097', 'radsec_garbage', Buffer.from('01001001', 'hex')],
  ['a web browser', 'radsec_garbage', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a packet whose attributes overflow', 'bad_attribute', Buffer.concat([Buffer.from('01000016', 'hex'), Buffer.alloc(16), Buffer.from('01ff', 'hex')])], // prettier-ignore
] as const) {
  test.serial(`T51: garbage ends the connection: ${what}`, async (t) => {
    const before = unanswered(reason)
    const line = await openLine(own)
    line.socket.write(bytes)
    await eventually('it is closed', line.closed)
    t.is(line.heard.length, 0)
    t.is(unanswered(reason), before + 1)
  })
}

test.serial('T51: half a packet is waited for only so long', async (t) => {
  const line = await openLine(own)
  const idle = await openLine(own)
  line.socket.write(requests.login.subarray(0, 30))
  await eventually('it is closed', line.closed)
  idle.socket.write(requests.status)
  await eventually('an answer', () => idle.heard.length === 1)
  t.false(idle.closed()) // Between packets a connection may rest.
  idle.socket.destroy()
})

test.serial(
  'T51: strangers who say nothing hold few places, for a moment, and keep no router out',
  async (t) => {
    const before = unanswered('radsec_too_many')
    const silent: Socket[] = Array.from({ length: 40 }, () => connectTcp(port, '127.0.0.1'))
    for (const socket of silent) socket.on('error', () => {})
    await eventually('most are closed', () => silent.filter(({ destroyed }) => destroyed).length >= 32) // prettier-ignore
    t.is(unanswered('radsec_too_many') - before, 32)
    await eventually('all are closed', () => silent.every(({ destroyed }) => destroyed))
    const line = await openLine(own)
    line.socket.write(requests.status)
    await eventually('an answer', () => line.heard.length === 1)
    line.socket.destroy()
  },
)

test.serial('T51: of one router the newest connections stay', async (t) => {
  const lines: Line[] = []
  for (let count = 0; count < 6; count++) {
    const line = await openLine(own)
    line.socket.write(requests.status)
    await eventually('an answer', () => line.heard.length === 1)
    lines.push(line)
  }
  await eventually('two are closed', () => lines.filter((line) => line.closed()).length === 2)
  t.deepEqual(lines.map((line) => line.closed()), [true, true, false, false, false, false]) // prettier-ignore
  for (const { socket } of lines) socket.destroy()
})
