// Money text to cents and back, without a float in between.

import test from 'ava'
import * as fc from 'fast-check'
import { cents, formatShillings, parseShillings } from '../../appliance/money.ts'

for (const [words, amount_cents] of [
  ['1500', 1500_00],
  ['1,500.00', 1500_00],
  ['1,234,567.89', 1_234_567_89],
  ['350.5', 350_50],
  ['350.500', 350_50],
  [' 43.10 ', 43_10],
  ['0.01', 1],
  ['0', 0],
  ['007', 7_00],
  [10.5, 10_50],
  ['999999999999.99', 99_999_999_999_999],
] as const) {
  test(`reads ${JSON.stringify(words)} as ${amount_cents} cents`, (t) => {
    t.is(parseShillings(words), cents(amount_cents))
  })
}

for (const words of [
  '',
  '.5',
  '5.',
  '-5',
  '+5',
  '1e3',
  '0x10',
  '10.005',
  '1,50',
  '15,00.00',
  '1 500',
  'KES 5',
  'NaN',
  'Infinity',
  '٥',
  '1000000000000',
  1e21,
  0.1 + 0.2,
]) {
  test(`refuses ${JSON.stringify(words)} as an amount`, (t) => {
    t.throws(() => parseShillings(words), { code: 'amount_unreadable' })
  })
}

test('cents are whole and safe', (t) => {
  t.throws(() => cents(0.5))
  t.throws(() => cents(Number.NaN))
  t.throws(() => cents(2 ** 53))
})

test('shillings are written for people: commas, cents only where there are some, a real minus', (t) => {
  t.is(formatShillings(1_234_567_00), '1,234,567')
  t.is(formatShillings(43_10), '43.10')
  t.is(formatShillings(5), '0.05')
  t.is(formatShillings(0), '0')
  t.is(formatShillings(-1500_05), '−1,500.05')
})

const amounts = fc.integer({ min: 0, max: 1_000_000_000_00 })

test('what is written is read back to the cent, with and without commas', (t) => {
  fc.assert(
    fc.property(amounts, (amount_cents) => {
      const words = formatShillings(amount_cents)
      t.is(parseShillings(words), cents(amount_cents))
      t.is(parseShillings(words.replaceAll(',', '')), cents(amount_cents))
    }),
    { numRuns: 5000 },
  )
})

test('decimal text means what whole-number arithmetic says it means', (t) => {
  const decimals = fc.tuple(
    fc.integer({ min: 0, max: 999_999_999 }),
    fc.integer({ min: 0, max: 99 }),
  )
  fc.assert(
    fc.property(decimals, fc.nat(4), ([shillings, rest], zeros) => {
      const words = `${shillings}.${String(rest).padStart(2, '0')}${'0'.repeat(zeros)}`
      t.is(BigInt(parseShillings(words)), BigInt(shillings) * 100n + BigInt(rest))
    }),
    { numRuns: 5000 },
  )
})
