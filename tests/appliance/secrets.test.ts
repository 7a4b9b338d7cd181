// Secrets at rest: they open with the box key, in their own place, untouched; and in no other case (T57).

import { createHmac } from 'node:crypto'
import test from 'ava'
import * as fc from 'fast-check'
import { drawToken, hashToken, openSafe, sameSecret } from '../../appliance/secrets.ts'

const safe = openSafe('6b'.repeat(32))

test('a secret opens in its place', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
      t.is(safe.open(safe.seal(secret, 'routers.secret'), 'routers.secret'), secret.toWellFormed())
    }),
    { numRuns: 300 },
  )
})

test('a secret moved to another column, or read with another key, stays shut', (t) => {
  const sealed = safe.seal('Str0ng#Pass', 'routers.secret')
  t.throws(() => safe.open(sealed, 'shortcodes.passkey'))
  t.throws(() => openSafe('6c'.repeat(32)).open(sealed, 'routers.secret'))
})

test('whatever byte is changed, and wherever it is cut, it stays shut', (t) => {
  for (const secret of ['', 'Str0ng#Pass']) {
    const sealed = safe.seal(secret, 'routers.secret')
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Buffer.from(sealed)
      tampered[at]! ^= 1
      t.throws(() => safe.open(tampered, 'routers.secret'), undefined, `byte ${at}`)
      t.throws(() => safe.open(sealed.subarray(0, at), 'routers.secret'), undefined, `cut at ${at}`)
    }
    t.throws(() => safe.open(Buffer.concat([sealed, Buffer.of(0)]), 'routers.secret'))
  }
})

test('the same secret is sealed differently each time and does not show', (t) => {
  const [one, two] = [safe.seal('Str0ng#Pass', 'x'), safe.seal('Str0ng#Pass', 'x')]
  t.notDeepEqual(one, two)
  t.false(one.includes('Str0ng'))
})

test('a signature is the HMAC-SHA-256 that node:crypto makes', (t) => {
  const key = Buffer.alloc(32, 0x6b)
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'grapheme' }),
      (octets, place) => {
        const expected = createHmac('sha256', key).update(`${place}\0`).update(octets).digest()
        t.deepEqual(safe.sign(Buffer.from(octets), place), expected)
      },
    ),
  )
})

test('the box key is 64 hex digits and nothing else', (t) => {
  const key = '6b'.repeat(32)
  for (const wrong of ['', 'secret', key.slice(2), `${key}6`, `${key}zz`, `${key}\n`, `zz${key}`]) {
    t.throws(() => openSafe(wrong), undefined, JSON.stringify(wrong))
  }
})

test('tokens are hex, long enough, and their hash is what is kept', (t) => {
  t.regex(drawToken(), /^[0-9a-f]{48}$/)
  t.not(drawToken(), drawToken())
  t.is(
    hashToken('abc').toString('hex'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

test('secrets are the same only when every sign is', (t) => {
  t.true(sameSecret('', ''))
  t.true(sameSecret('5e1d', '5e1d'))
  for (const given of ['', '5e1', '5e1d ', '5E1D', '5e1d5e1d']) t.false(sameSecret(given, '5e1d'))
})
