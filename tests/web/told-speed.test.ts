// A line on the subscriber's page says how fast it is now, where that is not what its plan says.

import test from 'ava'
import type { Line } from '../../appliance/people/subscribers.ts'
import { linesView } from '../../web/admin/subscriber-parts.ts'

const now = Temporal.Instant.from('2026-11-21T09:00:00Z')
const line = {
  service_id: 1,
  service_no: 1,
  kind: 'pppoe',
  user_name: 'njeri',
  plan: 'Home 10',
  price_cents: 1500_00,
  term_count: 1,
  term_unit: 'month',
  down_kbps: 10_000,
  up_kbps: 5000,
  closed_at: null,
  credit_starts_at: now,
  paid_until: now.add({ hours: 24 }),
  session_id: 7,
  online_since: now,
  heard_at: now,
  router: 'kasarani-1',
  router_heard_at: now,
  framed_ip_address: '10.40.3.20',
  rate_limit: null,
  disconnecting_since: null,
} as Line

for (const [given, rate_limit, expected] of [
  ['slower', '1M/2M', 'kasarani-1, 10.40.3.20 · now 2 Mb/s down, 1 Mb/s up'],
  ['as the plan says', '5M/10M', 'kasarani-1, 10.40.3.20'],
  ['as the plan says, with a burst', '5M/10M 10M/20M 4M/8M 8/8', 'kasarani-1, 10.40.3.20'],
  ['not known', null, 'kasarani-1, 10.40.3.20'],
] as const) {
  test(`the speed it was told: ${given}`, (t) => {
    t.is(linesView([{ ...line, rate_limit }], now)[0]!.where, expected)
  })
}
