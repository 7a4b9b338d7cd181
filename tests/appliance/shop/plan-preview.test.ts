// What the form says RADIUS will tell is what RADIUS tells: the preview beside the packet of somebody who has the plan.

import test from 'ava'
import { decideAccess } from '../../../appliance/access/access.ts'
import { readEverything } from '../../../appliance/access/facts.ts'
import { readPlanDraft } from '../../../appliance/shop/plan-draft.ts'
import { newPlan, type PlanDraft, type TypedPlan } from '../../../appliance/shop/plan-fields.ts'
import { previewPlan } from '../../../appliance/shop/plan-preview.ts'
import { addPlan, findPlan } from '../../../appliance/shop/plans.ts'
import { buyCredit } from '../../../appliance/money/renewals.ts'
import { addTerm } from '../../../appliance/time.ts'
import { acceptAttributes } from '../../../radius/replies.ts'
import { addCustomer, openShop } from '../../support/factories.ts'
import { freshAppliance, testClock } from '../../support/database.ts'

const noon = '2026-11-21T11:32:00Z'
const clock = testClock(noon)
const appliance = await freshAppliance(clock)
const { db, safe, work } = appliance
await openShop(appliance)
test.after.always(() => appliance.close())

let drawn = 0
const viewer = { id: 1, role: 'owner', site_id: null } as const
const by = { staff: viewer, source_address: null }

function draft(more: Partial<TypedPlan>): PlanDraft {
  const name = `Plan ${(drawn += 1)}`
  const read = readPlanDraft({ ...newPlan, name, price: '1000', down: '10', up: '5', ...more })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.draft
}

/** What a router would be sent about somebody who buys it now. */
async function tellForReal(plan: PlanDraft): Promise<[string, string | number][]> {
  await db('staff').insert({ email: 'o@k', name: 'O', role: 'owner', password_hash: 'x', added_at: clock.now() }).onConflict().ignore() // prettier-ignore
  const plan_id = await work((unit) => addPlan(unit, plan, by))
  const { subscriber, service } = await addCustomer(appliance, { plan_id })
  const { price_cents, data_bytes } = plan
  const at = clock.now()
  await work((unit) =>
    buyCredit(unit, subscriber.id, {
      service_id: service.id, plan_id, price_cents, data_bytes, starts_at: at, ends_at: addTerm(at, plan, 21), anchor_day: 21,
    }),
  ) // prettier-ignore
  const { services } = await readEverything({ db, safe, now: at })
  const facts = services.find(({ id }) => id === service.id)!
  const mac = '02:00:00:00:00:01'
  const known = { ...facts, macs: [mac] }
  const asked = { service: known, fresh: true, mac, router: { id: 1, site_id: subscriber.site_id } }
  const access = decideAccess(asked, () => true, at)
  if (access.outcome !== 'accept') return [[access.outcome, JSON.stringify(access)]]
  return acceptAttributes(service.id, access).map(({ name, value }) => [
    name,
    value.length === 4 ? value.readUInt32BE() : value.toString('utf8'),
  ])
}

const plans: Record<string, Partial<TypedPlan>> = {
  'a plain line': {},
  'a line with burst, priority and pools': {
    burst_down: '20', burst_up: '10', threshold_down: '8', threshold_up: '4', burst_seconds: '12', priority: '3',
    address_pool: 'paid-pool', ipv6_pool: 'paid6',
  },
  'data that counts down only, more than 4 GiB': { data: '50', data_counts: 'down' },
  'a pass for three devices, closed in the evening': {
    kind: 'hotspot', term_unit: 'day', devices: '3', data: '1.5', opens_at: '06:00', closes_at: '20:00',
  },
  'a line that is faster on Saturdays': { t1_days: '6', t1_from: '08:00', t1_until: '20:00', t1_down: '40', t1_up: '20' },
} // prettier-ignore

for (const [what, typed] of Object.entries(plans)) {
  test.serial(`the preview of ${what} is what RADIUS says`, async (t) => {
    const plan = draft(typed)
    const interim = 'Acct-Interim-Interval' // Each line its own.
    const shown = previewPlan(plan, clock.now()).told.map(({ name, value }) => [name, value])
    const sent = await tellForReal(plan)
    const without = (list: unknown[][]) => list.filter(([name]) => name !== interim)
    t.deepEqual(without(sent), without(shown))
    t.is(sent.length, shown.length)
  })
}

test('a night plan is shown as it is when it opens next, and says that it closes', (t) => {
  const night = draft({ opens_at: '22:00', closes_at: '06:00' })
  const shown = previewPlan(night, Temporal.Instant.from(noon))
  t.is(shown.at.toString(), '2026-11-21T19:00:00Z')
  t.is(shown.told.find(({ name }) => name === 'Session-Timeout')?.value, 8 * 3600)
  t.true(shown.closes)
  const late = previewPlan(night, Temporal.Instant.from('2026-11-21T20:30:00Z'))
  t.is(late.at.toString(), '2026-11-21T20:30:00Z')
})

test('other speeds are told with when they hold', (t) => {
  const { instead } = previewPlan(
    draft({
      fair_after: '100', fair_down: '2', fair_up: '1', t1_from: '22:00', t1_until: '06:00', t1_down: '30', t1_up: '15',
    }),
    Temporal.Instant.from(noon),
  ) // prettier-ignore
  t.deepEqual(
    instead.map(({ when, rate }) => [when === 'fair_share' ? when : when.from_time, rate]),
    [
      ['22:00:00', '15M/30M'],
      ['fair_share', '1M/2M'],
    ],
  )
})

test.serial('what is saved is what was typed, and what changed is in the audit, and no more', async (t) => {
  const first = draft({ data: '5', t1_from: '22:00', t1_until: '06:00', t1_down: '30', t1_up: '15' })
  const id = await work((unit) => addPlan(unit, first, by))
  const { id: _, withdrawn_at, lines, ...saved } = await findPlan(db, id, viewer)
  t.like(saved, first)
  t.is(withdrawn_at, null)
  t.is(lines, 0)
}) // prettier-ignore
