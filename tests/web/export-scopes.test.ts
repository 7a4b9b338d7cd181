// A list as a file holds what its page holds: whoever sees one site takes that site out of the box and nothing else, to the last
// page of it.

import test from 'ava'
import { addStaff } from '../../appliance/people/staff.ts'
import { routes, type Row } from '../../web/routes.ts'
import { eventually } from '../support/eventually.ts'
import { openDoor, signedIn, type Visitor } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima, password } from './kilima.ts'
import { pay } from './past.ts'
import { exceptionOf } from './scope-things.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { njeri, otieno } = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const scoped = {} as Record<'finance' | 'auditor', Visitor>
test.after.always(() => door.close())

// What is the whole house's is refused to them: scopes.test.ts.
const exported = (Object.entries(routes) as [string, Row][]).filter(([name, { wholeHouse }]) => name.endsWith('/export') && !wholeHouse).map(([name]) => name) // prettier-ignore
const mine = { subscribers: /Njeri Mwangi/, payments: /UKLOWN0001/, checkouts: /Njeri Mwangi/, exceptions: /Njeri Mwangi/ } as Record<string, RegExp> // prettier-ignore
const foreign =
  /Otieno|Halima|Baraka|Mutua|Zawadi|UKLFOREIGN|UKK2V7N9RA|UJL7H3WP0D|4821072|4821076/i

test.before(async () => {
  const at = '2026-11-21T11:20:00Z'
  await pay({ appliance, clock }, { at, code: 'UKLOWN0001', amount: 50, typed: njeri, name: 'NJERI' })
  await pay({ appliance, clock }, { at, code: 'UKLFOREIGN', amount: 50, typed: otieno, name: 'OTIENO' })
  clock.set('2026-11-21T11:32:00Z')
  const [site] = await db('sites').insert({ name: 'Ruiru' }).returning('id')
  await db('subscribers').where({ id: njeri.subscriber.id }).update({ site_id: site!.id })
  await db.raw('update checkouts set subscriber_id = :id where id = (select min(id) from checkouts)', { id: njeri.subscriber.id })
  await exceptionOf({ db, work }, njeri)
  await exceptionOf({ db, work }, otieno)
  for (const role of ['finance', 'auditor'] as const) {
    const person = { email: `${role}-ruiru@kilima.co.ke`, name: `${role} of Ruiru`, role, password }
    await work((unit) => addStaff(unit, { ...person, site_id: site!.id }, null))
    scoped[role] = await signedIn(origin, `${role}-ruiru`)
  }
}) // prettier-ignore

for (const name of exported) {
  const path = name.slice('POST '.length)
  const list = path.split('/')[1]!
  for (const role of ['finance', 'auditor'] as const) {
    test.serial(`T22, S2-57: ${name}: a file for ${role} of one site has that site's rows only, and all of them`, async (t) => {
      t.truthy(mine[list], 'an export that is new says here what is whose')
      for (const query of ['', '?days=ever', '?q=o', '?show=all', '?state=any&days=ever']) {
        const { status, html } = await scoped[role].post(`${path}${query}`, {})
        t.is(status, 200)
        t.notRegex(html, foreign, `${path}${query}`)
        t.true(html.endsWith('"\r\n'), 'the file is whole')
      }
      t.regex((await scoped[role].post(`${path}?days=ever`, {})).html, mine[list]!)
    }) // prettier-ignore
  }

  test.serial(`T22: ${name} is not for resellers, whose lists stay in the box`, async (t) => {
    const reseller = await signedIn(origin, 'reseller')
    t.is((await reseller.post(path, {})).status, 403)
  })
}

test.serial('T22: a file of many pages is under the scope to its end, and its connection comes back', async (t) => {
  const { site_id } = (await db('subscribers').where({ id: njeri.subscriber.id }).first('site_id'))!
  const other = (await db('subscribers').where({ id: otieno.subscriber.id }).first('site_id'))!.site_id
  await db.raw(`insert into subscribers (account_no, name, site_id, joined_at)
    select (6000000 + n)::text, 'Home ' || n, case n % 2 when 0 then :site_id::bigint else :other end, '2026-11-01'
    from generate_series(1, 4500) n`, { site_id, other })
  const { html } = await scoped.finance.post('/subscribers/export?q=home%20', {})
  t.is(html.split('\r\n').length - 2, 2250)
  t.notRegex(html, /Home \d*[13579]"/)
  await eventually('the connection comes back', async () => {
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`)
    return rows.length === 0
  })
  t.pass()
}) // prettier-ignore
