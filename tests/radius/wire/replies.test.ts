// Replies of ours, taken apart with node:crypto and the RFCs' formulas, not with our own checks.

import test from 'ava'
import { attribute } from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { Code } from '../../../radius/wire/codes.ts'
import { writeReply, writeRequest, type NewRequest } from '../../../radius/wire/packet-writer.ts'
import { findAll, findText, readPacket } from '../../../radius/wire/packet.ts'
import { headerDigest, messageDigest } from './digests-by-hand.ts'
import { exchangeNamed } from './packet-files.ts'

const secret = 'Siri-ya-Lango'
const zeros = Buffer.alloc(16)
const terms = [attribute('Session-Timeout', 3600), attribute('Mikrotik-Rate-Limit', '5M/10M')]

function request(code: NewRequest['code'], messageAuthenticator: boolean, extra: Buffer[] = []) {
  const bytes = writeRequest({
    code,
    identifier: 7,
    attributes: [
      attribute('User-Name', 'jane'),
      ...extra.map((state) => attribute('Proxy-State', state)),
    ],
    secret,
    messageAuthenticator,
  })
  return readPacket(bytes).packet!
}

for (const code of ['Access-Accept', 'Access-Reject', 'Access-Challenge'] as const) {
  test(`T45: ${code} begins with a Message-Authenticator, whether or not it was asked for`, (t) => {
    for (const asked of [request('Access-Request', true), request('Access-Request', false)]) {
      const reply = writeReply(asked, code, terms, secret)

      t.is(reply[0], Code[code])
      t.is(reply[1], 7)
      t.is(reply.readUInt16BE(2), reply.length)
      t.deepEqual(reply.subarray(20, 22), Buffer.of(80, 18))
      t.deepEqual(reply.subarray(22, 38), messageDigest(reply, asked.authenticator, 22, secret))
      t.deepEqual(reply.subarray(4, 20), headerDigest(reply, asked.authenticator, secret))
      t.is(authenticityOfReply(reply, asked, secret), 'authentic')
    }
  })
}

for (const [asking, answering] of [
  ['Accounting-Request', 'Accounting-Response'],
  ['Disconnect-Request', 'Disconnect-ACK'],
  ['Disconnect-Request', 'Disconnect-NAK'],
  ['CoA-Request', 'CoA-ACK'],
  ['CoA-Request', 'CoA-NAK'],
] as const) {
  test(`${answering} is signed with a Message-Authenticator when its request was`, (t) => {
    const plain = request(asking, false)
    const plainReply = writeReply(plain, answering, [], secret)
    t.is(plainReply.length, 20)
    t.deepEqual(plainReply.subarray(4, 20), headerDigest(plainReply, plain.authenticator, secret))
    t.is(authenticityOfReply(plainReply, plain, secret), 'authentic')

    const signed = request(asking, true)
    const signedReply = writeReply(signed, answering, [], secret)
    t.deepEqual(signedReply.subarray(20, 22), Buffer.of(80, 18))
    t.deepEqual(
      signedReply.subarray(22),
      messageDigest(signedReply, signed.authenticator, 22, secret),
    )
    t.deepEqual(
      signedReply.subarray(4, 20),
      headerDigest(signedReply, signed.authenticator, secret),
    )
    t.is(authenticityOfReply(signedReply, signed, secret), 'authentic')
  })
}

test('Status-Server is answered on both ports, signed', (t) => {
  const asked = request('Status-Server', true)
  t.is(authenticityOfRequest(asked, secret), 'authentic')
  for (const code of ['Access-Accept', 'Accounting-Response'] as const) {
    const reply = writeReply(asked, code, [], secret)
    t.is(reply.length, 38)
    t.is(authenticityOfReply(reply, asked, secret), 'authentic')
  }
})

test('our reply to an RFC 2865 request, with its attributes, is the RFC reply plus a signature', (t) => {
  const { request, reply, secret } = exchangeNamed('rfc2865-7.1-pap')
  const ours = writeReply(
    readPacket(request.bytes).packet!,
    'Access-Accept',
    readPacket(reply!.bytes).packet!.attributes,
    secret,
  )
  t.deepEqual(ours.subarray(38), reply!.bytes.subarray(20))
})

for (const name of ['pppoe-pap', 'pppoe-ms-chap2-refused', 'accounting-stop', 'coa-nak']) {
  test(`our reply is octet for octet the one another implementation made: ${name}`, (t) => {
    const { request, reply, secret } = exchangeNamed(name)
    const theirs = readPacket(reply!.bytes).packet!
    const attributes = theirs.attributes.filter((each) => each.name !== 'Message-Authenticator')

    t.deepEqual(
      writeReply(readPacket(request.bytes).packet!, theirs.code, attributes, secret),
      reply!.bytes,
    )
  })
}

test('Proxy-State comes back unchanged and in order, after our attributes', (t) => {
  const states = [Buffer.from('one'), Buffer.alloc(0), Buffer.from('two'), Buffer.alloc(253, 3)]
  for (const [asking, answering] of [
    ['Access-Request', 'Access-Accept'],
    ['Accounting-Request', 'Accounting-Response'],
    ['CoA-Request', 'CoA-NAK'],
  ] as const) {
    const asked = request(asking, true, states)
    const reply = writeReply(asked, answering, terms, secret)
    const { packet } = readPacket(reply)

    t.deepEqual(findAll(packet!, 'Proxy-State'), states)
    t.is(packet!.attributes.at(-1)!.name, 'Proxy-State')
    t.is(authenticityOfReply(reply, asked, secret), 'authentic')
  }
})

test('T48: more Proxy-State than fits beside the answer is left out, and nothing is thrown', (t) => {
  const states = [...Array.from({ length: 15 }, () => Buffer.alloc(253)), Buffer.alloc(200)]
  const asked = request('Access-Request', true, states)
  const reply = writeReply(
    asked,
    'Access-Reject',
    [attribute('Reply-Message', 'x'.repeat(253))],
    secret,
  )

  t.deepEqual(findAll(readPacket(reply).packet!, 'Proxy-State'), [])
  t.is(authenticityOfReply(reply, asked, secret), 'authentic')
})

test('the request keeps its octets while it is answered and checked', (t) => {
  const { request, secret } = exchangeNamed('disconnect-ack')
  const before = Buffer.from(request.bytes)
  const { packet } = readPacket(request.bytes)
  authenticityOfRequest(packet!, secret)
  authenticityOfReply(writeReply(packet!, 'Disconnect-ACK', [], secret), packet!, secret)
  t.deepEqual(request.bytes, before)
  t.is(findText(packet!, 'User-Name'), 'jane')
})

const asked = request('Access-Request', true)
for (const [mistake, make] of [
  ['a reply that answers something else', () => writeReply(asked, 'CoA-ACK', [], secret)],
  [
    'a reply to a reply',
    () => {
      const reply = readPacket(writeReply(asked, 'Access-Accept', [], secret)).packet!
      return writeReply(reply, 'Access-Accept', [], secret)
    },
  ],
  [
    'a Message-Authenticator of our own making',
    () => writeReply(asked, 'Access-Accept', [attribute('Message-Authenticator', zeros)], secret),
  ],
  [
    'a reply of more than 4096 octets',
    () =>
      writeReply(
        asked,
        'Access-Accept',
        Array.from({ length: 17 }, () => attribute('Reply-Message', 'x'.repeat(250))),
        secret,
      ),
  ],
] as const) {
  test(`our own mistake is thrown: ${mistake}`, (t) => {
    t.throws(make, { code: 'ERR_ASSERTION' })
  })
}
