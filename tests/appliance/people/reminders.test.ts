// Reminders before time ends: over months, however people pay, none twice, none after payment, none at night.

import test from 'ava'
import fc from 'fast-check'
import { cents } from '../../../appliance/money.ts'
import { composeMessage } from '../../../appliance/people/message-words.ts'
import { decideSending } from '../../../appliance/people/message-limits.ts'
import { decideReminder, queueReminders } from '../../../appliance/people/reminders.ts'
import { addTerm, anchorDay, nairobi } from '../../../appliance/time.ts'
import { openDoor } from '../../web/door.ts'
import { hireStaff, openKilima } from '../../web/kilima.ts'
import { addGateway } from '../../web/own-door.ts'
import { pay } from '../../web/past.ts'

const start = Temporal.Instant.from('2026-01-31T05:17:00Z')
const gateway = { daily_cap: null, quiet_from: null, quiet_until: null }

const terms = fc.constantFrom(
  ...([
    [1, 'hour'],
    [1, 'day'],
    [3, 'day'],
    [7, 'day'],
    [1, 'month'],
  ] as const),
)
/** After how many hours of the term, or after its end, they pay; and whether grace runs, and what lies in the wallet. */
const months = fc.record({
  term: terms,
  pays: fc.array(fc.integer({ min: -80, max: 60 }), { minLength: 1, maxLength: 4 }),
  grace_hours: fc.constantFrom(0, 0, 48),
  wallet_cents: fc.constantFrom(0, 0, 900_00, 1500_00),
  gift_hour: fc.integer({ min: 0, max: 23 }),
})

test('S2-19: over simulated months none is told twice, after payment, or in quiet hours', (t) => {
  const property = fc.property(months, ({ term: [term_count, term_unit], pays, ...given }) => {
    const term = { term_count, term_unit }
    const facts = { ...term, price_cents: cents(1500_00), wallet_cents: cents(given.wallet_cents) }
    const [said, sent] = [new Set<string>(), [] as { at: Temporal.Instant; key: string }[]]
    let [begin, now] = [start, start]
    for (const pay of pays) {
      const ends_at = addTerm(begin, term, anchorDay(begin))
      const paid_at = ends_at.add({ hours: pay })
      const grace_until = given.grace_hours ? ends_at.add({ hours: given.grace_hours }) : null
      const waiting = new Map<string, Temporal.Instant>()
      for (; Temporal.Instant.compare(now, paid_at) < 0; now = now.add({ minutes: 47 })) {
        const grace =
          grace_until && Temporal.Instant.compare(now, ends_at) >= 0 ? grace_until : null
        const step = decideReminder({ ...facts, ends_at, grace_until: grace }, now)
        const key = `${step} ${ends_at}`
        if (step && !said.has(key)) {
          said.add(key)
          waiting.set(key, now)
        }
        for (const [name, due] of waiting) {
          if (Temporal.Instant.compare(due, now) > 0) continue
          const sending = decideSending('reminder', gateway, 0, now)
          if (sending.outcome === 'wait') {
            waiting.set(name, sending.until)
            continue
          }
          waiting.delete(name)
          if (step !== null && name === key) sent.push({ at: now, key }) // Else it is not so any more.
        }
      }
      begin = Temporal.Instant.compare(paid_at, ends_at) > 0 ? paid_at : ends_at
    }
    const keys = sent.map(({ key }) => key)
    const isNight = ({ at }: { at: Temporal.Instant }) => {
      const { hour } = at.toZonedDateTimeISO(nairobi)
      return hour >= 21 || hour < 7
    }
    if (given.wallet_cents >= 1500_00 && sent.length > 0) return false
    return new Set(keys).size === keys.length && !sent.some(isNight)
  })
  t.notThrows(() => fc.assert(property, { numRuns: 100 }))
})

test('S2-19: which step is said when', (t) => {
  const ends_at = Temporal.Instant.from('2026-11-24T12:00:00Z')
  const month = { term_count: 1, term_unit: 'month', price_cents: cents(1500_00), wallet_cents: cents(0), ends_at, grace_until: null } as const
  const at = (hours: number, more = {}) => decideReminder({ ...month, ...more }, ends_at.subtract({ hours }))
  t.deepEqual([73, 72, 25, 24, 1, 0, -23, -24].map((hours) => at(hours)), [null, 'three_days', 'three_days', 'one_day', 'one_day', 'ended', 'ended', null])
  const grace = { grace_until: ends_at.add({ hours: 48 }) }
  t.deepEqual([-1, -47, -48, -71, -72].map((hours) => at(hours, grace)), ['grace', 'grace', 'ended', 'ended', null])
  const day = { term_unit: 'day' }
  t.deepEqual([60, 20, -1].map((hours) => at(hours, day)), [null, null, 'ended'])
  t.is(at(-1, { term_unit: 'hour' }), null)
  t.is(at(5, { wallet_cents: cents(1500_00) }), null)
}) // prettier-ignore

test('S2-19: each step once, in their language, with how to pay and a link; and nothing to who pays meanwhile', async (t) => {
  const door = await openDoor()
  t.teardown(() => door.close())
  const { appliance, clock } = door
  const { db, work, safe } = appliance
  await hireStaff(appliance)
  const { njeri } = await openKilima(appliance, clock)
  await addGateway(appliance)
  const { id, msisdn, account_no } = njeri.subscriber
  await db('subscribers').whereNot({ id }).update({ msisdn: null })
  const told = async (at: string) => {
    clock.set(at)
    const [one, other] = await Promise.all([work(queueReminders), work(queueReminders)])
    await work(queueReminders)
    t.true(one + other <= 1)
    const message = await db('messages').where({ msisdn: msisdn!, state: 'queued' }).first()
    if (!message) return undefined
    const text = (await work((unit) => composeMessage(unit, safe, message.id, 'https://lango.example')))?.text
    if (text) await db('messages').where({ id: message.id }).update({ state: 'sent', due_at: null, sent_at: clock.now() })
    return text
  }
  t.is(await told('2026-11-28T06:00:00Z'), undefined)
  const first = (await told('2026-11-29T07:00:00Z'))!
  t.regex(first, new RegExp(`^Your internet \\(Home 10\\) ends 2 December 09:00\\. Pay KES 1,500 to paybill 600966, account ${account_no}-1\\. https://lango\\.example/p/me/links/[\\w-]{43}$`))
  t.is(await told('2026-11-30T07:00:00Z'), undefined)
  await db('subscribers').where({ id }).update({ language: 'sw' })
  t.regex((await told('2026-12-01T07:00:00Z'))!, /^Intaneti yako \(Home 10\) itaisha 09:00 kesho\./)
  t.is(await told('2026-12-01T19:00:00Z'), undefined)
  t.regex((await told('2026-12-02T07:00:00Z'))!, /imeisha\. Itafunguka yenyewe ukilipa\./)
  t.is(await told('2026-12-02T19:00:00Z'), undefined)

  // Queued in the evening, paid at night: in the morning nothing is said.
  await pay({ appliance, clock }, { at: '2026-12-04T07:00:00Z', code: 'UKLREMIND1', amount: 1500, typed: njeri, name: 'NJERI' })
  clock.set('2027-01-03T18:30:00Z')
  t.is(await work(queueReminders), 1)
  await pay({ appliance, clock }, { at: '2027-01-03T23:00:00Z', code: 'UKLREMIND2', amount: 1500, typed: njeri, name: 'NJERI' })
  t.is(await told('2027-01-04T05:00:00Z'), undefined)
  t.like(await db('messages').where({ msisdn: msisdn! }).orderBy('id', 'desc').first(), { kind: 'reminder', state: 'withdrawn' })
  t.is((await db('reminders')).length, 4)
}) // prettier-ignore
