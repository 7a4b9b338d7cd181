// The same packets by npm `radius`, which others wrote: where both are right they must agree, to the octet.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import * as fc from 'fast-check'
import {
  attribute,
  writeAttributes,
  sizeOf,
  type Attribute,
} from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { newAuthenticator, writeReply, writeRequest } from '../../../radius/wire/packet-writer.ts'
import { findInteger, findText, readPacket } from '../../../radius/wire/packet.ts'
import { hidePassword, revealPassword } from '../../../radius/wire/passwords.ts'
import { captures, radius, type Value } from './npm-radius.ts'

const secret = 'Siri-ya-Lango'

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((t) => !t.includes('\0'))
const integer = fc.integer({ min: 0, max: 0xff_ff_ff_ff })
const address = fc
  .tuple(...Array.from({ length: 4 }, () => fc.nat(255)))
  .map((parts) => parts.join('.'))
const octets = fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes))

const given = fc.array(
  fc.oneof(
    fc.tuple(
      fc.constantFrom('User-Name', 'NAS-Identifier', 'Calling-Station-Id', 'Framed-Route'),
      text,
    ),
    fc.tuple(
      fc.constantFrom('NAS-Port', 'Session-Timeout', 'NAS-Port-Type', 'Acct-Input-Octets'),
      integer,
    ),
    fc.tuple(fc.constantFrom('NAS-IP-Address', 'Framed-IP-Address', 'Framed-IP-Netmask'), address),
    fc.tuple(fc.constantFrom('Class', 'State', 'CHAP-Challenge', 'Proxy-State'), octets),
  ),
  { maxLength: 20 },
)

const ours = (list: [string, Value][]): Attribute[] =>
  list.map(([name, value]) => attribute(name as 'User-Name', value as string))

for (const code of [
  'Access-Request',
  'Accounting-Request',
  'Disconnect-Request',
  'CoA-Request',
] as const) {
  test(`${code} by both is the same packet, octet for octet`, (t) => {
    fc.assert(
      fc.property(given, fc.nat(255), (list, identifier) => {
        const authenticator = code === 'Access-Request' ? { authenticator: newAuthenticator() } : {}
        const common = { code, identifier, secret, ...authenticator }
        const byUs = writeRequest({
          ...common,
          attributes: ours(list),
          messageAuthenticator: false,
        })
        const byThem = radius.encode({
          ...common,
          attributes: list,
          add_message_authenticator: false,
        })
        t.deepEqual(byUs, byThem)

        const decoded = radius.decode({ packet: byUs, secret })
        const { packet } = readPacket(byThem)
        t.is(decoded.code, packet!.code)
        t.is(decoded.identifier, packet!.identifier)
        t.deepEqual(
          decoded.raw_attributes,
          packet!.attributes.map(({ type, value }) => [type, value]),
        )
        t.is(
          authenticityOfRequest(packet!, secret),
          code === 'Access-Request' ? 'no_message_authenticator' : 'authentic',
        )
      }),
      { seed: 20261121, numRuns: 200 },
    )
  })
}

test('a signed Access-Request by either is believed by the other', (t) => {
  const attributes: [string, Value][] = [
    ['User-Name', 'jane'],
    ['NAS-Port', 7],
  ]
  const byThem = radius.encode({
    code: 'Access-Request',
    identifier: 1,
    secret,
    attributes,
    add_message_authenticator: true,
  })
  t.is(authenticityOfRequest(readPacket(byThem).packet!, secret), 'authentic')

  const byUs = writeRequest({
    code: 'Access-Request',
    identifier: 1,
    secret,
    attributes: ours(attributes.slice(0, 2)),
    messageAuthenticator: true,
  })
  t.is(radius.decode({ packet: byUs, secret }).attributes['User-Name'], 'jane')
})

test('a reply by either is believed by the other, signed or not', (t) => {
  for (const [asking, answering] of [
    ['Access-Request', 'Access-Accept'],
    ['Access-Request', 'Access-Reject'],
    ['Accounting-Request', 'Accounting-Response'],
    ['Disconnect-Request', 'Disconnect-ACK'],
    ['CoA-Request', 'CoA-NAK'],
  ] as const) {
    const request = writeRequest({
      code: asking,
      identifier: 3,
      secret,
      attributes: ours([
        ['User-Name', 'jane'],
        ['Proxy-State', Buffer.from('p1')],
      ]),
      messageAuthenticator: asking === 'Access-Request',
    })
    const packet = readPacket(request).packet!
    const terms: [string, Value][] = [['Session-Timeout', 3600]]

    const byUs = writeReply(packet, answering, ours(terms), secret)
    t.true(radius.verify_response({ request, response: byUs, secret }), answering)

    const byThem = radius.encode_response({
      packet: radius.decode({ packet: request, secret }),
      code: answering,
      secret,
      attributes: terms,
    })
    t.is(authenticityOfReply(byThem, request, secret), 'authentic', answering)
  }
})

test('passwords hidden by either are revealed by the other', (t) => {
  fc.assert(
    fc.property(text, (password) => {
      const authenticator = newAuthenticator()
      const common = { code: 'Access-Request' as const, identifier: 1, secret, authenticator }
      const byThem = radius.encode({ ...common, attributes: [['User-Password', password]] })
      const hidden = hidePassword(password, authenticator, secret)
      const [theirs] = readPacket(byThem).packet!.attributes

      t.deepEqual(theirs!.value, hidden)
      t.is(revealPassword(theirs!.value, authenticator, secret), password)
    }),
    { seed: 20261121, numRuns: 200 },
  )
})

for (const file of readdirSync(captures).filter((name) => !name.startsWith('invalid'))) {
  test(`its capture says the same to both: ${file}`, (t) => {
    const bytes = readFileSync(join(captures, file))
    const { packet } = readPacket(bytes)
    const { raw_attributes } = radius.decode({
      packet: bytes,
      secret: 'nearbuy',
      no_secret: true,
    } as never)
    const raw = (each: Attribute): [number, Buffer] => {
      const written = Buffer.alloc(sizeOf([each]))
      writeAttributes(written, 0, [each])
      return [written[0]!, written.subarray(2)]
    }
    t.deepEqual(packet!.attributes.map(raw), raw_attributes)
  })
}

test('its accounting capture is authentic, and answered by an authentic reply', (t) => {
  const request = readFileSync(join(captures, 'cisco_accounting.packet'))
  const reply = readFileSync(join(captures, 'cisco_accounting_response.packet'))
  t.is(authenticityOfRequest(readPacket(request).packet!, 'nearbuy'), 'authentic')
  t.is(authenticityOfReply(reply, request, 'nearbuy'), 'authentic')
  t.is(
    findText(readPacket(request).packet!, 'User-Name'),
    radius.decode({ packet: request, secret: 'nearbuy' }).attributes['User-Name'] as string,
  )
  t.is(findInteger(readPacket(request).packet!, 'Acct-Status-Type') !== undefined, true)
})
