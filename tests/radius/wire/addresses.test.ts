// Addresses on the wire and on paper, against Node's own reading of them.

import { BlockList, SocketAddress } from 'node:net'
import test from 'ava'
import {
  readIpv4,
  readIpv6,
  readIpv6Prefix,
  writeIpv4,
  writeIpv6,
  writeIpv6Prefix,
} from '../../../radius/wire/addresses.ts'

test('IPv4 goes there and back', (t) => {
  for (const text of ['0.0.0.0', '10.77.0.2', '255.255.255.254']) {
    t.is(readIpv4(writeIpv4(text)), text)
  }
  t.is(readIpv4(Buffer.alloc(5)), undefined)
})

for (const text of ['', '10.0.0', '10.0.0.256', '10.0.0.-1', '10.0.0.1.2', '10.0.0.01', 'ten']) {
  test(`no IPv4 address: "${text}"`, (t) => {
    t.throws(() => writeIpv4(text), { message: /not an IPv4 address/ })
  })
}

for (const [text, hex] of [
  ['::', '00000000000000000000000000000000'],
  ['::1', '00000000000000000000000000000001'],
  ['2001:db8::', '20010db8000000000000000000000000'],
  ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
  ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['fe80::1ff:fe23:4567:890a', 'fe8000000000000001fffe234567890a'],
] as const) {
  test(`IPv6 as RFC 5952 writes it: ${text}`, (t) => {
    t.is(readIpv6(Buffer.from(hex, 'hex')), text)
    t.is(writeIpv6(text).toString('hex'), hex)
    t.is(new SocketAddress({ address: text, family: 'ipv6' }).address, text)
  })
}

for (const text of ['', ':', ':::', '1:2', '1:2:3:4:5:6:7:8:9', '1::2::3', 'g::', '12345::']) {
  test(`no IPv6 address: "${text}"`, (t) => {
    t.throws(() => writeIpv6(text), { message: /not an IPv6 address/ })
  })
}

test('an IPv6 address has sixteen octets', (t) => {
  t.is(readIpv6(Buffer.alloc(15)), undefined)
})

test('RFC 3162 2.3: a prefix carries as many octets as it needs', (t) => {
  t.is(writeIpv6Prefix('2001:db8:a1b2::/48').toString('hex'), '003020010db8a1b2')
  t.is(writeIpv6Prefix('2001:db8::/36').toString('hex'), '002420010db800')
  t.is(writeIpv6Prefix('::/0').toString('hex'), '0000')
  t.is(readIpv6Prefix(Buffer.from('003020010db8a1b2', 'hex')), '2001:db8:a1b2::/48')
  t.is(readIpv6Prefix(Buffer.from('0000', 'hex')), '::/0')
})

test('a prefix with bits beyond its length is read without them', (t) => {
  const read = readIpv6Prefix(Buffer.from('002420010db8ffff', 'hex'))!
  t.is(read, '2001:db8:f000::/36')

  const prefix = new BlockList()
  prefix.addSubnet('2001:db8:ffff::', 36, 'ipv6')
  t.true(prefix.check(read.split('/')[0]!, 'ipv6'))
})

for (const hex of ['', '00', '0081', '003020010db8a1', `0080${'00'.repeat(17)}`]) {
  test(`no IPv6 prefix on the wire: "${hex}"`, (t) => {
    t.is(readIpv6Prefix(Buffer.from(hex, 'hex')), undefined)
  })
}

for (const text of ['2001:db8::', '2001:db8::/129', '2001:db8::/x', '2001:db8::/48/1', '::1/64']) {
  test(`no IPv6 prefix on paper: "${text}"`, (t) => {
    t.throws(() => writeIpv6Prefix(text), { message: /IPv6 prefix/ })
  })
}
