// Requests of ours, taken apart with node:crypto and the RFCs' formulas, not with our own checks.

import test from 'ava'
import { attribute } from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { writeReply, writeRequest, type NewRequest } from '../../../radius/wire/packet-writer.ts'
import { readPacket } from '../../../radius/wire/packet.ts'
import { headerDigest, messageDigest } from './digests-by-hand.ts'
import { exchangeNamed } from './packet-files.ts'

const secret = 'Siri-ya-Lango'
const zeros = Buffer.alloc(16)

function request(code: NewRequest['code'], messageAuthenticator: boolean) {
  const attributes = [attribute('User-Name', 'jane')]
  const bytes = writeRequest({ code, identifier: 7, attributes, secret, messageAuthenticator })
  return readPacket(bytes).packet!
}

for (const name of [
  'pppoe-chap',
  'routeros-hotspot-chap',
  'routeros-hotspot-start',
  'accounting-gigawords',
  'disconnect-ack',
  'captured-disconnect-request',
  'captured-coa-request',
  'coa-ack',
  'rfc5997-6.1-status-server',
]) {
  test(`our request is octet for octet the one someone else made: ${name}`, (t) => {
    const { request, secret } = exchangeNamed(name)
    const { code, identifier, authenticator, attributes } = readPacket(request.bytes).packet!
    const given = code === 'Access-Request' || code === 'Status-Server' ? { authenticator } : {}

    const ours = writeRequest({
      code: code as NewRequest['code'],
      identifier,
      attributes: attributes.filter((each) => each.name !== 'Message-Authenticator'),
      secret,
      messageAuthenticator: attributes.some((each) => each.name === 'Message-Authenticator'),
      ...given,
    })
    t.deepEqual(ours, request.bytes)
  })
}

for (const code of ['CoA-Request', 'Disconnect-Request', 'Accounting-Request'] as const) {
  test(`RFC 5176 3.4: ${code} is signed over zeros before its authenticator is computed`, (t) => {
    const { bytes, authenticator, attributes } = request(code, true)

    t.is(attributes.at(-1)!.name, 'Message-Authenticator')
    t.deepEqual(bytes.subarray(-16), messageDigest(bytes, zeros, bytes.length - 16, secret))
    t.deepEqual(authenticator, headerDigest(bytes, zeros, secret))
  })
}

test('each Access-Request has an authenticator of its own, or the one given', (t) => {
  t.notDeepEqual(
    request('Access-Request', true).authenticator,
    request('Access-Request', true).authenticator,
  )
  const authenticator = Buffer.alloc(16, 9)
  const bytes = writeRequest({
    code: 'Access-Request',
    identifier: 255,
    attributes: [],
    secret,
    authenticator,
    messageAuthenticator: false,
  })
  t.deepEqual(bytes.subarray(4), authenticator)
})

test('a secret may be long, and not ASCII', (t) => {
  const long = 'ŵimbo'.repeat(60)
  const asked = readPacket(
    writeRequest({
      code: 'Disconnect-Request',
      identifier: 1,
      attributes: [attribute('User-Name', 'jane')],
      secret: long,
      messageAuthenticator: true,
    }),
  ).packet!
  t.is(authenticityOfRequest(asked, long), 'authentic')
  t.is(authenticityOfReply(writeReply(asked, 'Disconnect-ACK', [], long), asked, long), 'authentic')
})

const base = { code: 'CoA-Request', identifier: 1, attributes: [], secret } as const
for (const [mistake, make] of [
  ['identifier 256', () => writeRequest({ ...base, identifier: 256, messageAuthenticator: true })],
  ['identifier -1', () => writeRequest({ ...base, identifier: -1, messageAuthenticator: true })],
  [
    'an authenticator for a request that computes its own',
    () => writeRequest({ ...base, authenticator: zeros, messageAuthenticator: true }),
  ],
  [
    'an authenticator of 15 octets',
    () =>
      writeRequest({
        ...base,
        code: 'Access-Request',
        authenticator: Buffer.alloc(15),
        messageAuthenticator: true,
      }),
  ],
  [
    'a Status-Server without a signature',
    () => writeRequest({ ...base, code: 'Status-Server', messageAuthenticator: false }),
  ],
] as const) {
  test(`our own mistake is thrown: ${mistake}`, (t) => {
    t.throws(make, { code: 'ERR_ASSERTION' })
  })
}
