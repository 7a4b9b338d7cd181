// Refusals as staff read them: counted, since when, and told apart page by page.

import test from 'ava'
import { recordDecisions, type Run } from '../../../appliance/access/decisions.ts'
import type { Line } from '../../../appliance/people/subscribers.ts'
import { readTimeline } from '../../../appliance/people/timeline.ts'
import { listLineFacts } from '../../../appliance/people/verdict-facts.ts'
import { noon, openVillage } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
test.after.always(() => village.close())

const at = (minutes: number) => Temporal.Instant.from(noon).add({ minutes })

function refusal(service_id: number, from: number, until: number, more: Partial<Run> = {}): Run {
  return {
    decided_at: at(from),
    last_at: at(until),
    times: from === until ? 1 : 5,
    router_id,
    service_id,
    user_name: `home-${service_id}`,
    calling_station_id: null,
    outcome: 'reject',
    reason: 'unpaid',
    session_seconds: null,
    rate_limit: null,
    ...more,
  }
}

const now = at(60)

test('the verdict counts what a day has of the last reason, and says since when', async (t) => {
  const { service_id } = await village.addHome({ user_name: 'wanjiku' })
  await recordDecisions(db, [refusal(service_id, -3000, -2900)]) // Two days ago.
  await recordDecisions(db, [refusal(service_id, -90, -60)])
  await recordDecisions(db, [refusal(service_id, -50, -40, { reason: 'suspended' })])
  await recordDecisions(db, [refusal(service_id, -30, -5)])
  const [facts] = await listLineFacts(db, [{ service_id, credit_starts_at: null } as Line])
  const { at: last, first_at, ...rest } = facts!.answer!
  t.deepEqual(rest, { outcome: 'reject', reason: 'unpaid', count: 10 })
  t.deepEqual([first_at, last].map(String), [at(-90), at(-5)].map(String))
})

test('a page of the timeline tells the rest of what overlaps, once', async (t) => {
  const { service_id, subscriber_id } = await village.addHome({ user_name: 'otieno' })
  const other = await village.addRouter({ name: 'Kibera', address: '127.0.0.2' })
  await recordDecisions(db, [refusal(service_id, -30, -10, { router_id: other })])
  await recordDecisions(db, [refusal(service_id, -50, -5)])
  const page = async (before: Temporal.Instant) =>
    readTimeline(db, { subscriber_id, before, now, limit: 1 })
  const first = await page(now)
  t.like(first.told[0], { kind: 'refused', router: 'Kilimani', count: 5 })
  const second = await page(first.earlier!)
  t.like(second.told[0], { kind: 'refused', router: 'Kibera', count: 5 })
  t.is(second.earlier, null)
})

test('twenty kept, and perhaps more that were not: at least so often', async (t) => {
  const { service_id, subscriber_id } = await village.addHome({ user_name: 'kamau' })
  for (let minutes = -46; minutes < 0; minutes += 2)
    await recordDecisions(db, [refusal(service_id, minutes, minutes)])
  const { told } = await readTimeline(db, { subscriber_id, before: now, now, limit: 9 })
  t.like(told[0], { kind: 'refused', count: 20, at_least: true })
})
