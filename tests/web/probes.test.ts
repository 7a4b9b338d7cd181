// What a machine asks the web door: does it live, does it take work, and its figures.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openAppliance } from '../../appliance/appliance.ts'
import { machineNow } from '../../appliance/clock.ts'
import { figures } from '../../appliance/watch/figures.ts'
import { createApp } from '../../web/app.ts'
import { openCallbackDoor } from '../../web/callbacks/door.ts'
import { openFigures } from '../../web/probes.ts'
import { closeServer, openServer } from '../../web/server.ts'
import { dropDatabase, freshDatabase, inRole, testClock, testConfig } from '../support/database.ts'
import { roles } from '../../appliance/grants.ts'
import { openPostgresGate } from '../support/postgres-gate.ts'
import { noon, openKilima } from './kilima.ts'

const database = await freshDatabase()
const stateDir = await mkdtemp(join(tmpdir(), 'lango-probes-'))
const gate = await openPostgresGate(database)
const clock = testClock(noon)
const owner = await openAppliance(testConfig(database, { LANGO_STATE_DIR: stateDir }), { clock })
await openKilima(owner, clock)
const settings = { LANGO_STATE_DIR: stateDir, LANGO_METRICS_PORT: '9469' }
const box = await openAppliance(testConfig(inRole(gate.url, roles.app), settings), { clock })
const callbacks = await openCallbackDoor(box)
const door = await openServer(createApp(box, callbacks), 0, '127.0.0.1')
const told = await openFigures(box, 0, '127.0.0.1')
test.after.always(async () => {
  await closeServer(told)
  await closeServer(door)
  await callbacks.close()
  await box.close()
  await owner.close()
  await gate.close()
  await dropDatabase(database)
  await rm(stateDir, { recursive: true, force: true })
})

const originOf = ({ port }: AddressInfo) => `http://127.0.0.1:${port}`
const web = originOf(door.address() as AddressInfo)
const metrics = `${originOf(told.address() as AddressInfo)}/metrics`

async function readSamples(): Promise<Map<string, number>> {
  const answer = await fetch(metrics)
  const text = await answer.text()
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  )
}

test.serial('the process lives and takes work, and says so without a sign-in', async (t) => {
  const live = await fetch(`${web}/health/live`)
  t.is(live.status, 200)
  const ready = await fetch(`${web}/health/ready`)
  t.is(ready.status, 200)
  t.deepEqual(await ready.json(), { ready: true, database: 'up', disk: 'room', clock: 'believed' })
})

test.serial('its figures have a port of their own: the door that the proxy leads to has none', async (t) => {
  t.is((await fetch(`${web}/metrics`, { redirect: 'manual' })).status, 404)
  t.is((await fetch(metrics, { method: 'POST' })).status, 405)
  t.is((await fetch(metrics.replace('/metrics', '/'))).status, 404)
}) // prettier-ignore

test.serial('the figures tell of the queue, of callbacks, of spools, of the books, of certificates and of the disk', async (t) => {
  await writeFile(
    join(stateDir, 'health-radius.json'),
    JSON.stringify({
      name: 'radius',
      pid: 7,
      told_at: String(machineNow()),
      clock: { why: 'behind', as_of: noon },
      radius: { source: 'postgresql', fresh: false, read_at: null, age_seconds: 95, services: 3, routers: 1, snapshot_bytes: 1, spool_bytes: 4711, unanswered: { unknown_router: 12 }, clock_skews: { 'the "old" one': -3600 } }, // prettier-ignore
    }),
  )
  await writeFile(join(stateDir, 'certificates.json'), JSON.stringify([{ name: 'gate.test', ends_at: '2026-12-21T11:32:00Z' }])) // prettier-ignore
  const samples = await readSamples()
  const is = (name: string, value: number) => t.is(samples.get(`lango_${name}`), value, name)
  is('database_up', 1)
  is('clock_in_doubt{process="radius"}', 1)
  is('radius_fresh', 0)
  is('radius_age_seconds', 95)
  is('radius_unanswered_total{reason="unknown_router"}', 12)
  is('router_clock_skew_seconds{router="the \\"old\\" one"}', -3600)
  is('certificate_ends_at_seconds{certificate="gate.test"}', 1797852720)
  is('ledger_drift_cents', 0)
  is('spool_bytes{spool="callbacks"}', 0)
  is('overdue_rows', 0)
  t.true(samples.has('lango_exceptions_open{kind="unknown_account"}'), [...samples.keys()].join('\n'))
  t.true(samples.get('lango_disk_free_bytes')! > 0)
  t.true(samples.has('lango_queue_oldest_seconds'))
  t.true([...samples.keys()].some((name) => name.startsWith('lango_callback_silence_seconds{')))
  const known = [...samples.keys()].every((name) => name.replace(/^lango_|\{.*/g, '') in figures)
  t.true(known, 'no figure is told that the table does not name')
}) // prettier-ignore

test.serial('F01: while PostgreSQL is away it takes work still, and its figures come at once and say so', async (t) => {
  await gate.shut()
  const began = performance.now()
  const samples = await readSamples()
  t.true(performance.now() - began < 4000)
  t.is(samples.get('lango_database_up'), 0)
  t.is(samples.get('lango_radius_age_seconds'), 95)
  const ready = await fetch(`${web}/health/ready`)
  t.is(ready.status, 200)
  t.like(await ready.json(), { database: 'away' })
  t.is((await fetch(`${web}/health/live`)).status, 200)
}) // prettier-ignore

test.serial('F07: where the disk takes nothing either, it is not ready', async (t) => {
  await rm(stateDir, { recursive: true })
  const ready = await fetch(`${web}/health/ready`)
  t.is(ready.status, 503)
  t.deepEqual(await ready.json(), { ready: false, database: 'away', disk: 'full', clock: 'believed' }) // prettier-ignore
})
