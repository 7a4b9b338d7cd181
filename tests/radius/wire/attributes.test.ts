// Making attributes of ours: what the dictionary lets through, and what it stops.

import test from 'ava'
import {
  attribute,
  numberedAttribute,
  sizeOf,
  writeAttributes,
  type Attribute,
} from '../../../radius/wire/attributes.ts'
import { describeAttribute } from '../../../radius/wire/description.ts'
import { definitionNamed, definitionOf } from '../../../radius/wire/dictionary.ts'
import { valueName, valueNames, valueNumber } from '../../../radius/wire/value-names.ts'

for (const [made, hex, words] of [
  [attribute('User-Name', 'jane'), '01066a616e65', 'User-Name = "jane"'],
  [attribute('Reply-Message', 'Lipa kwanza'), '120d4c697061206b77616e7a61'],
  [attribute('Session-Timeout', 86400), '1b0600015180', 'Session-Timeout = 86400'],
  [attribute('Acct-Status-Type', 'Interim-Update'), '280600000003'],
  [attribute('NAS-Port-Type', 19), '3d0600000013', 'NAS-Port-Type = Wireless-802.11'],
  [attribute('Event-Timestamp', 1793000000), '37066adf0240', 'Event-Timestamp = 1793000000'],
  [attribute('Framed-IP-Address', '100.64.0.10'), '08066440000a'],
  [attribute('Delegated-IPv6-Prefix', '2001:db8:a1b2::/48'), '7b0a003020010db8a1b2'],
  [attribute('Framed-IPv6-Address', '2001:db8::1'), 'a81220010db8000000000000000000000001'],
  [attribute('Class', Buffer.from('lango:sub:42')), '190e6c616e676f3a7375623a3432'],
  [attribute('Chargeable-User-Identity', Buffer.alloc(0)), '5902', 'Chargeable-User-Identity = 0x'],
  [attribute('Mikrotik-Rate-Limit', '5M/10M'), '1a0e00003a8c0808354d2f31304d'],
  [attribute('Mikrotik-Total-Limit', 4294967295), '1a0c00003a8c1106ffffffff'],
  [attribute('WISPr-Bandwidth-Max-Down', 10_000_000), '1a0c0000372a080600989680'],
  [attribute('Ascend-Xmit-Rate', 5_000_000), '1a0c00000211ff06004c4b40'],
  [attribute('MS-MPPE-Encryption-Types', '40-bit-or-128-bit'), '1a0c00000137080600000006'],
  [numberedAttribute(0, 241, Buffer.of(1)), 'f10301', 'Attr-241 = 0x01'],
  [numberedAttribute(9, 1, Buffer.of(1)), '1a09000000090103 01', 'Vendor-9-1 = 0x01'],
] as [Attribute, string, string?][]) {
  test(`written by the dictionary: ${describeAttribute(made)}`, (t) => {
    const bytes = Buffer.alloc(sizeOf([made]))
    t.is(writeAttributes(bytes, 0, [made]), bytes.length)
    t.is(bytes.toString('hex'), hex.replaceAll(' ', ''))
    if (words) t.is(describeAttribute(made), words)
  })
}

for (const [mistake, make] of [
  ['a name that is not in it', () => attribute('User-Nmae' as 'User-Name', 'jane')],
  ['empty text', () => attribute('User-Name', '')],
  ['text of 254 octets', () => attribute('User-Name', 'é'.repeat(127))],
  ['vendor text of 248 octets', () => attribute('Mikrotik-Address-List', 'x'.repeat(248))],
  ['text with a NUL', () => attribute('User-Name', 'jane\0')],
  ['half a surrogate pair', () => attribute('User-Name', 'jane\uD800')],
  ['a number for text', () => attribute('User-Name', 7 as unknown as string)],
  ['text for octets', () => attribute('Class', 'lango' as unknown as Buffer)],
  ['a negative number', () => attribute('Session-Timeout', -1)],
  ['33 bits', () => attribute('Session-Timeout', 2 ** 32)],
  ['half a second', () => attribute('Session-Timeout', 0.5)],
  ['not a number', () => attribute('Session-Timeout', Number.NaN)],
  ["a word that isn't its own", () => attribute('Acct-Status-Type', 'Login' as 'Start')],
  ['no address', () => attribute('Framed-IP-Address', 'pool')],
  ['no prefix', () => attribute('Framed-IPv6-Prefix', '2001:db8::1/64')],
] as const) {
  test(`our own mistake is thrown: ${mistake}`, (t) => {
    t.throws(make, { code: 'ERR_ASSERTION' })
  })
}

test('247 octets of vendor text and 253 of any other fit', (t) => {
  t.is(sizeOf([attribute('Mikrotik-Address-List', 'x'.repeat(247))]), 255)
  t.is(sizeOf([attribute('Reply-Message', 'x'.repeat(253))]), 255)
})

test('every attribute of the facts has its number', (t) => {
  for (const [name, vendor, type] of [
    ['Framed-Pool', 0, 88],
    ['Acct-Interim-Interval', 0, 85],
    ['Error-Cause', 0, 101],
    ['Chargeable-User-Identity', 0, 89],
    ['Framed-IPv6-Pool', 0, 100],
    ['Delegated-IPv6-Prefix', 0, 123],
    ['Framed-IPv6-Address', 0, 168],
    ['Mikrotik-Group', 14988, 3],
    ['Mikrotik-Host-IP', 14988, 10],
    ['Mikrotik-Total-Limit-Gigawords', 14988, 18],
    ['Mikrotik-Address-List', 14988, 19],
    ['Mikrotik-Delegated-IPv6-Pool', 14988, 22],
    ['Mikrotik-Switching-Filter', 14988, 30],
    ['MS-CHAP-Response', 311, 1],
    ['MS-MPPE-Recv-Key', 311, 17],
    ['MS-CHAP2-Success', 311, 26],
    ['WISPr-Redirection-URL', 14122, 4],
    ['WISPr-Session-Terminate-Time', 14122, 9],
    ['Ascend-Client-Gateway', 529, 132],
    ['Ascend-Data-Rate', 529, 197],
  ] as const) {
    t.is(definitionOf(vendor, type)?.name, name)
    t.like(definitionNamed(name), { vendor, type })
  }
  t.is(definitionOf(0, 54), undefined)
  t.is(definitionOf(14988, 31), undefined)
  t.is(definitionOf(9, 1), undefined)
})

test('no two names share a number', (t) => {
  for (let type = 0; type < 256; type++) {
    for (const vendor of [0, 311, 529, 14122, 14988]) {
      const definition = definitionOf(vendor, type)
      if (definition) t.is(definitionNamed(definition.name), definition)
    }
  }
})

test('words and numbers go both ways', (t) => {
  for (const [name, values] of Object.entries(valueNames)) {
    t.is(definitionNamed(name)?.kind, 'integer', name)
    for (const [word, number] of Object.entries(values)) {
      t.is(valueName(name, number), word)
      t.is(valueNumber(name, word), number)
    }
  }
  t.is(valueName('Error-Cause', 503), 'Session-Context-Not-Found')
  t.is(valueName('Acct-Terminate-Cause', 5), 'Session-Timeout')
  t.is(valueName('Acct-Status-Type', 99), undefined)
  t.is(valueName('Session-Timeout', 1), undefined)
})

test('a value that does not fit its kind is described as octets', (t) => {
  for (const [type, hex] of [
    [27, '0151'],
    [55, '01'],
    [8, '0a'],
    [1, 'ff'],
    [1, '6a00'],
    [95, '0a'],
    [97, '00ff'],
  ] as const) {
    const odd = numberedAttribute(0, type, Buffer.from(hex, 'hex'))
    t.is(describeAttribute(odd), `${odd.name} = 0x${hex}`)
  }
})
