import test from 'ava'
import { codeAt, formatBase32, provisioningUri, stepAt } from '../../../appliance/people/totp.ts'

const seed = Buffer.from('12345678901234567890')

// RFC 6238, appendix B, the rows of SHA-1.
for (const [seconds, code] of [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const) {
  test(`T32: the code of RFC 6238 at ${seconds} s is ${code}`, (t) => {
    const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
    t.is(codeAt(seed, stepAt(at), 8), code)
    t.is(codeAt(seed, stepAt(at)), code.slice(2))
  })
}

// RFC 4648, section 10, without the padding.
test('base32 is the RFC’s', (t) => {
  const known = { '': '', f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' } // prettier-ignore
  for (const [text, words] of Object.entries(known)) t.is(formatBase32(Buffer.from(text)), words)
})

test('the QR says whose codes they are and what they are made of', (t) => {
  t.is(
    provisioningUri(seed, 'grace+desk@kilima.co.ke'),
    'otpauth://totp/Lango:grace%2Bdesk%40kilima.co.ke?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Lango',
  )
})
