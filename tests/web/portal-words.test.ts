import test from 'ava'
import { tellOffer, tellTerm } from '../../appliance/words/portal/offers.ts'
import { readRouterTrouble } from '../../appliance/words/portal/router-troubles.ts'
import { tellLength, tellMoment, tellSecond } from '../../appliance/words/portal/times.ts'
import { portalWords } from '../../appliance/words/portal/words.ts'
import { wordsFor } from '../../appliance/words/words.ts'
import { tellRefusal } from '../../radius/replies.ts'
import { phoneProblem, readReceiptCode } from '../../web/portal/fields.ts'

/** Every text of a catalogue by its key; functions are given a mark, or a number where they count. */
function texts(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  if (typeof value === 'function') {
    const counts = /plan\.|digits|attempt|receipt$/.test(key)
    return texts((value as (...given: unknown[]) => unknown)(counts ? 3 : '[1]', '[2]'), key)
  }
  return Object.entries(value as object).flatMap(([name, inner]) =>
    texts(inner, key === '' ? name : `${key}.${name}`),
  )
}
const byKey = (found: [string, string][]) => found.toSorted(([one], [two]) => (one < two ? -1 : 1))
const [en, sw] = [byKey(texts(portalWords('en'))), byKey(texts(portalWords('sw')))]

test('both languages have the same keys, given the same things, and no text is blank', (t) => {
  t.true(en.length > 120)
  t.deepEqual(
    sw.map(([key]) => key),
    en.map(([key]) => key),
  )
  for (const [at, [key, text]] of en.entries()) {
    const marks = (words: string) => (words.match(/\[\d\]/g) ?? []).sort()
    t.deepEqual(marks(sw[at]![1]), marks(text), key)
    t.not(text.trim(), '', key)
    t.not(sw[at]![1].trim(), '', key)
  }
})

test('Swahili is not English left over', (t) => {
  const said = en.filter(([key]) => !key.endsWith('.tone')) // What only the stylesheet reads.
  const inSwahili = new Map(sw)
  const alike = said.filter(([key, text]) => inSwahili.get(key) === text).map(([key]) => key)
  t.deepEqual(alike, [
    'kes',
    'own.usage.day', // "1 Jan" is both.
    'own_pay.about',
    'paid.mpesa',
    'waiting.by_hand.business_no',
  ])
})

test('S1-17: nothing promises what M-Pesa decides', (t) => {
  for (const [key, text] of [...en, ...sw]) {
    t.notRegex(text, /no money (was|has been|is) (taken|deducted)|not (been )?charged/i, key)
    t.notRegex(text, /hakuna pesa|hujakatwa|pesa haija(katwa|tolewa|chukuliwa)/i, key)
  }
})

test('U03: where money may be on its way, nobody is told to pay again', (t) => {
  for (const [language, warning] of [['en', /do not pay (again|twice)|need not pay again/i], ['sw', /usilipe (tena|mara mbili)|huhitaji kulipa tena/i]] as const) {
    const { plans, waiting, refused, already, failed, returned } = portalWords(language)
    const doubtful = [plans.waited.text, waiting.review(null, 'x'), waiting.abandoned.text, waiting.help.twice, refused.prompt_open('x'), already.refused, failed.away.text, failed.fault.text('x'), returned.text('x', 'y')]
    for (const text of doubtful) t.regex(text, warning)
  }
}) // prettier-ignore

test('times are Nairobi’s, in words of both languages', (t) => {
  const now = Temporal.Instant.from('2026-11-21T11:32:00Z')
  const told = (at: string, language: 'en' | 'sw') => tellMoment(language, Temporal.Instant.from(at), now)
  t.is(told('2026-11-22T11:31:00Z', 'sw'), '14:31 kesho')
  t.is(told('2026-11-21T21:30:00Z', 'sw'), '00:30 kesho')
  t.is(told('2026-11-20T10:47:00Z', 'en'), '13:47 yesterday')
  t.is(told('2026-12-20T11:32:00Z', 'sw'), '20 Desemba 14:32')
  t.is(told('2027-01-20T11:32:00Z', 'en'), '20 January 2027')
  t.is(tellSecond(now), '14:32:00')
  t.deepEqual([0, 61, 3600, 61_440, 90_000, 86_399].map((seconds) => tellLength('sw', seconds)), ['dakika 1', 'dakika 2', 'saa 1', 'saa 17 na dakika 4', 'siku 1 na saa 1', 'siku 1'])
  t.is(tellLength('en', 61_440), '17 h 4 min')
}) // prettier-ignore

test('a plan in plain words: the provider’s own name only where it says more', (t) => {
  const [sw, en] = [portalWords('sw'), portalWords('en')]
  const plan = { name: 'Siku 1', term_count: 1, term_unit: 'day' as const, down_kbps: 5000, data_bytes: 5e9, devices: 1 }
  t.is(tellTerm(sw, plan), 'Siku 1')
  t.is(tellOffer(sw, plan), '5 Mb/s, GB 5, simu moja')
  t.is(tellOffer(en, plan), '5 Mb/s, 5 GB, one phone')
  t.is(tellOffer(sw, { ...plan, name: 'Boda', data_bytes: null, devices: 2 }), 'Boda, 5 Mb/s, bila kikomo, simu 2')
  t.deepEqual([[7, 'day'], [14, 'day'], [3, 'hour'], [2, 'month']].map(([term_count, term_unit]) => tellTerm(sw, { term_count, term_unit } as never)), ['Wiki 1', 'Wiki 2', 'Saa 3', 'Miezi 2'])
}) // prettier-ignore

test('what routers say is recognised, in RouterOS’s words and in ours, or is unknown', (t) => {
  t.is(readRouterTrouble('  '), null)
  for (const [words, trouble] of [
    ['no more sessions are allowed for user x', 'too_many_devices'], ['user x has reached uptime limit', 'time_used'], ['user x has reached traffic limit', 'data_used'],
    ['invalid username or password', 'stale'], ['already authorizing, retry later', 'busy'], ['hotspot service is shutting down', 'busy'],
    ['cannot assign ip address - no more free addresses from pool', 'fault'], ['user x is not allowed to log in from this MAC address', 'wrong_device'],
    [wordsFor('sw').reply.suspended, 'suspended'], [wordsFor('en').reply.too_many_sessions, 'too_many_devices'], ['busy', 'busy'], ['constructor', 'unknown'],
  ]) t.is(readRouterTrouble(words!), trouble as never, words)
}) // prettier-ignore

test('whatever RADIUS says when it refuses a guest is recognised', (t) => {
  for (const reason of ['unknown_user', 'wrong_password', 'closed', 'suspended', 'unpaid', 'data_used', 'closed_hours', 'wrong_place', 'wrong_device'] as const)
    t.not(readRouterTrouble(tellRefusal(reason, 'hotspot')), 'unknown', reason)
  t.is(readRouterTrouble(tellRefusal('closed_hours', 'hotspot')), 'closed_hours')
  t.is(readRouterTrouble(tellRefusal('wrong_place', 'hotspot')), 'wrong_place')
}) // prettier-ignore

test('a receipt code is found in a whole message, and nowhere else', (t) => {
  t.is(readReceiptCode('UKL0S9WQ7H Confirmed. Ksh50.00 sent to KILIMA on 21/11/26'), 'UKL0S9WQ7H')
  t.is(readReceiptCode(' ukl0s9wq7h '), 'UKL0S9WQ7H')
  for (const words of ['', 'UKL0S9WQ7', 'UKL0S9WQ7HX', 'CONFIRMATI', 'abc'])
    t.is(readReceiptCode(words), undefined, words)
})

test('a wrong number is told as exactly as it can be', (t) => {
  const { problems } = portalWords('en')
  for (const [typed, told] of [
    ['', problems.blank], ['12', problems.digits(2)], ['+254 712 345', problems.digits(7)], ['0712 345 6789', problems.digits(11)],
    ['+255712345678', problems.not_mobile], ['00255712345678', problems.not_mobile], ['020 123 4567', problems.not_mobile], ['Otieno', problems.letters],
  ] as const) t.is(phoneProblem(problems, typed), told, typed)
}) // prettier-ignore
