// PAP and CHAP against the examples of the RFCs and two hotspot logins of real routers.

import { createHash } from 'node:crypto'
import test from 'ava'
import { hide } from '../../../radius/wire/hiding.ts'
import {
  answerChap,
  chapProves,
  hidePassword,
  papProves,
  revealPassword,
} from '../../../radius/wire/passwords.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const secret = 'Siri-ya-Lango'
const authenticator = hex('7891df4ce1dfff7ed8b04b9617fdf1ae')

for (const [name, password, authenticator, hidden] of [
  ['7.1', 'arctangent', '0f403f9473978057bd83d5cb98f4227a', '0dbe708d93d413ce3196e43f782a0aee'],
  [
    '7.3, first',
    'challenge',
    'f3a47a1f6a6d76710b947ab93041a039',
    '33657573778289b570885e15084825c5',
  ],
  [
    '7.3, second',
    '99101462',
    'b122556d428a13d0d6253807c457ecf0',
    '692c1f205fc081b919b95195f561a581',
  ],
] as const) {
  test(`RFC 2865 ${name}: User-Password hides ${password}`, (t) => {
    t.is(hidePassword(password, hex(authenticator), 'xyzzy5461').toString('hex'), hidden)
    t.is(revealPassword(hex(hidden), hex(authenticator), 'xyzzy5461'), password)
    t.true(papProves(hex(hidden), hex(authenticator), 'xyzzy5461', password))
    t.false(papProves(hex(hidden), hex(authenticator), 'xyzzy5461', `${password}!`))
    t.false(papProves(hex(hidden), hex(authenticator), 'xyzzy5462', password))
  })
}

test('passwords of every length from 0 to 128 go there and back', (t) => {
  for (let length = 0; length <= 128; length++) {
    const password = 'p'.repeat(length)
    const hidden = hidePassword(password, authenticator, secret)

    t.is(hidden.length, Math.max(16, Math.ceil(length / 16) * 16))
    t.is(revealPassword(hidden, authenticator, secret), password)
    t.true(papProves(hidden, authenticator, secret, password))
    t.false(papProves(hidden, authenticator, secret, `${password}p`))
    t.is(papProves(hidden, authenticator, secret, password.slice(1)), length === 0)
  }
})

test('a password is not cut at a NUL nor taken with one', (t) => {
  const hidden = hidePassword('jane\0x', authenticator, secret)
  t.is(revealPassword(hidden, authenticator, secret), undefined)
  t.false(papProves(hidden, authenticator, secret, 'jane'))
  t.false(papProves(hidden, authenticator, secret, 'jane\0x'))
  t.false(papProves(hidePassword('jane', authenticator, secret), authenticator, secret, 'jane\0'))
})

test('a User-Password without octets is the empty password', (t) => {
  t.is(revealPassword(Buffer.alloc(0), authenticator, secret), '')
  t.true(papProves(Buffer.alloc(0), authenticator, secret, ''))
  t.false(papProves(Buffer.alloc(0), authenticator, secret, 'jane'))
})

test('a User-Password of a wrong length is no password', (t) => {
  for (const length of [1, 15, 17, 144, 253]) {
    t.is(revealPassword(Buffer.alloc(length), authenticator, secret), undefined)
    t.false(papProves(Buffer.alloc(length), authenticator, secret, ''))
  }
  const tooLong = hide(Buffer.alloc(129, 'p'), authenticator, secret)
  t.is(revealPassword(tooLong, authenticator, secret), undefined)
  t.false(papProves(tooLong, authenticator, secret, 'p'.repeat(129)))
})

test('a wrong secret reveals no text, or other text', (t) => {
  const hidden = hidePassword('mwangaza', authenticator, secret)
  t.not(revealPassword(hidden, authenticator, 'another'), 'mwangaza')
})

test('a password of 129 octets is our own mistake', (t) => {
  t.throws(() => hidePassword('p'.repeat(129), authenticator, secret), { code: 'ERR_ASSERTION' })
})

test('a password that is not ASCII is hidden as UTF-8', (t) => {
  const hidden = hidePassword('njérî', authenticator, secret)
  t.is(revealPassword(hidden, authenticator, secret), 'njérî')
  t.true(papProves(hidden, authenticator, secret, 'njérî'))
})

for (const [name, password, response, challenge] of [
  [
    'RFC 2865 7.2, where the Request Authenticator is the challenge',
    'arctangent',
    '16e97557c316185895f293ff6344077275',
    '2aee86f08d0d55969ca5978e0d3367a2',
  ],
  [
    'RouterOS 7 hotspot, http-chap',
    'lkfgxifde',
    '34b7226284e0fdeddd5b12a8ee74e8b25c',
    '19a63ce2e283187f977609b470b01368',
  ],
  [
    'RouterOS hotspot on an RB433',
    'test',
    '18622df4a39f1dc321153f4223329159d5',
    'f1fb74cf86fcb8d3dd4bf34451c2f96c',
  ],
] as const) {
  test(`CHAP: ${name}`, (t) => {
    t.true(chapProves(hex(response), hex(challenge), password))
    t.false(chapProves(hex(response), hex(challenge), `${password}!`))
    t.false(chapProves(hex(response), Buffer.alloc(16), password))
    t.deepEqual(answerChap(hex(response)[0]!, hex(challenge), password), hex(response))
  })
}

test('a CHAP-Password of a wrong length proves nothing', (t) => {
  const digest = createHash('md5').update(Buffer.of(0)).update('jane').digest()
  t.true(chapProves(Buffer.concat([Buffer.of(0), digest]), Buffer.alloc(0), 'jane'))
  for (const length of [0, 1, 16, 18]) {
    t.false(chapProves(Buffer.alloc(length), Buffer.alloc(16), 'jane'))
  }
})
