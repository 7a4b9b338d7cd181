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

const now = Temporal.Instant.from('2026-11-21T09:00:00Z')
const speed = { down_kbps: 10_000, up_kbps: 5_000 }

/** A credit from and to so many seconds from now. */
function credit(from: number, to: number, more: Partial<CreditFacts> = {}): CreditFacts {
  return { starts_at: after(from), ends_at: after(to), ...speed, ...more }
}

function after(seconds: number): Temporal.Instant {
  return now.add({ milliseconds: Math.round(seconds * 1000) })
}

const paid: ServiceFacts = {
  id: 7,
  user_name: 'wanjiku',
  password: 'maji',
  static_address: null,
  closed: false,
  suspended: false,
  credits: [credit(-3600, 3600)],
}

function accepted(session_seconds: number, more: Partial<Access> = {}): Access {
  return { outcome: 'accept', session_seconds, ...speed, static_address: null, ...more } as Access
}

function rejected(reason: string): Access {
  return { outcome: 'reject', reason } as Access
}

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
    t.deepEqual(decideAccess({ service, fresh }, proof, now), expected)
  })
}
