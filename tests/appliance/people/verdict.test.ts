import test from 'ava'
import { cents } from '../../../appliance/money.ts'
import type { Line } from '../../../appliance/people/subscribers.ts'
import {
  chooseLine,
  decideVerdict,
  type Facts,
  type LastAnswer,
  type LineFacts,
} from '../../../appliance/people/verdict.ts'
import { plainText } from '../../../appliance/words/sentence.ts'
import { tellVerdict } from '../../../appliance/words/staff/verdict.ts'

const now = Temporal.Instant.from('2026-11-21T11:32:00Z')
const ago = (minutes: number) => now.subtract({ minutes })
const later = (hours: number) => now.add({ hours })

const nobody: Line = {
  service_id: 1,
  service_no: 1,
  kind: 'pppoe',
  user_name: 'otieno',
  plan: 'Home 10',
  price_cents: cents(1500_00),
  term_count: 1,
  term_unit: 'month',
  down_kbps: 10_000,
  up_kbps: 5000,
  closed_at: null,
  credit_starts_at: null,
  paid_until: null,
  grace_since: null,
  session_id: null,
  online_since: null,
  heard_at: null,
  router: null,
  router_heard_at: null,
  framed_ip_address: null,
  rate_limit: null,
  disconnecting_since: null,
}
const paid: Partial<Line> = { credit_starts_at: ago(60 * 24), paid_until: later(24) }
const online: Partial<Line> = {
  session_id: 7,
  online_since: ago(500),
  heard_at: ago(1),
  router: 'kasarani-1',
}
const ended: Partial<Line> = { paid_until: ago(392) }

function facts(more: Partial<Facts> = {}): Facts {
  const person = { suspended_at: null, closed_at: null }
  return { person, wallet_cents: cents(0), last_payment: null, claim: null, ...more }
}
function about(line: Partial<Line>, more: Partial<LineFacts> = {}): LineFacts {
  return { line: { ...nobody, ...line }, answer: null, dropped: null, data: null, ...more }
}
function refusedAt(minutes: number, reason: string): { answer: LastAnswer } {
  return { answer: { at: ago(minutes), first_at: ago(minutes + 60), outcome: 'reject', reason, count: 9 } } // prettier-ignore
}

const cases: [says: string, facts: Facts, about: LineFacts | undefined, sentence: string][] = [
  [
    'closed',
    facts({ person: { suspended_at: null, closed_at: ago(60) } }),
    about(paid),
    'This account was closed, 13:32 today.',
  ],
  [
    'suspended',
    facts({ person: { suspended_at: ago(4), closed_at: null } }),
    about(paid),
    'This account is suspended since 14:28 today. No line of it can come online.',
  ],
  [
    'suspended and still online',
    facts({ person: { suspended_at: ago(4), closed_at: null } }),
    about({ ...paid, ...online }),
    'This account is suspended since 14:28 today. The router has been told to close the line.',
  ],
  [
    'online by days of grace (S2-20)',
    facts(),
    about({ ...paid, ...online, grace_since: ago(90) }),
    'Online since 06:12 today, through kasarani-1. Paid time ended 13:02 today, and days of grace run until 14:32 tomorrow.',
  ],
  [
    'in days of grace, and refused (S2-20)',
    facts(),
    about(
      { ...paid, credit_starts_at: ago(90), grace_since: ago(90) },
      refusedAt(3, 'wrong_password'),
    ),
    'Paid time ended 13:02 today, and days of grace run until 14:32 tomorrow, but the router is refused: wrong password, 9 times since 13:29 today, last 14:29 today.',
  ],
  ['without a service', facts(), undefined, 'There is no service on this account yet.'],
  [
    'online',
    facts(),
    about({ ...paid, ...online }),
    'Online since 06:12 today, through kasarani-1. Paid until 14:32 tomorrow.',
  ],
  [
    'on a session its router has fallen silent about',
    facts(),
    about({ ...paid, ...online, heard_at: ago(27), router_heard_at: ago(1) }),
    'Paid until 14:32 tomorrow. kasarani-1 has said nothing of this line for 27 min.',
  ],
  [
    'behind a silent router',
    facts(),
    about({ ...paid, ...online, heard_at: ago(27) }),
    'Paid until 14:32 tomorrow, but kasarani-1 has been silent for 27 min.',
  ],
  [
    'refused for a wrong password',
    facts(),
    about(paid, refusedAt(2, 'wrong_password')),
    'Paid until 14:32 tomorrow, but the router is refused: wrong password, 9 times since 13:30 today, last 14:30 today.',
  ],
  [
    'T43: tried from another phone',
    facts(),
    about(paid, refusedAt(2, 'wrong_device')),
    'Paid until 14:32 tomorrow, but the router is refused: tried from another device, 9 times since 13:30 today, last 14:30 today.',
  ],
  [
    'with the data used up, whatever RADIUS last said',
    facts(),
    about(paid, {
      ...refusedAt(2, 'wrong_device'),
      data: { allowed_bytes: 2e9, used_bytes: 2e9 + 5 },
    }),
    'Paid until 14:32 tomorrow, but the data is used up: 2 GB of 2 GB.',
  ],
  [
    'refused for its data, and data bought since',
    facts(),
    about(paid, {
      ...refusedAt(2, 'data_used'),
      data: { allowed_bytes: 4e9, used_bytes: 2e9 },
    }),
    'Paid until 14:32 tomorrow, but nobody is asking to come online since 14:30 today.',
  ],
  [
    'refused before it was paid, and not since',
    facts(),
    about({ ...paid, credit_starts_at: ago(3) }, refusedAt(10, 'unpaid')),
    'Paid until 14:32 tomorrow, but nobody is asking to come online since 14:22 today.',
  ],
  [
    'dropped',
    facts(),
    about(paid, { dropped: { at: ago(30), terminate_cause: 'Lost-Carrier' } }),
    'Paid until 14:32 tomorrow. The last session ended 14:02 today: the connection was lost.',
  ],
  [
    'never asked for',
    facts(),
    about(paid),
    'Paid until 14:32 tomorrow, but nobody is asking to come online.',
  ],
  [
    'ended, wallet empty',
    facts(),
    about(ended),
    'Paid time ended 08:00 today. Home 10 costs KES 1,500, and the wallet is empty.',
  ],
  ['never paid', facts(), about({}), 'Nothing was paid yet. Home 10 costs KES 1,500.'],
  [
    'KES 500 short',
    facts({
      wallet_cents: cents(1000_00),
      last_payment: { amount_cents: cents(1000_00), at: ago(14) },
    }),
    about(ended),
    'KES 1,000 was paid 14:18 today. Home 10 costs KES 1,500, so the line stays shut: KES 500 short.',
  ],
  [
    'being asked about',
    facts({
      claim: {
        receipt_code: 'UKL4T8M2QX',
        amount_cents: cents(1500_00),
        heard_at: ago(1),
        tries: 2,
      },
    }),
    about(ended),
    'A message says KES 1,500 came, 14:31 today. We are asking M-Pesa if that is true.',
  ],
  [
    'with money that bought nothing',
    facts({ wallet_cents: cents(1500_00) }),
    about(ended),
    'KES 1,500 is in the wallet, enough for Home 10 at KES 1,500, but no time was bought with it.',
  ],
  [
    'ended and still open',
    facts(),
    about({ ...ended, ...online, disconnecting_since: ago(5) }),
    'Time ended 08:00 today, and the line is still open.',
  ],
]

for (const [says, given, line, expected] of cases) {
  test(`N4: why no internet? ${says}`, (t) => {
    const told = tellVerdict(decideVerdict(given, line, now), now)
    t.is(plainText(told.say), expected)
    t.not(told.more, '')
  })
}

test('N4: of several lines the page speaks of the one in trouble', (t) => {
  const works = about({ service_id: 1, ...paid, ...online })
  const unpaid = about({ service_id: 2, ...ended })
  const offline = about({ service_id: 3, ...paid })
  const closed = about({ service_id: 4, closed_at: now })
  t.is(chooseLine([works, unpaid, offline]), offline)
  t.is(chooseLine([works, unpaid]), unpaid)
  t.is(chooseLine([works, closed]), works)
  t.is(chooseLine([closed]), undefined)
})
