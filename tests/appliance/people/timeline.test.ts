import test from 'ava'
import type { AccessDecided, Happening } from '../../../appliance/people/happenings.ts'
import { collapse } from '../../../appliance/people/timeline.ts'
import { plainText } from '../../../appliance/words/sentence.ts'
import { tellHappening } from '../../../appliance/words/staff/timeline.ts'

const noon = Temporal.Instant.from('2026-11-21T09:00:00Z')
const after = (seconds: number) => noon.add({ seconds })

function refused(seconds: number, more: Partial<AccessDecided> = {}): Happening {
  return {
    kind: 'access',
    at: after(seconds),
    first_at: after(seconds),
    times: 1,
    oldest_kept: false,
    user_name: 'otieno',
    router: 'kasarani-1',
    outcome: 'reject',
    reason: 'unpaid',
    session_seconds: null,
    ...more,
  }
}
const ended: Happening = {
  kind: 'credit_ended',
  at: after(95),
  plan: 'Home 10',
  user_name: 'otieno',
}

function titles(happenings: Happening[]): string[] {
  return collapse(happenings).map((told) => plainText(tellHappening(told, noon).title))
}

test('N4: a router that asks every half minute is one line with a count, newest first', (t) => {
  const runs = collapse([refused(0), refused(30), refused(60)])
  t.is(runs.length, 1)
  t.like(runs[0], { kind: 'refused', count: 3, at_least: false })
  t.is(String(runs[0]!.at), String(after(60)))
  const { title, sub } = tellHappening(runs[0]!, noon)
  t.is(plainText(title), 'Access: refused 3 times, no paid time')
  t.is(sub, 'otieno on kasarani-1 · from 12:00:00 today until 12:01:00 today')
})

test('N4: refusals that were counted in one row are so many', (t) => {
  const counted = refused(300, { first_at: after(60), times: 9 })
  const [run] = collapse([refused(0), counted])
  t.like(run, { kind: 'refused', count: 10, at_least: false })
  const { title, sub } = tellHappening(run!, noon)
  t.is(plainText(title), 'Access: refused 10 times, no paid time')
  t.is(sub, 'otieno on kasarani-1 · from 12:00:00 today until 12:05:00 today')
})

test('N4: where older ones were not kept, it is at least so many', (t) => {
  const [title] = titles([refused(0, { oldest_kept: true }), refused(30)])
  t.is(title, 'Access: refused at least 2 times, no paid time')
})

test('N4: whatever happens between two refusals parts the run', (t) => {
  t.deepEqual(titles([refused(0), refused(90), ended, refused(120)]), [
    'Access: refused, no paid time',
    'Credit: Home 10 ended',
    'Access: refused 2 times, no paid time',
  ])
})

for (const [what, other] of [
  ['reason', { reason: 'suspended' }],
  ['router', { router: 'juja-1' }],
  ['line', { user_name: 'duka' }],
] as const) {
  test(`N4: another ${what} is another run`, (t) => {
    t.is(collapse([refused(0), refused(30, other), refused(60)]).length, 3)
  })
}

test('N4: being let in is never collapsed away', (t) => {
  const accepted = refused(30, { outcome: 'accept', reason: null, session_seconds: 3600 })
  t.deepEqual(titles([refused(0), accepted, refused(60)]), [
    'Access: refused, no paid time',
    'Access: let in',
    'Access: refused, no paid time',
  ])
})

test('N4: what one transaction did stands in the order of cause: paid below, bought above', (t) => {
  const paid: Happening = {
    kind: 'payment',
    at: noon,
    rail: 'mpesa',
    channel: 'paybill',
    receipt_code: 'UKL4T8M2QX',
    named: true,
    amount_cents: 1500_00 as never,
    account_typed: '4821072',
    state: 'settled',
    proved_by: 'pull',
    proved_at: noon.add({ milliseconds: 2140 }),
    settled_at: noon.add({ milliseconds: 2178 }),
    sources: ['callback', 'pull'],
  }
  const bought: Happening = {
    kind: 'credit_bought',
    credit_kind: 'sold',
    at: noon,
    plan: 'Home 10',
    user_name: 'otieno',
    price_cents: 1500_00 as never,
    starts_at: noon,
    ends_at: noon.add({ hours: 24 * 30 }),
    payment_heard_at: noon.subtract({ milliseconds: 2178 }),
  }
  const [first, second] = collapse([paid, bought])
  t.is(first!.kind, 'credit_bought')
  t.is(
    tellHappening(second!, noon).sub,
    'Typed “4821072” · heard by callback, then by pull → proved by the list of payments (pull) 2.1 s later → credited 38 ms later',
  )
  t.regex(tellHappening(first!, noon).sub, /2\.2 s after the payment was heard$/)
})
