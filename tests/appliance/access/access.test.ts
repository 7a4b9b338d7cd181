// Every branch of decideAccess, without a database.

import test from 'ava'
import {
  decideAccess,
  sessionSecondsMax,
  type Access,
  type CreditFacts,
  type Proof,
  type ServiceFacts,
} from '../../../appliance/access/access.ts'
import { microsecondsOf } from '../../../appliance/time.ts'

const now = Temporal.Instant.from('2026-11-21T09:00:00Z')
const speed = { down_kbps: 10_000, up_kbps: 5_000 }

const plain: Omit<CreditFacts, 'starts_us' | 'ends_us' | 'devices' | keyof typeof speed> = {
  burst: null,
  priority: null,
  timed: [],
  fair_use: null,
  data: null,
  data_counts: 'both',
  hours: null,
  address_pool: null,
  ipv6_pool: null,
}

/** A credit from and to so many seconds from now. */
function credit(from: number, to: number, more: Partial<CreditFacts> = {}): CreditFacts {
  return { starts_us: after(from), ends_us: after(to), ...speed, devices: 3, ...plain, ...more }
}

function after(seconds: number): number {
  return microsecondsOf(now.add({ milliseconds: Math.round(seconds * 1000) }))
}

const paid: ServiceFacts = {
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
  credits: [credit(-3600, 3600)],
}

const phone = 'BC:24:11:EB:56:4D'
const pass: ServiceFacts = { ...paid, kind: 'hotspot', macs: ['DA:A1:19:00:00:07', phone] }

/** Paid, with so many bytes bought and used. */
function capped(allowed_bytes: number, used_bytes: number): Partial<ServiceFacts> {
  return { credits: [credit(-3600, 3600, { data: { allowed_bytes, used_bytes } })] }
}

function accepted(session_seconds: number, more: Partial<Access> = {}): Access {
  const nothingElse = {
    static_address: null,
    address_pool: null,
    ipv6_prefix: null,
    ipv6_pool: null,
    data_left: null,
    port_limit: null,
  }
  const plainSpeed = { ...speed, burst: null, priority: null }
  return {
    outcome: 'accept',
    session_seconds,
    speed: plainSpeed,
    ...nothingElse,
    ...more,
  } as Access
}

function rejected(reason: string): Access {
  return { outcome: 'reject', reason } as Access
}

const router = { id: 3, site_id: 2 }
const right: Proof = (password) => password === 'maji'
const wrong: Proof = () => false
const silence: Access = { outcome: 'silence' }

const table: [string, ServiceFacts | undefined, boolean, Proof, Access][] = [
  ['paid', paid, true, right, accepted(3600)],
  ['F01: paid, and PostgreSQL away', paid, false, right, accepted(3600)],
  ['nobody of that name', undefined, true, right, rejected('unknown_user')],
  ['F01: nobody of that name as far as we know', undefined, false, right, silence],
  ['a wrong password', paid, true, wrong, rejected('wrong_password')],
  ['a password that does not open', { ...paid, password: null }, true, right, silence],
  ['an empty password, proved', { ...paid, password: '' }, true, () => true, rejected('wrong_password')],
  ['closed', { ...paid, closed: true }, true, right, rejected('closed')],
  ['suspended', { ...paid, suspended: true }, true, right, rejected('suspended')],
  ['suspended, and PostgreSQL away', { ...paid, suspended: true }, false, right, rejected('suspended')],
  ['closed, told to nobody without the password', { ...paid, closed: true }, true, wrong, rejected('wrong_password')],
  ['suspended, told to nobody without it', { ...paid, suspended: true }, true, wrong, rejected('wrong_password')],
  ['never paid', { ...paid, credits: [] }, true, right, rejected('unpaid')],
  ['never paid, told to nobody without it', { ...paid, credits: [] }, true, wrong, rejected('wrong_password')],
  ['ended this instant', { ...paid, credits: [credit(-10, 0)] }, true, right, rejected('unpaid')],
  ['ended, and PostgreSQL away', { ...paid, credits: [credit(-10, -1)] }, false, right, rejected('unpaid')],
  ['begins this instant', { ...paid, credits: [credit(0, 60)] }, true, right, accepted(60)],
  ['begins later', { ...paid, credits: [credit(1, 60)] }, true, right, rejected('unpaid')],
  ['less than a second left', { ...paid, credits: [credit(-10, 0.4)] }, true, right, accepted(1)],
  ['a part of a second is not given', { ...paid, credits: [credit(-10, 59.999)] }, true, right, accepted(59)],
  ['renewed early: to the end of the chain', { ...paid, credits: [credit(-10, 60), credit(60, 120), credit(120, 180)] }, true, right, accepted(180)],
  ['a gap ends the chain', { ...paid, credits: [credit(-10, 60), credit(61, 120)] }, true, right, accepted(60)],
  ['the past is no part of it', { ...paid, credits: [credit(-90, -60), credit(-60, 30)] }, true, right, accepted(30)],
  [
    'the speed is the present credit’s',
    { ...paid, credits: [credit(-10, 60), credit(60, 120, { down_kbps: 1, up_kbps: 2 })] },
    true,
    right,
    accepted(120),
  ],
  ['a year and more: as long as RouterOS can count', { ...paid, credits: [credit(-10, 400 * 86400)] }, true, right, accepted(sessionSecondsMax)],
  ['an address of its own', { ...paid, static_address: '10.20.0.7' }, true, right, accepted(3600, { static_address: '10.20.0.7' } as never)],
] // prettier-ignore

for (const [given, service, fresh, proof, expected] of table) {
  test(`decides access: ${given}`, (t) => {
    t.deepEqual(decideAccess({ service, fresh, mac: null, router }, proof, now), expected)
  })
}

const other = 'BC:24:11:EB:56:4E'
const before = { ...credit(-7200, -3600), data: { allowed_bytes: 1, used_bytes: 1 } }
const later = { ...credit(7200, 9000), data: { allowed_bytes: 1, used_bytes: 1 } }

const passes: [string, ServiceFacts, string | null, Proof, Access][] = [
  ['on its phone', pass, phone, right, accepted(3600, { port_limit: 3 } as never)],
  ['T43: on another', pass, other, right, rejected('wrong_device')],
  ['T43: on a phone without a name', pass, null, right, rejected('wrong_device')],
  ['T43: bound to none', { ...pass, macs: [] }, phone, right, rejected('wrong_device')],
  ['T43: on another, told to nobody without the password', pass, other, wrong, rejected('wrong_password')],
  ['ended, on another phone', { ...pass, credits: [] }, other, right, rejected('unpaid')],
  ['suspended, on another phone', { ...pass, suspended: true }, other, right, rejected('suspended')],
  ['with a byte left', { ...pass, ...capped(10, 9) }, phone, right, accepted(3600, { port_limit: 3, data_left: { counts: 'both', bytes: 1 } } as never)],
  ['with nothing left', { ...pass, ...capped(10, 10) }, phone, right, rejected('data_used')],
  ['with more used than bought', { ...pass, ...capped(10, 11) }, phone, right, rejected('data_used')],
  ['used up, on another phone', { ...pass, ...capped(10, 10) }, other, right, rejected('data_used')],
  ['used up, told to nobody without the password', { ...pass, ...capped(10, 10) }, phone, wrong, rejected('wrong_password')],
  [
    'used up before and after, not now',
    { ...pass, credits: [before, credit(-60, 60), later] },
    phone,
    right,
    accepted(60, { port_limit: 3 } as never),
  ],
  ['a line with data, on any device', { ...paid, ...capped(10, 1) }, null, right, accepted(3600, { data_left: { counts: 'both', bytes: 9 } } as never)],
  ['a line whose data is used up', { ...paid, ...capped(10, 10) }, null, right, rejected('data_used')],
] // prettier-ignore

for (const [given, service, mac, proof, expected] of passes) {
  test(`decides access with a pass: ${given}`, (t) => {
    for (const fresh of [true, false]) {
      t.deepEqual(decideAccess({ service, fresh, mac, router }, proof, now), expected)
    }
  })
}
