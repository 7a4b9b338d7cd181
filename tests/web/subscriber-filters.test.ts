// The list of subscribers narrowed in its address, the file of it, and one thing done to all who fit.

import test from 'ava'
import { listMatching, listSubscribers } from '../../appliance/people/subscriber-register.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, njeri, halima, baraka, mutua } = await openKilima(appliance, clock)
const [ruiru] = await db('sites').insert({ name: 'Ruiru' }).returning('id')
const site = ruiru!.id
const plan = otieno.service.plan_id
await db('subscribers').whereIn('id', [otieno, njeri, mutua].map(({ subscriber }) => subscriber.id)).update({ site_id: site }) // prettier-ignore
const finance = await signedIn(origin, 'finance')
const support = await signedIn(origin, 'support')
test.after.always(() => door.close())

const names = ['Baraka Mwakio', 'Halima Abdi', 'Mutua Kioko', 'Njeri Mwangi', 'Otieno Ouma']
const shown = async (path: string) => {
  const { html } = await finance.get(path)
  return names.filter((name) => html.includes(`>${name}</a>`))
}
const onPlan = async () => {
  const ids = await db('services').where({ plan_id: plan }).whereNull('closed_at').pluck('subscriber_id')
  return (await db('subscribers').whereIn('id', ids).whereIn('name', names).orderBy('name')).map(({ name }) => name)
} // prettier-ignore

test.serial('S2-04: subscribers are narrowed by site, plan and state, all in the address', async (t) => {
  t.deepEqual(await shown(`/subscribers?home=${site}`), ['Mutua Kioko', 'Njeri Mwangi', 'Otieno Ouma'])
  t.deepEqual(await shown(`/subscribers?home=${site}&show=suspended`), ['Mutua Kioko'])
  t.deepEqual(await shown(`/subscribers?on_plan=${plan}`), await onPlan())
  t.deepEqual(await shown(`/subscribers?home=${site}&on_plan=${plan}&q=otieno`), ['Otieno Ouma'])
  t.deepEqual(await shown('/subscribers?home=999999'), [])
  t.deepEqual(await shown('/subscribers?home=x&on_plan=-1'), names, 'what is no number narrows nothing')
  const page = await finance.get(`/subscribers?home=${site}&on_plan=${plan}`)
  t.regex(page.html, new RegExp(`<option value="${site}" selected>Ruiru</option>`))
  t.regex(page.html, new RegExp(`home.{1,6}${site}.*on_plan.{1,6}${plan}`), 'chips keep the filters')
  t.regex(said((await finance.get(`/subscribers?home=${site}`)).html), /All 3 .*Suspended 1/)
}) // prettier-ignore

test.serial('U73: pages by key go on under a filter: each once, none left out', async (t) => {
  await db.raw(`insert into subscribers (account_no, name, site_id, joined_at)
    select (6000000 + n)::text, 'Home ' || n, :site, '2026-11-01' from generate_series(1, 173) n`, { site })
  const wanted = { q: '', show: 'all', router: '', home: site, on_plan: null } as const
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listSubscribers>> = await listSubscribers(db, { ...wanted, after }, clock.now())
    seen.push(...page.rows.map(({ account_no }) => account_no))
    after = page.next
  } while (after !== null)
  t.is(seen.length, 176)
  t.is(new Set(seen).size, 176)
  t.is((await listMatching(db, { ...wanted, after: null }, clock.now(), 500)).length, 176)
  const { html } = await finance.get(`/subscribers?home=${site}`)
  t.regex(html, new RegExp(`home.{1,6}${site}&amp;after`), 'the next page keeps the filter')
}) // prettier-ignore

test.serial('S2-04: the file of a list is narrowed as the list is', async (t) => {
  const { html } = await finance.post(`/subscribers/export?home=${site}&show=suspended`, {})
  t.is(html.trim().split('\r\n').length, 2)
  t.regex(html, /Mutua Kioko/)
  const act = (await db('audit').where({ action: 'list.exported' }).orderBy('id', 'desc').first())!
  t.like((act.after as { filters: object }).filters, { home: site, show: 'suspended' })
}) // prettier-ignore

test.serial('U83: one thing for all who fit the filter: counted, listed, and done to those of the preview', async (t) => {
  const list = await finance.get(`/subscribers?home=${site}&q=home`)
  t.regex(said(list.html), /With all of 173 subscribers/)
  const path = `/subscribers/bulk?all=1&home=${site}&q=otieno&act=suspend`
  const preview = await finance.get(path)
  t.regex(said(preview.html), /1 subscriber will be suspended\..*Otieno Ouma/)
  const [, ids] = /name="ids" value="([\d,]+)"/.exec(preview.html)!
  t.is(ids, String(otieno.subscriber.id))
  t.regex(preview.html, /<input type="hidden" name="all" value="1">/, 'the next preview asks the same')

  // Somebody more fits by the time it is done: they were not in the preview.
  await db('subscribers').where({ id: njeri.subscriber.id }).update({ name: 'Otieno Njeri' })
  const fields = { form: crypto.randomUUID(), why: 'A storm', act: 'suspend', ids: ids! }
  const done = await finance.post('/bulk', fields)
  t.is(done.status, 303)
  const suspended = async () => (await db('subscribers').whereNotNull('suspended_at').orderBy('name')).map(({ name }) => name)
  t.deepEqual(await suspended(), ['Mutua Kioko', 'Otieno Ouma'])
  await finance.delete(done.location!)
  t.deepEqual(await suspended(), ['Mutua Kioko'])
  await db('subscribers').where({ id: njeri.subscriber.id }).update({ name: 'Njeri Mwangi' })
}) // prettier-ignore

test.serial('T22: all who fit are those whom the viewer may see', async (t) => {
  await db('staff').where({ role: 'support' }).update({ site_id: site })
  const preview = said((await support.get('/subscribers/bulk?all=1&act=suspend')).html)
  t.notRegex(preview, /Halima|Baraka/)
  t.regex(preview, /Otieno Ouma/)
  const list = await support.get('/subscribers')
  t.notRegex(list.html, /Halima|Baraka/)
  const { name } = (await db('sites').where({ id: halima.subscriber.site_id }).first('name'))!
  t.false(list.html.includes(`>${name}</option>`), 'nor their site')
  await db('staff').where({ role: 'support' }).update({ site_id: null })
  t.truthy(baraka)
}) // prettier-ignore

test.serial('U83: more than can be done at once is told, and the rest left alone', async (t) => {
  await db.raw(`insert into subscribers (account_no, name, site_id, joined_at)
    select (7000000 + n)::text, 'Flat ' || n, :site, '2026-11-01' from generate_series(1, 20700) n`, { site })
  const words = said((await finance.get(`/subscribers/bulk?all=1&home=${site}&q=flat&act=suspend`)).html)
  t.regex(words, /Only the first 20,000 are taken/)
  t.regex(words, /20,000 subscribers will be suspended/)
  t.regex(words, /19,800 more/)
}) // prettier-ignore
