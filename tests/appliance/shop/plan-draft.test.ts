// A plan as it is typed: what is read, what is refused beside which field, and that its own words are read back.

import test from 'ava'
import * as fc from 'fast-check'
import { readPlanDraft } from '../../../appliance/shop/plan-draft.ts'
import { newPlan, typePlan, type TypedPlan } from '../../../appliance/shop/plan-fields.ts'

const home: TypedPlan = { ...newPlan, name: 'Home 10', price: '1,500', down: '10', up: '2.5' }
const pass: TypedPlan = { ...home, kind: 'hotspot', term_unit: 'hour' }

const read = (more: Partial<TypedPlan>, from = home) => readPlanDraft({ ...from, ...more })
const draftOf = (more: Partial<TypedPlan>, from = home) => {
  const answer = read(more, from)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  return answer.draft
}

test('a plan is read as people write: money, megabits, gigabytes, times of day', (t) => {
  const draft = draftOf({
    name: '  Home   10 ', price: 'KES 1,500.50', down: '10 Mb/s', up: '512k', data: '0.5 GB', opens_at: '22',
    closes_at: '6:00', grace_days: '3', t1_days: '67', t1_from: '18:00', t1_until: '18:00', t1_down: '1g', t1_up: '20',
  }) // prettier-ignore
  t.like(draft, {
    name: 'Home 10', price_cents: 150_050, down_kbps: 10_000, up_kbps: 512, data_bytes: 500_000_000,
    opens_at: '22:00:00', closes_at: '06:00:00', grace_days: 3, fair_use_bytes: null, burst_seconds: null,
  }) // prettier-ignore
  t.deepEqual(draft.timed, [
    { weekdays: [6, 7], from_time: '18:00:00', until_time: '18:00:00', down_kbps: 1_000_000, up_kbps: 20_000 },
  ]) // prettier-ignore
})

const wrong: [string, Partial<TypedPlan>, string[]][] = [
  ['no name', { name: ' ' }, ['name']],
  ['a price that is none', { price: '15OO' }, ['price']],
  ['nothing to pay', { price: '0' }, ['price']],
  ['a speed below 64k', { up: '0.01' }, ['up']],
  ['a speed in words', { down: 'fast' }, ['down']],
  ['a time no clock has', { opens_at: '24:00', closes_at: '06:00' }, ['opens_at']],
  ['open and never closed', { opens_at: '08:00' }, ['closes_at']],
  ['no hours at all', { opens_at: '08:00', closes_at: '08:00' }, ['closes_at']],
  ['half a fair use', { fair_after: '50' }, ['fair_down', 'fair_up']],
  ['fair use that never comes', { data: '5', fair_after: '50', fair_down: '1', fair_up: '1' }, ['fair_after']],
  ['half a burst', { burst_down: '20', burst_up: '10' }, ['burst_seconds', 'threshold_down', 'threshold_up']],
  ['a slower burst', { burst_down: '5', burst_up: '5', threshold_down: '4', threshold_up: '2', burst_seconds: '8' }, ['burst_down']],
  ['another speed at no time', { t2_down: '5', t2_up: '5' }, ['t2_from', 't2_until']],
  ['a day that is none', { t1_days: '8', t1_from: '1', t1_until: '2', t1_down: '5', t1_up: '5' }, ['t1_days']],
  ['a pool no router has', { address_pool: 'a b"; /system reset' }, ['address_pool']],
  ['a home by the hour', { term_unit: 'hour' }, ['term_unit']],
  ['a unit there is none of', { term_unit: 'year' }, ['term_unit']],
  ['too long a grace', { grace_days: '61' }, ['grace_days']],
  ['a place by name', { site: 'Kasarani' }, ['site']],
] // prettier-ignore

for (const [what, more, fields] of wrong) {
  test(`U59: ${what} is found when the plan is saved, beside its field`, (t) => {
    const answer = read(more)
    t.deepEqual(answer.ok ? [] : Object.keys(answer.problems).toSorted(), fields)
  })
}

test('S2-20: grace is for lines at home', (t) => {
  t.is(draftOf({ grace_days: '5' }).grace_days, 5)
  const answer = read({ grace_days: '5' }, pass)
  t.deepEqual(answer.ok ? [] : Object.keys(answer.problems), ['grace_days'])
})

test('whatever is typed gives a plan or tells which fields are wrong; it never throws', (t) => {
  const names = Object.keys(home) as (keyof TypedPlan)[]
  const typed = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.oneof(fc.string(), fc.constant(home[name]))])),
  )
  fc.assert(
    fc.property(typed, (words) => {
      const answer = readPlanDraft(words as TypedPlan)
      t.true(answer.ok || Object.keys(answer.problems).length > 0)
    }),
  )
  t.pass()
})

test('a plan typed out by us is read back the same', (t) => {
  const kbps = fc.integer({ min: 64, max: 10_000_000 }).map((speed) => `${speed}k`)
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  const plans = fc.record({
    down: kbps, up: kbps, t1_down: kbps, t1_up: kbps, t1_from: time, t1_until: time,
    data: fc.integer({ min: 1, max: 999_999 }).map((megabytes) => String(megabytes / 1000)),
    price: fc.integer({ min: 1, max: 100_000_000 }).map((price) => `${Math.trunc(price / 100)}.${String(price % 100).padStart(2, '0')}`),
    t1_days: fc.subarray(['1', '2', '3', '4', '5', '6', '7'], { minLength: 1 }).map((days) => days.join('')),
  }) // prettier-ignore
  fc.assert(
    fc.property(plans, (more) => {
      const draft = draftOf(more)
      t.deepEqual(draftOf(typePlan(draft)), draft)
    }),
  )
})
