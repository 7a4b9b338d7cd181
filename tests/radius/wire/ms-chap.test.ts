// MS-CHAP and MPPE against the examples of RFC 1320, 2433, 2759 and 3079, and of other implementations' tests.

import test from 'ava'
import { md4 } from '../../../radius/wire/md4.ts'
import {
  answerChallenge,
  hashChallenges,
  lmHash,
  msChap2Proves,
  msChap2Success,
  msChapError,
  msChapProves,
  ntHash,
  signAnswer,
} from '../../../radius/wire/ms-chap.ts'
import {
  hideKey,
  msChap2Keys,
  msChapKeys,
  revealKey,
  startKeys,
} from '../../../radius/wire/mppe.ts'
import { reveal } from '../../../radius/wire/hiding.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

for (const [text, digest] of [
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  [
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    '043f8582f241db351ce627e153e7f0e4',
  ],
  ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
] as const) {
  test(`RFC 1320 A.5: MD4 of "${text}"`, (t) => {
    t.is(md4(Buffer.from(text)).toString('hex'), digest)
  })
}

test('RFC 2433 B.2: MS-CHAPv1', (t) => {
  const hash = ntHash('MyPw')
  const challenge = hex('102db5df085d3041')
  t.is(hash.toString('hex'), 'fc156af7edcd6c0edde3337d427f4eac')
  t.is(
    answerChallenge(challenge, hash).toString('hex'),
    '4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61',
  )
})

const john = {
  response: hex(
    '000100000000000000000000000000000000000000000000000016c32819add27b3d29f6866506e6cc6548f50b6429518579',
  ),
  challenge: hex('696bcaff8f8bef29'),
  hash: ntHash('supersecret'),
}

test("FreeRADIUS's MS-CHAPv1 login is proved", (t) => {
  const { response, challenge, hash } = john
  t.true(msChapProves(response, challenge, hash))
  t.false(msChapProves(response, challenge, ntHash('Supersecret')))
  t.false(msChapProves(response, hex('696bcaff8f8bef28'), hash))
})

test('an MS-CHAPv1 response with its LM half only, or of a wrong length, proves nothing', (t) => {
  const { response, challenge, hash } = john
  const lmOnly = Buffer.from(response)
  lmOnly[1] = 0
  t.false(msChapProves(lmOnly, challenge, hash))
  t.false(msChapProves(response.subarray(0, 49), challenge, hash))
  t.false(msChapProves(Buffer.concat([response, Buffer.of(0)]), challenge, hash))
  t.false(msChapProves(response, Buffer.alloc(16), hash))
})

test('RFC 2759 9.2: MS-CHAPv2, both halves', (t) => {
  const hash = ntHash('clientPass')
  const challenge = hex('5b5d7c7d7b3f2f3e3c2c602132262628')
  const peerChallenge = hex('21402324255e262a28295f2b3a337c7e')
  const ntResponse = hex('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df')
  const userName = Buffer.from('User')

  const both = hashChallenges(peerChallenge, challenge, userName)
  t.is(hash.toString('hex'), '44ebba8d5312b8d611474411f56989ae')
  t.is(md4(hash).toString('hex'), '41c00c584bd2d91c4017a2a12fa59f3f')
  t.is(both.toString('hex'), 'd02e4386bce91226')
  t.deepEqual(answerChallenge(both, hash), ntResponse)
  t.is(signAnswer(ntResponse, both, hash), 'S=407A5589115FD0D6209F510FE9C04566932CDA56')

  const response = Buffer.concat([Buffer.of(7, 0), peerChallenge, Buffer.alloc(8), ntResponse])
  t.true(msChap2Proves(response, challenge, userName, hash))
  t.false(msChap2Proves(response, challenge, Buffer.from('user'), hash))
  t.false(msChap2Proves(response, challenge, userName, ntHash('ClientPass')))
  t.false(msChap2Proves(response, Buffer.alloc(16), userName, hash))
  t.false(msChap2Proves(response.subarray(1), challenge, userName, hash))
  t.false(msChap2Proves(Buffer.concat([response, Buffer.of(0)]), challenge, userName, hash))
  t.false(msChap2Proves(response, challenge.subarray(8), userName, hash))
  t.is(
    msChap2Success(response, challenge, userName, hash).value.toString('latin1'),
    '\u0007S=407A5589115FD0D6209F510FE9C04566932CDA56',
  )
})

for (const [challenge, peerChallenge, ntResponse, proof] of [
  [
    '77ac2d4c312a6afeb9d176b4dd1d1a1d',
    '3413168381f74b7b28e6088bd7a50de9',
    '6295b2143995f9f658691977ef12798910ff2973b5b513ba',
    'S=997DB6A2358340676FB471016F78D1B56DFEF243',
  ],
  [
    'd5717d58e9fb9cf42dbb0c1a8adf9879',
    '279cb411494d5a84cdf2d2ee36fb5cdd',
    'f5e471ecb559a9f7c69a708b12e7a86dd2fef9ab3f2aed0a',
    'S=C686EB7B6A00E5815A65CEFE4D12056C5666CE9D',
  ],
] as const) {
  test(`layeh/radius: MS-CHAPv2 with challenge ${challenge.slice(0, 6)}`, (t) => {
    const both = hashChallenges(hex(peerChallenge), hex(challenge), Buffer.from('test'))
    const hash = ntHash('superSecretPassword')
    t.is(answerChallenge(both, hash).toString('hex'), ntResponse)
    t.is(signAnswer(hex(ntResponse), both, hash), proof)
  })
}

test("FreeRADIUS's MS-CHAPv2 login: the domain before the backslash is not in the proof", (t) => {
  const response = hex(
    '0001502feeee9495a353cddbd1efc40072820000000000000000e866286bb30d0215ed16cf425b6a29d206667a9853e23ca4',
  )
  const challenge = hex('16d2833f4239256dd2b2bb26f2ecb2a3')
  const userName = Buffer.from('example\\john')
  const hash = ntHash('secret')

  t.true(msChap2Proves(response, challenge, userName, hash))
  t.is(
    msChap2Success(response, challenge, userName, hash).value.toString('hex'),
    '00533d36383634394236373633333031444436354643323535394632443137323934333139364541383841',
  )
})

test('RFC 3079 3.5: the keys of MS-CHAPv2, from the server side', (t) => {
  const ntResponse = hex('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df')
  const { master, send, receive } = startKeys(ntHash('clientPass'), ntResponse)
  t.is(master.toString('hex'), 'fdece3717a8c838cb388e527ae3cdd31')
  t.is(send.toString('hex'), '8b7cdc149b993a1ba118cb153f56dccb')
  t.is(receive.toString('hex'), 'd5f0e9521e3ea9589645e86051c82226')
})

test('RFC 3079 2.5: the LM hash, whose first eight octets are a key of MS-CHAPv1', (t) => {
  t.is(lmHash('clientPass')!.toString('hex'), '76a152936096d7830e2390227404afd2')
  t.deepEqual(lmHash('CLIENTPASS'), lmHash('clientPass'))
  t.is(lmHash('njérî'), undefined)
  t.is(lmHash('fifteen letters'), undefined)
})

test('MPPE keys travel hidden under a salt', (t) => {
  const authenticator = hex('000102030405060708090a0b0c0d0e0f')
  const ntResponse = hex('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df')
  const attributes = msChap2Keys(ntHash('clientPass'), ntResponse, authenticator, 'testing123', 1)

  t.deepEqual(
    attributes.map(({ name, value }) => [name, value.toString('hex')]),
    [
      ['MS-MPPE-Send-Key', '8001222f78911e81bc02d486a8a0a785432f23e948690cf7b68255e9483cdb57bb05'],
      ['MS-MPPE-Recv-Key', '8002079eced7be05a21b6a76b65390a2fa26897891980ea648fb09e7e96fef919a30'],
      ['MS-MPPE-Encryption-Policy', '00000001'],
      ['MS-MPPE-Encryption-Types', '00000006'],
    ],
  )
  t.is(
    revealKey(attributes[0]!.value, authenticator, 'testing123')!.toString('hex'),
    '8b7cdc149b993a1ba118cb153f56dccb',
  )
})

test('the salts of one reply differ, and their first bit is one', (t) => {
  for (let round = 0; round < 50; round++) {
    const [send, receive] = msChap2Keys(Buffer.alloc(16), Buffer.alloc(24), Buffer.alloc(16), 's')
    t.true(send!.value[0]! >= 0x80)
    t.true(receive!.value[0]! >= 0x80)
    t.notDeepEqual(send!.value.subarray(0, 2), receive!.value.subarray(0, 2))
  }
})

test('a key that is none of ours is not revealed', (t) => {
  const authenticator = Buffer.alloc(16)
  const whole = hideKey(Buffer.alloc(16, 1), 5, authenticator, 'secret')
  const unsalted = Buffer.from(whole)
  unsalted[0]! &= 0x7f
  const tooLong = Buffer.from(whole)
  tooLong[2]! ^= 0x80 // The length octet, made to say 144.

  t.deepEqual(revealKey(whole, authenticator, 'secret'), Buffer.alloc(16, 1))
  for (const value of [
    Buffer.alloc(0),
    Buffer.of(0x80),
    whole.subarray(0, 20),
    unsalted,
    tooLong,
  ]) {
    t.is(revealKey(value, authenticator, 'secret'), undefined)
  }
})

test('RFC 2548 2.4.1: the keys of MS-CHAPv1 hide the LM key and the hash of the NT hash', (t) => {
  const authenticator = hex('7891df4ce1dfff7ed8b04b9617fdf1ae')
  const [keys] = msChapKeys('clientPass', authenticator, 'testing123')
  t.is(
    reveal(keys!.value, authenticator, 'testing123')!.toString('hex'),
    `76a152936096d783${'41c00c584bd2d91c4017a2a12fa59f3f'}${'00'.repeat(8)}`,
  )
  const [withoutLm] = msChapKeys('njérî', authenticator, 'testing123')
  t.is(reveal(withoutLm!.value, authenticator, 'testing123')!.readBigUInt64BE(), 0n)
})

test('MS-CHAP-Error tells the client why, with the ident of its response', (t) => {
  const response = Buffer.alloc(50, 9)
  t.is(
    msChapError(2, response, 'authentication_failure', 'Lipa kwanza').value.toString('latin1'),
    `\tE=691 R=0 C=${'0'.repeat(32)} V=3 M=Lipa kwanza`,
  )
  t.is(msChapError(1, response, 'account_disabled').value.toString('latin1'), '\tE=647 R=0 V=2')
  t.is(msChapError(2, Buffer.alloc(0), 'password_expired').value[0], 0)
})
