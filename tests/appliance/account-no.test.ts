// The check digit: no wrong key and no swap of neighbours makes another subscriber's number.

import test from 'ava'
import { accountNo, drawAccountNo, isAccountNo } from '../../appliance/account-no.ts'

const digits = [...'0123456789']
const sample = Array.from({ length: 400 }, (_, at) => accountNo(100_000 + at * 2_247)).filter(
  (no) => no !== undefined,
)

test('every single wrong digit is caught', (t) => {
  t.true(sample.length > 350)
  for (const no of sample) {
    for (let at = 0; at < no.length; at++) {
      for (const digit of digits) {
        if (digit === no[at]) continue
        t.false(isAccountNo(no.slice(0, at) + digit + no.slice(at + 1)), `${no} at ${at}`)
      }
    }
  }
})

test('every swap of neighbours is caught', (t) => {
  for (const no of sample) {
    for (let at = 0; at + 1 < no.length; at++) {
      const swapped = no.slice(0, at) + no[at + 1] + no[at] + no.slice(at + 2)
      if (swapped !== no) t.false(isAccountNo(swapped), `${no} at ${at}`)
    }
  }
})

test('of ten check digits exactly one fits, and the published example has 4', (t) => {
  t.is(accountNo(572_000)?.length, 7)
  for (const no of sample.slice(0, 50)) {
    t.is(digits.filter((digit) => isAccountNo(no.slice(0, 6) + digit)).length, 1)
  }
  // Damm's own example: 572 carries 4. Zeros in front do not change it.
  t.false(isAccountNo('0005724'))
})

test('a number that could be a phone is neither made nor taken for one of ours', (t) => {
  for (const six of [0, 7_229, 72_290, 100, 254_000, 254_722, 254_999])
    t.is(accountNo(six), undefined)
  for (const digit of digits) t.false(isAccountNo(`254722${digit}`))
})

test('what is no seven digits is no account number', (t) => {
  const no = accountNo(418_273)!
  for (const words of ['', no.slice(1), `${no}0`, ` ${no}`, `${no}-2`, 'abcdefg', '٤١٨٢٧٣٥']) {
    t.false(isAccountNo(words), words)
  }
})

test('drawn numbers carry their check digit and do not follow each other (T12)', (t) => {
  const drawn = Array.from({ length: 500 }, drawAccountNo)
  t.true(drawn.every(isAccountNo))
  t.true(new Set(drawn).size > 490)
  const steps = drawn.slice(1).map((no, at) => Math.abs(Number(no) - Number(drawn[at])))
  t.true(steps.filter((step) => step < 100).length < 10)
})
