import test from 'ava'
import type { BoxFacts } from '../../../appliance/watch/facts.ts'
import { listFindings } from '../../../appliance/watch/findings.ts'

const well: BoxFacts = {
  at: Temporal.Instant.from('2026-11-21T11:32:00Z'),
  public_url: 'https://gate.kilima.co.ke',
  trial: false,
  state: { folder: '/var/lib/lango', writable: true, free_bytes: 50e9, total_bytes: 100e9 },
  processes: { count: 3, problems: [] },
  certificates: [],
  database_fault: null,
  database: {
    version: 15,
    clock_seconds: 0,
    unsafe: [],
    role: 'lango_app',
    superuser: false,
    connections: 20,
    connections_max: 120,
    migrations_waiting: [],
    key_fits: true,
    owners: 1,
    paybills: [{ shortcode: '247247', registered: true }],
    routers: 2,
    queue_seconds: 0,
    overdue: 0,
    drift_cents: 0,
  },
}

const seen = (facts: BoxFacts) => listFindings(facts).filter(({ state }) => state !== 'good')
const inBooks = (more: Partial<NonNullable<BoxFacts['database']>>): BoxFacts => ({ ...well, database: { ...well.database!, ...more } }) // prettier-ignore
const onDisk = (free_bytes: number): BoxFacts => ({
  ...well,
  state: { ...well.state!, free_bytes },
})

test('a box that is well has nothing to be done', (t) => {
  t.deepEqual(seen(well), [])
})

for (const [cause, facts, what, state] of [
  ['the disk has less than a sixth left', onDisk(16e9), 'disk', 'note'],
  ['the disk has a twentieth left', onDisk(4e9), 'disk', 'bad'],
  ['Safaricom can’t reach it', { ...well, public_url: 'https://192.168.88.2' }, 'address', 'bad'],
  ['the state folder is gone', { ...well, state: undefined }, 'state folder', 'bad'],
  ['a commit may be lost', inBooks({ unsafe: ['fsync = off'] }), 'durability', 'bad'],
  ['PostgreSQL is old', inBooks({ version: 13 }), 'database', 'bad'],
  ["PostgreSQL's clock is another", inBooks({ clock_seconds: -90 }), 'clocks', 'bad'],
  ['connections run out', inBooks({ connections: 110 }), 'connections', 'note'],
  ['the box key is another', inBooks({ key_fits: false }), 'box key', 'bad'],
  ['nobody owns it', inBooks({ owners: 0 }), 'owner', 'bad'],
  ['there is no paybill', inBooks({ paybills: [] }), 'paybills', 'bad'],
  ['there is no router', inBooks({ routers: 0 }), 'routers', 'bad'],
  ['jobs wait', inBooks({ queue_seconds: 300 }), 'queue', 'bad'],
  ['work is late', inBooks({ overdue: 3 }), 'late work', 'note'],
  ['the ledger drifts', inBooks({ drift_cents: 1 }), 'ledger', 'bad'],
] as const) {
  test(`each cause is told once, with its cure: ${cause}`, (t) => {
    const found = seen(facts)
    t.deepEqual(found.map((each) => [each.what, each.state]), [[what, state]])
    t.truthy(found[0]!.cure)
  })
} // prettier-ignore
