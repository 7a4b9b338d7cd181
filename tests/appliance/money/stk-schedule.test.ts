// When a prompt is asked about, and what its page says meanwhile: pure.

import test from 'ava'
import { assert, constant, constantFrom, integer, nat, property, record } from 'fast-check'
import { decideStage } from '../../../appliance/money/checkout-file.ts'
import { decideNextQuery } from '../../../appliance/money/stk-answers.ts'

const made_at = Temporal.Instant.from('2026-11-21T11:32:00Z')
const later = (seconds: number) => made_at.add({ seconds })
const since = (at: Temporal.Instant | 'give_up') =>
  at === 'give_up' ? at : made_at.until(at).total('seconds')

test('F33, U05, S4-07: asked at 10, 30, 60, 120 s, 5 and 15 minutes, then hourly, to 48 hours', (t) => {
  const asked: number[] = []
  for (let at: Temporal.Instant | 'give_up' = later(10); at !== 'give_up';) {
    asked.push(made_at.until(at).total('seconds'))
    at = decideNextQuery(made_at, at)
  }
  t.deepEqual(asked.slice(0, 8), [10, 30, 60, 120, 300, 900, 4500, 8100])
  t.is(asked.length, 6 + 48)
  t.is(since(decideNextQuery(made_at, made_at)), 10)
})

test('F33: after an outage it goes on with what comes next', (t) => {
  t.is(since(decideNextQuery(made_at, later(200))), 300)
  t.is(since(decideNextQuery(made_at, later(1000))), 4600)
  t.is(decideNextQuery(made_at, later(48 * 3600)), 'give_up')
  t.not(decideNextQuery(made_at, later(48 * 3600 - 1)), 'give_up')
})

test('never sooner than 5 s, never later than an hour, whatever the time', (t) => {
  assert(
    property(integer({ min: 0, max: 48 * 3600 - 1 }), (age) => {
      const next = decideNextQuery(made_at, later(age))
      const pause = Number(since(next)) - age
      return pause >= 5 && pause <= 3600
    }),
  )
  t.pass()
})

const open = {
  checkout_state: 'open',
  push_state: 'sent',
  payment_state: null,
  wait_until: later(90),
  paid_until: null,
} as const

for (const [given, facts, seconds, stage] of [
  ['not sent yet', { push_state: 'created' }, 0, 'sending'],
  ['being sent', { push_state: 'sending' }, 3, 'sending'],
  ['on the phone', {}, 5, 'waiting'],
  ['perhaps on the phone', { push_state: 'unknown' }, 5, 'waiting'],
  ['U08: a second before the 90 are over', {}, 89, 'waiting'],
  ['S1-14: after 90 s', {}, 90, 'checking'],
  ['S1-17: after 90 s, perhaps sent', { push_state: 'unknown' }, 90, 'checking'],
  ['after 90 s, never sent', { push_state: 'created' }, 91, 'checking'],
  ['failed', { push_state: 'failed' }, 20, 'failed'],
  ['48 hours later', { push_state: 'unanswered' }, 172_800, 'abandoned'],
  ['abandoned', { push_state: 'failed', checkout_state: 'abandoned' }, 4000, 'abandoned'],
  ['proved', { push_state: 'paid', payment_state: 'unsettled' }, 20, 'confirmed'],
  ['F36: proved late', { push_state: 'paid', checkout_state: 'paid' }, 4000, 'confirmed'],
  [
    'settled',
    { push_state: 'paid', payment_state: 'settled', paid_until: later(3600) },
    20,
    'paid',
  ],
  [
    'settled, and bought nothing',
    { push_state: 'paid', payment_state: 'settled' },
    20,
    'in_review',
  ],
  [
    'of nobody, whatever they have',
    { push_state: 'paid', payment_state: 'excepted', paid_until: later(3600) },
    20,
    'in_review',
  ],
] as const) {
  test(`U03: the page says ${stage}: ${given}`, (t) => {
    t.is(decideStage({ ...open, ...facts }, later(seconds)), stage)
  })
}

test('U02: money before everything: no payment is shown as failed or abandoned', (t) => {
  const states = ['created', 'sending', 'sent', 'unknown', 'paid', 'failed', 'unanswered'] as const
  const facts = record({
    checkout_state: constantFrom('open', 'paid', 'abandoned'),
    push_state: constantFrom(...states),
    payment_state: constantFrom('unsettled', 'settled', 'excepted'),
    wait_until: constant(later(90)),
    paid_until: constantFrom(null, later(10), later(9999)),
  })
  assert(
    property(facts, nat(9999), (given, age) =>
      ['confirmed', 'paid', 'in_review'].includes(decideStage(given, later(age))),
    ),
  )
  t.pass()
})
