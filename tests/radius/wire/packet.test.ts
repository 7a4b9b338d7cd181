// Reading: every way in which a datagram can be no RADIUS packet, and how values are found in one that is.

import test from 'ava'
import {
  find,
  findAddress,
  findAll,
  findInteger,
  findText,
  readPacket,
  type Packet,
} from '../../../radius/wire/packet.ts'

/** A packet in hex without its length field: `code identifier authenticator attributes`. */
function datagram(code: number, attributes: string, length?: number): Buffer {
  const body = Buffer.from(attributes.replaceAll(' ', ''), 'hex')
  const bytes = Buffer.concat([Buffer.alloc(20), body])
  bytes[0] = code
  bytes.writeUInt16BE(length ?? bytes.length, 2)
  return bytes
}

const accessRequest = (attributes: string): Packet => readPacket(datagram(1, attributes)).packet!
const signature = `50 12 ${'00'.repeat(16)}`
const userName = '01 06 6a616e65'

for (const [given, bytes, problem] of [
  ['nothing', Buffer.alloc(0), 'too_short'],
  ['19 octets', Buffer.alloc(19, 1), 'too_short'],
  ['a length field of 19', datagram(1, '', 19), 'bad_length'],
  ['a length field of 0', datagram(1, '', 0), 'bad_length'],
  ['a length field over what arrived', datagram(1, userName, 27), 'bad_length'],
  ['more than 4096 octets', datagram(1, `${'21ff'}${'00'.repeat(253)}`.repeat(16)), 'too_long'],
  ['code 0', datagram(0, userName), 'unknown_code'],
  ['code 6, never used', datagram(6, userName), 'unknown_code'],
  ['code 255', datagram(255, userName), 'unknown_code'],
  ['an attribute of length 0', datagram(1, '01 00'), 'bad_attribute'],
  ['an attribute of length 1', datagram(1, '01 01 06 6a616e65'), 'bad_attribute'],
  ['an attribute that runs past the end', datagram(1, '01 07 6a616e65'), 'bad_attribute'],
  ['an attribute without its length', datagram(1, `${userName} 01`), 'bad_attribute'],
  [
    'an attribute that runs into the padding',
    datagram(1, '01 07 6a616e65 00', 26),
    'bad_attribute',
  ],
  [
    'a Message-Authenticator of 17 octets',
    datagram(1, `50 11 ${'00'.repeat(15)}`),
    'bad_message_authenticator',
  ],
  ['an empty Message-Authenticator', datagram(1, '50 02'), 'bad_message_authenticator'],
  [
    'two Message-Authenticators',
    datagram(1, signature + userName + signature),
    'bad_message_authenticator',
  ],
  ['201 attributes', datagram(1, userName.repeat(201)), 'too_many_attributes'],
  [
    '201 attributes in containers',
    datagram(1, `1a3a 00003a8c ${'0802'.repeat(26)}`.repeat(8)),
    'too_many_attributes',
  ],
  [
    'Status-Server without a Message-Authenticator',
    datagram(12, ''),
    'missing_message_authenticator',
  ],
  [
    'EAP without a Message-Authenticator',
    datagram(1, `${userName} 4f06 02000004`),
    'missing_message_authenticator',
  ],
] as const) {
  test(`refused, never thrown: ${given}`, (t) => {
    t.deepEqual(readPacket(bytes), { problem })
  })
}

test('octets after the packet are padding and are left off', (t) => {
  const bytes = datagram(1, `${userName} ffffff`, 26)
  const { packet } = readPacket(bytes)

  t.is(packet!.bytes.length, 26)
  t.is(find(packet!, 'User-Name')!.toString(), 'jane')
})

test('4096 octets and 200 attributes are allowed', (t) => {
  const full = datagram(1, `${`21ff${'00'.repeat(253)}`.repeat(15)} 21fb ${'00'.repeat(249)}`)
  t.is(full.length, 4096)
  t.is(readPacket(full).packet!.attributes.length, 16)
  t.is(accessRequest(userName.repeat(200)).attributes.length, 200)
})

test('a vendor container may hold several attributes', (t) => {
  const packet = accessRequest('1a 14 00003a8c 0808354d2f31304d 1306 70616964')

  t.deepEqual(
    packet.attributes.map(({ name }) => name),
    ['Mikrotik-Rate-Limit', 'Mikrotik-Address-List'],
  )
  t.is(findText(packet, 'Mikrotik-Rate-Limit'), '5M/10M')
  t.is(findText(packet, 'Mikrotik-Address-List'), 'paid')
})

for (const [given, container] of [
  ['shorter than a vendor number', '00003a'],
  ['a vendor number and nothing else', '00003a8c'],
  ['a vendor attribute of length 0', '00003a8c 0800'],
  ['a vendor attribute of length 1', '00003a8c 0801 06 6a616e65'],
  ['a vendor attribute that runs past the end', '00003a8c 0808354d'],
  ['one good and one bad', '00003a8c 0804354d 1309'],
  ['a vendor attribute without its length', '00003a8c 0804354d 13'],
  ['a vendor number whose first octet is not zero', '01003a8c 0804354d'],
  ['vendor 0, which would pass for an RFC attribute', '00000000 0106 6a616e65'],
  ['nothing', ''],
] as const) {
  test(`a vendor container we can't read is kept as it is: ${given}`, (t) => {
    const octets = container.replaceAll(' ', '')
    const length = (octets.length / 2 + 2).toString(16).padStart(2, '0')
    const packet = accessRequest(`1a${length}${octets} ${userName}`)

    t.deepEqual(
      packet.attributes.map(({ name, value }) => [name, value.toString('hex')]),
      [
        ['Vendor-Specific', octets],
        ['User-Name', '6a616e65'],
      ],
    )
  })
}

test('an attribute the dictionary lacks keeps its number as its name', (t) => {
  const packet = accessRequest('f1 04 0102  1a 0a 00000009 0104 6869')

  t.deepEqual(find(packet, 'Attr-241'), Buffer.of(1, 2))
  t.is(findText(packet, 'Vendor-9-1'), 'hi')
})

test('the first of a name is found, or all of them, or none', (t) => {
  const packet = accessRequest('21 03 01  21 03 02')

  t.deepEqual(find(packet, 'Proxy-State'), Buffer.of(1))
  t.deepEqual(findAll(packet, 'Proxy-State'), [Buffer.of(1), Buffer.of(2)])
  t.is(find(packet, 'User-Name'), undefined)
  t.deepEqual(findAll(packet, 'User-Name'), [])
})

test('text is UTF-8 without NUL, or it is not text', (t) => {
  t.is(findText(accessRequest('01 07 4e6ac3a972'), 'User-Name'), 'Njér')
  t.is(findText(accessRequest('01 06 efbbbf61'), 'User-Name'), '\u{FEFF}a')
  t.is(findText(accessRequest('01 02'), 'User-Name'), '')
  t.is(findText(accessRequest('01 05 6aff6e'), 'User-Name'), undefined)
  t.is(findText(accessRequest('01 05 6a006e'), 'User-Name'), undefined)
  t.is(findText(accessRequest(''), 'User-Name'), undefined)
})

test('a number has four octets, or it is none', (t) => {
  t.is(findInteger(accessRequest('05 06 80100014'), 'NAS-Port'), 2148532244)
  t.is(findInteger(accessRequest('05 06 ffffffff'), 'NAS-Port'), 4294967295)
  t.is(findInteger(accessRequest('37 06 6adf0240'), 'Event-Timestamp'), 1793000000)
  t.is(findInteger(accessRequest('05 05 100014'), 'NAS-Port'), undefined)
  t.is(findInteger(accessRequest('05 07 0010001400'), 'NAS-Port'), undefined)
  t.is(findInteger(accessRequest(''), 'NAS-Port'), undefined)
})

test('addresses are read as people write them', (t) => {
  const ipv6 = '20010db8000000000000000000000001'
  t.is(findAddress(accessRequest('08 06 0a4d0002'), 'Framed-IP-Address'), '10.77.0.2')
  t.is(findAddress(accessRequest(`5f 12 ${ipv6}`), 'NAS-IPv6-Address'), '2001:db8::1')
  t.is(
    findAddress(accessRequest('7b 0a 0030 20010db8a1b2'), 'Delegated-IPv6-Prefix'),
    '2001:db8:a1b2::/48',
  )
  t.is(
    findAddress(accessRequest('61 07 0030 2001ff'), 'Framed-IPv6-Prefix'),
    undefined,
    '48 bits need six octets',
  )
  t.is(findAddress(accessRequest('08 05 0a4d00'), 'Framed-IP-Address'), undefined)
  t.is(findAddress(accessRequest(`08 12 ${ipv6}`), 'Framed-IP-Address'), undefined)
  t.is(findAddress(accessRequest(''), 'Framed-IP-Address'), undefined)
})
