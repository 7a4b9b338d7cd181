// From an Access-Request to the one thing it proves, by the logins in ../packets and by hand.

import test from 'ava'
import { attribute, numberedAttribute, type Attribute } from '../../../radius/wire/attributes.ts'
import {
  acceptanceOf,
  provesPassword,
  readCredential,
  refusalOf,
} from '../../../radius/wire/credentials.ts'
import { ntHash } from '../../../radius/wire/ms-chap.ts'
import { newAuthenticator, writeRequest } from '../../../radius/wire/packet-writer.ts'
import { findAll, readPacket, type Packet } from '../../../radius/wire/packet.ts'
import { answerChap, hidePassword } from '../../../radius/wire/passwords.ts'
import { revealKey, startKeys } from '../../../radius/wire/mppe.ts'
import { exchangeNamed } from './packet-files.ts'

const secret = 'Siri-ya-Lango'
const authenticator = newAuthenticator()

function packetOf(...attributes: Attribute[]): Packet {
  const bytes = writeRequest({
    code: 'Access-Request',
    identifier: 1,
    attributes,
    secret,
    authenticator,
    messageAuthenticator: true,
  })
  return readPacket(bytes).packet!
}

for (const [name, method, password] of [
  ['pppoe-pap', 'pap', 'S3cret!'],
  ['pppoe-pap-long-password', 'pap', 'aaaaaaaaaaaaaaaaa'],
  ['pppoe-chap', 'chap', 'S3cret!'],
  ['pppoe-ms-chap', 'ms-chap', 'S3cret!'],
  ['pppoe-ms-chap2', 'ms-chap2', 'S3cret!'],
  ['hotspot-mac-empty-password', 'pap', ''],
  ['rfc2865-7.1-pap', 'pap', 'arctangent'],
  ['rfc2865-7.2-chap', 'chap', 'arctangent'],
  ['routeros-hotspot-chap', 'chap', 'lkfgxifde'],
  ['routeros-rb433-chap', 'chap', 'test'],
] as const) {
  test(`${name} proves its password by ${method}, and no other`, (t) => {
    const { request, secret } = exchangeNamed(name)
    const packet = readPacket(request.bytes).packet!
    const credential = readCredential(packet)

    t.is(credential.method, method)
    t.true(provesPassword(credential, packet, secret, password))
    t.true(provesPassword(credential, packet, secret, password, ntHash(password)))
    t.false(provesPassword(credential, packet, secret, `${password}!`))
    t.is(
      provesPassword(credential, packet, `${secret}!`, password),
      method !== 'pap', // Only PAP is bound to the secret; that is why the signature must be checked.
    )
  })
}

test('what is accepted by MS-CHAPv2 gets the proof and keys another implementation gave', (t) => {
  const { request, reply, secret } = exchangeNamed('pppoe-ms-chap2')
  const packet = readPacket(request.bytes).packet!
  const theirs = readPacket(reply!.bytes).packet!
  const credential = readCredential(packet)
  const ours = acceptanceOf(credential, packet, secret, 'S3cret!')

  t.deepEqual(
    ours.map(({ name }) => name),
    [
      'MS-CHAP2-Success',
      'MS-MPPE-Send-Key',
      'MS-MPPE-Recv-Key',
      'MS-MPPE-Encryption-Policy',
      'MS-MPPE-Encryption-Types',
    ],
  )
  for (const { name, value } of ours) {
    const [their] = findAll(theirs, name)
    if (!name.endsWith('-Key')) t.deepEqual(value, their)
    else {
      t.deepEqual(
        revealKey(value, packet.authenticator, secret),
        revealKey(their!, packet.authenticator, secret),
      )
    }
  }
  t.is(startKeys(ntHash('S3cret!'), Buffer.alloc(24)).send.length, 16)
})

test('what is accepted by MS-CHAPv1 gets the keys another implementation gave', (t) => {
  const { request, reply, secret } = exchangeNamed('pppoe-ms-chap')
  const packet = readPacket(request.bytes).packet!
  const theirs = readPacket(reply!.bytes).packet!
  const ours = acceptanceOf(readCredential(packet), packet, secret, 'S3cret!')

  t.is(ours.length, 3)
  for (const { name, value } of ours) t.deepEqual([value], findAll(theirs, name))
})

test('what is refused by MS-CHAPv2 gets the error another implementation gave', (t) => {
  const { request, reply } = exchangeNamed('pppoe-ms-chap2-refused')
  const packet = readPacket(request.bytes).packet!
  const [error] = refusalOf(
    readCredential(packet),
    'authentication_failure',
    'Authentication failed',
  )

  t.deepEqual([error!.value], findAll(readPacket(reply!.bytes).packet!, 'MS-CHAP-Error'))
  const v1 = readPacket(exchangeNamed('pppoe-ms-chap').request.bytes).packet!
  t.is(refusalOf(readCredential(v1), 'account_disabled').length, 1)
})

test('PAP and CHAP need nothing more in either answer', (t) => {
  for (const name of ['pppoe-pap', 'pppoe-chap']) {
    const { request, secret } = exchangeNamed(name)
    const packet = readPacket(request.bytes).packet!
    t.deepEqual(acceptanceOf(readCredential(packet), packet, secret, 'S3cret!'), [])
    t.deepEqual(refusalOf(readCredential(packet), 'authentication_failure'), [])
  }
})

const pap = attribute('User-Password', hidePassword('jane', authenticator, secret))
const chap = attribute('CHAP-Password', answerChap(1, authenticator, 'jane'))
const challenge = (octets: number) => attribute('MS-CHAP-Challenge', Buffer.alloc(octets))
const response = (octets: number) => attribute('MS-CHAP-Response', Buffer.alloc(octets))
const response2 = (octets: number) => attribute('MS-CHAP2-Response', Buffer.alloc(octets))
const eap = numberedAttribute(0, 79, Buffer.from('02000004', 'hex'))

for (const [given, attributes, method] of [
  ['nothing', [], 'none'],
  ['EAP', [eap], 'none'],
  ['a challenge without a response', [challenge(16)], 'none'],
  ['PAP and CHAP together', [pap, chap], 'ambiguous'],
  ['both versions of MS-CHAP', [challenge(16), response(50), response2(50)], 'ambiguous'],
  ['PAP and an unreadable CHAP', [pap, attribute('CHAP-Password', Buffer.alloc(3))], 'ambiguous'],
  ['a password of 15 octets', [attribute('User-Password', Buffer.alloc(15))], 'unreadable'],
  ['a password of 144 octets', [attribute('User-Password', Buffer.alloc(144))], 'unreadable'],
  ['a CHAP-Password of 16 octets', [attribute('CHAP-Password', Buffer.alloc(16))], 'unreadable'],
  ['an MS-CHAP-Response without a challenge', [response(50)], 'unreadable'],
  ['an MS-CHAP-Response to a challenge of 16', [challenge(16), response(50)], 'unreadable'],
  ['an MS-CHAP-Response of 49 octets', [challenge(8), response(49)], 'unreadable'],
  ['an MS-CHAP2-Response without a challenge', [response2(50)], 'unreadable'],
  ['an MS-CHAP2-Response to a challenge of 8', [challenge(8), response2(50)], 'unreadable'],
] as const) {
  test(`${given} is ${method} and proves nothing`, (t) => {
    const packet = packetOf(...attributes)
    const credential = readCredential(packet)
    t.is(credential.method, method)
    t.false(provesPassword(credential, packet, secret, 'jane'))
    t.false(provesPassword(credential, packet, secret, ''))
    t.deepEqual(acceptanceOf(credential, packet, secret, 'jane'), [])
    t.deepEqual(refusalOf(credential, 'authentication_failure'), [])
  })
}

test('MS-CHAPv2 without a User-Name is made with an empty one', (t) => {
  const packet = packetOf(challenge(16), response2(50))
  t.like(readCredential(packet), { method: 'ms-chap2', userName: Buffer.alloc(0) })
})
