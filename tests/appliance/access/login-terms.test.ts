// What a plan or a line says beyond paid or not: hours, place, box, fair share, other speeds; and the end of a session.

import test from 'ava'
import * as fc from 'fast-check'
import {
  decideAccess,
  sessionSecondsMax,
  type Access,
  type CreditFacts,
  type ServiceFacts,
} from '../../../appliance/access/access.ts'
import { microsecondsOf } from '../../../appliance/time.ts'

const noon = Temporal.Instant.from('2026-11-21T09:00:00Z') // A Saturday in Nairobi.
const hour = 3600
const box = '4C:5E:0C:AA:BB:01'

/** A credit from and to so many seconds from noon. */
function credit(from: number, to: number, more: Partial<CreditFacts> = {}): CreditFacts {
  return {
    starts_us: after(from),
    ends_us: after(to),
    down_kbps: 10_000,
    up_kbps: 5_000,
    burst: null,
    priority: null,
    timed: [],
    fair_use: null,
    devices: 1,
    data: null,
    data_counts: 'both',
    hours: null,
    address_pool: null,
    ipv6_pool: null,
    ...more,
  }
}

function after(seconds: number): number {
  return microsecondsOf(noon.add({ milliseconds: Math.round(seconds * 1000) }))
}

const line: ServiceFacts = {
  id: 7,
  kind: 'pppoe',
  user_name: 'wanjiku',
  password: 'maji',
  static_address: null,
  ipv6_prefix: null,
  site_id: null,
  router_id: null,
  locked_mac: null,
  closed: false,
  suspended: false,
  macs: [],
  credits: [credit(-hour, 100 * hour)],
}

interface Asked {
  mac?: string | null
  router?: { id: number; site_id: number }
  now?: Temporal.Instant
  password?: string
}

function ask(about: Partial<ServiceFacts>, asked: Asked = {}): Access {
  const { mac = box, router = { id: 3, site_id: 2 }, now = noon, password = 'maji' } = asked
  const service = { ...line, ...about }
  return decideAccess({ service, fresh: true, mac, router }, (own) => own === password, now)
}

function reasonOf(access: Access): string {
  return access.outcome === 'reject' ? access.reason : access.outcome
}

const away = { id: 4, site_id: 9 }
const sameSite = { id: 4, site_id: 2 }
const reasons: [string, Partial<ServiceFacts>, Asked, string][] = [
  ['T49: at its site', { site_id: 2 }, {}, 'accept'],
  ['T49: at its site, by another router', { site_id: 2 }, { router: sameSite }, 'accept'],
  ['T49: at another site', { site_id: 2 }, { router: away }, 'wrong_place'],
  ['T49: at its router', { router_id: 3 }, {}, 'accept'],
  ['T49: at another router of the site', { router_id: 3, site_id: 2 }, { router: sameSite }, 'wrong_place'],
  ['at another site, told to nobody without the password', { site_id: 2 }, { router: away, password: 'x' }, 'wrong_password'],
  ['at another site, and not paid', { site_id: 2, credits: [] }, { router: away }, 'unpaid'],
  ['its own box', { locked_mac: box }, {}, 'accept'],
  ['another box', { locked_mac: '4C:5E:0C:AA:BB:02' }, {}, 'wrong_device'],
  ['a router that does not say which box', { locked_mac: box }, { mac: null }, 'wrong_device'],
  ['another box, told to nobody without the password', { locked_mac: '4C:5E:0C:AA:BB:02' }, { password: 'x' }, 'wrong_password'],
  ['T43: a pass tied to one of its phones, on that', { kind: 'hotspot', macs: [box], locked_mac: box }, {}, 'accept'],
  ['T43: tied to a phone that is not one of its own', { kind: 'hotspot', macs: [], locked_mac: box }, {}, 'wrong_device'],
  ['by night, at noon', { credits: [credit(-hour, hour, { hours: { opens_at: '18:00:00', closes_at: '06:00:00' } })] }, {}, 'closed_hours'],
  ['by night, at noon, and ended', { credits: [credit(-hour, -1, { hours: { opens_at: '18:00:00', closes_at: '06:00:00' } })] }, {}, 'unpaid'],
  ['by night, at noon, told to nobody without the password', { credits: [credit(-hour, hour, { hours: { opens_at: '18:00:00', closes_at: '06:00:00' } })] }, { password: 'x' }, 'wrong_password'],
] // prettier-ignore

for (const [given, about, asked, expected] of reasons) {
  test(`decides where, when and on what: ${given}`, (t) => {
    t.is(reasonOf(ask(about, asked)), expected)
  })
}

const office = { opens_at: '08:00:00', closes_at: '17:30:00' }
const share = { after_bytes: 100, used_bytes: 0, down_kbps: 1_000, up_kbps: 500 }
const data = { allowed_bytes: 9, used_bytes: 0 }
const ends: [string, CreditFacts[], number][] = [
  ['at closing time', [credit(-hour, 100 * hour, { hours: office })], 5.5 * hour],
  ['before closing time, with the credit', [credit(-hour, hour, { hours: office })], hour],
  ['at closing time, though more is bought', [credit(-hour, hour, { hours: office }), credit(hour, 100 * hour, { hours: office })], 5.5 * hour],
  ['where other hours begin', [credit(-hour, hour), credit(hour, 9 * hour, { hours: office })], hour],
  ['where there are no more hours', [credit(-hour, hour, { hours: office }), credit(hour, 9 * hour)], hour],
  ['with the credit of a fair share: the next counts anew', [credit(-hour, hour, { fair_use: share }), credit(hour, 9 * hour, { fair_use: share })], hour],
  ['where a fair share begins', [credit(-hour, hour), credit(hour, 9 * hour, { fair_use: share })], hour],
  ['where data begins to count', [credit(-hour, hour), credit(hour, 9 * hour, { data })], hour],
  ['where data counts another way', [credit(-hour, hour, { data }), credit(hour, 9 * hour, { data, data_counts: 'down' })], hour],
  ['where data that counts alike ends', [credit(-hour, hour, { data }), credit(hour, 9 * hour, { data })], 9 * hour],
  ['where a speed by night makes no end', [credit(-hour, hour), credit(hour, 9 * hour, { timed: [] })], 9 * hour],
] // prettier-ignore

for (const [where, credits, seconds] of ends) {
  test(`U27, invariant 22: a session ends ${where}`, (t) => {
    t.like(ask({ credits }), { outcome: 'accept', session_seconds: seconds })
  })
}

test('U27, invariant 22: Session-Timeout is to the second, at least 1, at most what RouterOS counts', (t) => {
  const milliseconds = fc.integer({ min: 1, max: 800 * 86_400_000 })
  fc.assert(
    fc.property(milliseconds, (left) => {
      const credits = [credit(-hour, left / 1000)]
      const whole = Math.floor(left / 1000)
      const expected = Math.max(1, Math.min(whole, sessionSecondsMax))
      t.like(ask({ credits }), { outcome: 'accept', session_seconds: expected })
    }),
    { numRuns: 300 },
  )
})

for (const [left, seconds] of [
  [0.000_001, 1], [0.999, 1], [1, 1], [1.999, 1], [2, 2],
  [21_474_719.999, 21_474_719], [21_474_720, 21_474_720], [21_474_721, 21_474_720],
] as const) {
  test(`U27: with ${left} s left the router is told ${seconds} s`, (t) => {
    const ends_us = microsecondsOf(noon) + Math.round(left * 1e6)
    const credits = [{ ...credit(-hour, 1), ends_us }]
    t.like(ask({ credits }), { session_seconds: seconds })
  })
} // prettier-ignore

const weekend = { weekdays: [6, 7], from_time: '00:00:00', until_time: '00:00:00', down_kbps: 20_000, up_kbps: 9_000 } // prettier-ignore
const burst = { down_kbps: 16_000, up_kbps: 8_000, threshold_down_kbps: 8_000, threshold_up_kbps: 4_000, seconds: 10 } // prettier-ignore
const rates = { down_kbps: 10_000, up_kbps: 5_000 }
const speeds: [string, Partial<CreditFacts>, object][] = [
  ['of its plan, with burst and priority', { burst, priority: 3 }, { ...rates, burst, priority: 3 }],
  ['of the weekend', { burst, timed: [weekend] }, { down_kbps: 20_000, up_kbps: 9_000, burst: null, priority: null }],
  ['while a share is left', { burst, fair_use: { ...share, used_bytes: 99 } }, { ...rates, burst, priority: null }],
  ['when it is used up, on the weekend too', { timed: [weekend], priority: 3, fair_use: { ...share, used_bytes: 100 } }, { down_kbps: 1_000, up_kbps: 500, burst: null, priority: 3 }],
] // prettier-ignore

for (const [given, more, speed] of speeds) {
  test(`decides the speed: ${given}`, (t) => {
    const access = ask({ credits: [credit(-hour, hour, more)] })
    t.deepEqual(access.outcome === 'accept' && access.speed, speed as never)
  })
}

test('the speed, the pools and the share are those of the credit that runs now', (t) => {
  const past = credit(-9 * hour, -hour, { address_pool: 'past', down_kbps: 1 })
  const next = credit(hour, 9 * hour, { address_pool: 'next', down_kbps: 2 })
  const now = credit(-hour, hour, { address_pool: 'now', ipv6_pool: 'six' })
  const access = ask({ credits: [past, now, next], ipv6_prefix: '2001:db8:7::/56' })
  const expected = { address_pool: 'now', ipv6_pool: 'six', ipv6_prefix: '2001:db8:7::/56' }
  t.like(access, { ...expected, session_seconds: 9 * hour, data_left: null, port_limit: null })
})

test('what is left of data is told with the way it counts', (t) => {
  const used = { allowed_bytes: 10, used_bytes: 4 }
  for (const data_counts of ['both', 'up', 'down'] as const) {
    const credits = [credit(-hour, hour, { data: used, data_counts })]
    t.like(ask({ credits }), { data_left: { counts: data_counts, bytes: 6 } })
  }
})

test('a name nobody has takes a proof as a wrong password does, and gives none away', (t) => {
  const tried: string[] = []
  const proof = (password: string) => tried.push(password) > 0 // Whatever it is, it is right.
  const about = { fresh: true, mac: box, router: { id: 3, site_id: 2 } }
  const nobody = decideAccess({ ...about, service: undefined }, proof, noon)
  t.deepEqual(nobody, { outcome: 'reject', reason: 'unknown_user' })
  t.is(tried.length, 1)
  const empty = decideAccess({ ...about, service: { ...line, password: '' } }, proof, noon)
  t.deepEqual(empty, { outcome: 'reject', reason: 'wrong_password' })
  t.is(tried.length, 2)
  t.false(tried.includes(''))
})
