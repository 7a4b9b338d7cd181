import test from 'ava'
import {
  capital,
  countOf,
  formatBytes,
  formatMilliseconds,
  formatSpeed,
  inWords,
  kes,
} from '../../../appliance/words/figures.ts'
import { code, plainText, sentence, strong } from '../../../appliance/words/sentence.ts'
import { wordsFor } from '../../../appliance/words/words.ts'

const pay = { amount: '1,500', paybill: '600966', account_no: '4821072' }
const given = {
  ...pay,
  phone: '0712 ••• 318',
  until: '20 December 14:32',
  receipt_code: 'UKL4T8M2QX',
  receipt_no: '48497',
  reason: 'R.',
  advice: 'A.',
  paid: '1,000',
  price: '1,500',
}

/** Every text of a catalogue by its key: "payment.pending.sms". */
function texts(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  if (typeof value === 'function')
    return texts((value as (about: typeof given) => unknown)(given), key)
  return Object.entries(value as object).flatMap(([name, inner]) =>
    texts(inner, key === '' ? name : `${key}.${name}`),
  )
}
const [en, sw] = [texts(wordsFor('en')), texts(wordsFor('sw'))]

test('S2-61 to S2-66: English and Swahili have the same keys, and no text is blank', (t) => {
  t.deepEqual(
    sw.map(([key]) => key),
    en.map(([key]) => key),
  )
  t.deepEqual(
    [...en, ...sw].filter(([, text]) => text.trim() === ''),
    [],
  )
})

test('S2-61 to S2-66: Swahili is not English left over', (t) => {
  const same = en.filter(
    ([key, text], at) => sw[at]![1] === text && !key.endsWith('.receipt_issued.text'),
  )
  t.deepEqual(same, [])
})

test('S2-61 to S2-66: whatever a text is given stands in both languages', (t) => {
  const named = (text: string) =>
    Object.values(given)
      .filter((words) => text.includes(words))
      .sort()
  for (const [at, [key, text]] of en.entries()) t.deepEqual(named(sw[at]![1]), named(text), key)
})

for (const language of ['en', 'sw'] as const) {
  const all = texts(wordsFor(language))

  test(`RFC 2865 5.18: what a router shows fits 253 bytes, one line (${language})`, (t) => {
    const replies = all.filter(([key]) => key.startsWith('reply.'))
    t.is(replies.length, 7)
    for (const [key, text] of replies) {
      t.true(Buffer.byteLength(text) <= 253, key)
      t.false(text.includes('\n'), key)
    }
  })

  test(`S2-62, S2-64: while M-Pesa has not said no for good, nobody is told to pay again (${language})`, (t) => {
    const warning = language === 'en' ? /do not pay twice/i : /usilipe tena/i
    const doubtful = all.filter(([key]) =>
      /^payment\.(pending|failed|in_review)\.(text|sms)$/.test(key),
    )
    t.is(doubtful.length, 6)
    for (const [key, text] of doubtful) t.regex(text, warning, key)
  })
}

test('figures read as people say them', (t) => {
  t.is(kes(1500_00), 'KES 1,500')
  t.is(kes(-43_10), '−KES 43.10')
  t.deepEqual([0, 999, 1000, 812e6, 41.8e9, 3.14e12].map(formatBytes), [
    '0 B',
    '999 B',
    '1 kB',
    '812 MB',
    '41.8 GB',
    '3.1 TB',
  ])
  t.deepEqual([512, 1000, 10_000, 2500].map(formatSpeed), [
    '512 kb/s',
    '1 Mb/s',
    '10 Mb/s',
    '2.5 Mb/s',
  ])
  t.deepEqual([0, 340, 2140, 60_000, 372_000, 11_100_000].map(formatMilliseconds), [
    '0 ms',
    '340 ms',
    '2.1 s',
    '1 min',
    '6 min 12 s',
    '3 h 5 min',
  ])
  t.deepEqual([0, 7, 12, 13, 1352].map(inWords), ['none', 'seven', 'twelve', '13', '1,352'])
  t.deepEqual(
    [countOf(1, 'payment'), countOf(2, 'payment'), countOf(3, 'try', 'tries')],
    ['1 payment', '2 payments', '3 tries'],
  )
  t.is(capital('seven open'), 'Seven open')
})

test('a sentence keeps its parts apart and never makes them HTML', (t) => {
  const inner = sentence`paid ${code('UKL4')}`
  const parts = sentence`${strong('<b>')} ${inner}, ${3} times`
  t.is(plainText(parts), '<b> paid UKL4, 3 times')
  t.deepEqual(parts[0], { text: '<b>', strong: true, code: false })
})
