// Every reason a router may give for refusing (RFC 5176 3.5): its name, words for staff, and what follows.

import test from 'ava'
import { findErrorCause } from '../../../appliance/access/error-causes.ts'
import { valueNames } from '../../../radius/wire/value-names.ts'

const expected = {
  401: ['Unsupported-Attribute', 'never'],
  402: ['Missing-Attribute', 'never'],
  403: ['NAS-Identification-Mismatch', 'never'],
  404: ['Invalid-Request', 'never'],
  405: ['Unsupported-Service', 'never'],
  406: ['Unsupported-Extension', 'never'],
  407: ['Invalid-Attribute-Value', 'never'],
  501: ['Administratively-Prohibited', 'never'],
  502: ['Request-Not-Routable', 'later'],
  503: ['Session-Context-Not-Found', 'gone'],
  504: ['Session-Context-Not-Removable', 'never'],
  505: ['Other-Proxy-Processing-Error', 'later'],
  506: ['Resources-Unavailable', 'later'],
  507: ['Request-Initiated', 'later'],
  508: ['Multiple-Session-Selection-Unsupported', 'never'],
} as const

for (const [number, [name, follows]] of Object.entries(expected)) {
  test(`F57: ${number} is ${name}: ${follows}`, (t) => {
    const cause = findErrorCause(Number(number))
    t.deepEqual([cause.name, cause.follows], [name, follows])
    t.regex(cause.means, /^[A-Z].{20,}\.$/)
    t.is(String(valueNames['Error-Cause'][name]), number)
  })
}

test('F57: a refusal without a reason, or with a number nobody explains, is asked again', (t) => {
  t.is(findErrorCause(null).follows, 'later')
  t.regex(findErrorCause(null).means, /gave no reason/)
  t.is(findErrorCause(599).follows, 'later')
  t.regex(findErrorCause(599).means, /599/)
})

test('every Error-Cause of a refusal that the RFC names is here', (t) => {
  const refusals = Object.values(valueNames['Error-Cause']).filter((number) => number >= 400)
  t.deepEqual(refusals.map(String), Object.keys(expected))
})
