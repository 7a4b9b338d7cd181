// Paystack's signature is over the very bytes: a byte more, less or other is another message, whoever parses it.

import test from 'ava'
import { createHmac } from 'node:crypto'
import { isSigned } from '../../../appliance/providers/paystack-event.ts'

const secret = 'sk_test_kilima'
/** As Paystack writes them: a solidus escaped, a dash as \\u2013, a number with its noughts. */
const written = String.raw`{"event":"charge.success","data":{"reference":"a\/b","amount":2000.0,"message":"WI\u2013FI"}}`
const body = Buffer.from(written)
const sign = (bytes: Buffer, key = secret) => createHmac('sha512', key).update(bytes).digest('hex')
const signature = sign(body)

test('T18: what was signed is taken, with either of two keys, however the hex is spelt', (t) => {
  t.true(isSigned(body, signature, [secret]))
  t.true(isSigned(body, signature.toUpperCase(), ['another', secret]))
})

test('T18: each byte of the body, and each sign of the signature, changed: refused', (t) => {
  for (let at = 0; at < body.length; at += 1) {
    const changed = Buffer.from(body)
    changed[at]! ^= 1
    t.false(isSigned(changed, signature, [secret]), `byte ${at}`)
  }
  for (let at = 0; at < signature.length; at += 1) {
    const other = signature[at] === '0' ? '1' : '0'
    const changed = signature.slice(0, at) + other + signature.slice(at + 1)
    t.false(isSigned(body, changed, [secret]), `sign ${at}`)
  }
})

test('T18: parsed and written again it is another message, and its signature is no signature of the bytes', (t) => {
  const again = Buffer.from(JSON.stringify(JSON.parse(written)))
  t.notDeepEqual(again, body)
  t.false(isSigned(body, sign(again), [secret]))
  t.false(isSigned(again, signature, [secret]))
})

test('T18, T19: without a secret, or with an empty one, nothing is signed', (t) => {
  t.false(isSigned(body, signature, []))
  t.false(isSigned(body, sign(body, ''), ['']))
  for (const odd of ['', 'x'.repeat(128), signature.slice(1), `${signature}0`, ` ${signature}`])
    t.false(isSigned(body, odd, [secret]), odd)
})
