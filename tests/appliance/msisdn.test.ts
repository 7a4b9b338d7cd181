// Kenyan mobile numbers, however people and phones write them.

import test from 'ava'
import * as fc from 'fast-check'
import { maskMsisdn, parseMsisdn, readMsisdn } from '../../appliance/msisdn.ts'

for (const words of [
  '0722903114',
  '722903114',
  '254722903114',
  '+254722903114',
  '+254 (0) 722 903 114',
  '2540722903114',
  '00254722903114',
  '000254722903114',
  '0722-903-114',
  '0722.903.114',
  '\u00a0 0722 903 114\t',
  '\u200e+254722903114\u200e',
  '\u202a0722\u202c903114',
  '\ufeff0722903114',
  '0722\u200b903\u2060114', // copied from a web page
]) {
  test(`reads ${JSON.stringify(words)}`, (t) => {
    t.is(String(parseMsisdn(words)), '254722903114')
  })
}

test('numbers that begin 01 are mobile numbers', (t) => {
  t.is(String(parseMsisdn('0111904220')), '254111904220')
  t.is(String(parseMsisdn('0100000000')), '254100000000')
})

for (const words of [
  '',
  '0',
  '072290311',
  '07229031145',
  '0622903114',
  '0202345678',
  '+255722903114',
  '254254722903114',
  '2547 ***** 114',
  '25472290****',
  '07229O3114',
  '٠٧٢٢٩٠٣١١٤',
  'null',
  '4182735',
  'a'.repeat(10_000),
]) {
  test(`${JSON.stringify(words.slice(0, 20))} is no phone number`, (t) => {
    t.is(readMsisdn(words), undefined)
    t.throws(() => parseMsisdn(words), { code: 'phone_unreadable' })
  })
}

const numbers = fc
  .tuple(fc.constantFrom('7', '1'), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([first, rest]) => `${first}${String(rest).padStart(8, '0')}`)

test('every spelling of a number is the same number, and the mask hides three of its digits', (t) => {
  fc.assert(
    fc.property(
      numbers,
      fc.constantFrom('', '0', '254', '+254', '+2540', '00254'),
      (nine, head) => {
        t.is(String(parseMsisdn(head + nine)), `254${nine}`)
        const mask = maskMsisdn(`254${nine}`)
        t.true(mask.startsWith(`0${nine.slice(0, 3)} `) && mask.endsWith(nine.slice(-3)))
        t.is(mask.replace(/\D/g, '').length, 7)
      },
    ),
    { numRuns: 3000 },
  )
})
