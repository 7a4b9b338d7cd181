import test from 'ava'
import { openDoor, said, signedIn, visit } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const day = await openHotspotDay({ appliance, clock })
const finance = await signedIn(origin, 'finance')
const support = await signedIn(origin, 'support')
test.after.always(() => door.close())

const night = {
  name: 'Night owl', kind: 'hotspot', price: '30', term_count: '1', term_unit: 'day', down: '8', up: '4',
  data: '', data_counts: 'both', devices: '2', site: '', on_portal: 'yes', grace_days: '0', opens_at: '22:00',
  closes_at: '06:00', fair_after: '', fair_down: '', fair_up: '', burst_down: '', burst_up: '', threshold_down: '',
  threshold_up: '', burst_seconds: '', priority: '', address_pool: '', ipv6_pool: '',
} // prettier-ignore

test.serial('the list tells price, speed, rules and how many have each plan', async (t) => {
  const words = said((await support.get('/plans')).html)
  t.regex(words, /Home 10 1 month.* 1,500 10 Mb\/s \/ 5 Mb\/s no limit none 4 3/)
  t.regex(words, /Day pass 1 day.* 50 5 Mb\/s \/ 2 Mb\/s no limit 1 device/)
  t.false(words.includes('Add a plan'))
})

test.serial('a plan is looked at before it is saved: what the router will be told', async (t) => {
  const before = (await db('plans').select('id')).length
  const words = said((await finance.get(`/plans/new?${new URLSearchParams(night)}`)).html)
  t.regex(words, /somebody who pays and logs in 22:00 today\. Paid until 22:00 tomorrow/)
  t.regex(words, /Session-Timeout = 28800 closed after 8 h Mikrotik-Rate-Limit = 4M\/8M/)
  t.regex(words, /Port-Limit = 2 2 devices at once/)
  t.regex(words, /at other hours: Access-Reject/)
  t.is((await db('plans').select('id')).length, before)
})

test.serial('U59: what is wrong is told beside the field, nothing typed is lost, nothing is saved', async (t) => {
  const answer = await finance.post('/plans', { ...night, price: 'thirty', closes_at: '' })
  t.is(answer.status, 422)
  t.regex(said(answer.html), /Nothing is saved yet.*thirty.* is not an amount.*Say both when it opens/)
  t.true(answer.html.includes('value="Night owl"'))
  t.is(await db('plans').where({ name: 'Night owl' }).first(), undefined)
}) // prettier-ignore

test.serial('a plan is added, changed with its reason, withdrawn, and sold again by undo', async (t) => {
  const { location } = await finance.post('/plans', night)
  t.regex(location!, /^\/plans\/\d+$/)
  const { id } = (await db('plans').where({ name: 'Night owl' }).first())!
  await finance.post(location!, { ...night, price: '35', t1_days: '67', t1_from: '22:00', t1_until: '06:00', t1_down: '16', t1_up: '8', why: 'Weekends are busy' })
  const act = (await db('audit').where({ action: 'plan.changed' }).first())!
  t.deepEqual(act.before, { price_cents: 3000, timed: null })
  t.like(act.after, { price_cents: 3500 })
  t.is(act.why, 'Weekends are busy')
  t.is((await db('plan_speeds').where({ plan_id: id })).length, 1)

  await finance.post(`${location}/withdrawal`)
  const shown = said((await finance.get(location!)).html)
  t.regex(shown, /Night owl is not sold any more\. Undo/)
  t.regex(said((await finance.get('/plans?show=withdrawn')).html), /Night owl/)
  t.is((await finance.post(`${location}/withdrawal`)).status, 409)
  await finance.delete(`${location}/withdrawal`)
  t.is((await db('plans').where({ id }).first())!.withdrawn_at, null)
}) // prettier-ignore

test.serial('two of one name at once: one is saved, the other is told so', async (t) => {
  const ask = () => finance.post('/plans', { ...night, name: 'Twin' })
  const answers = await Promise.all([ask(), ask()])
  t.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 422])
  const told = answers.find(({ status }) => status === 422)!
  t.regex(said(told.html), /Another plan has this name already/)
  t.is((await finance.post('/plans', { ...night, name: 'TWIN' })).status, 422)
})

test.serial('T40: a plan takes its own fields only, and keeps what it is for', async (t) => {
  const path = `/plans/${day.plan.id}`
  t.is((await finance.post(path, { ...night, withdrawn_at: '2020-01-01' })).status, 422)
  t.is((await finance.post('/plans', { ...night, id: '7' })).status, 422)
  t.is((await finance.post(path, { ...night, name: 'Day pass', kind: 'pppoe' })).status, 303)
  t.is((await db('plans').where({ id: day.plan.id }).first())!.kind, 'hotspot')
})

test.serial('a plan that is not on the portal is not offered to guests, nor sold to who asks for it', async (t) => {
  const { portal_key } = day.router
  const offered = async () => (await visit(origin).get(`/p/${portal_key}`)).html.includes('value="' + day.plan.id + '"')
  await db('plans').where({ id: day.plan.id }).update({ opens_at: null, closes_at: null })
  t.true(await offered())
  await finance.post(`/plans/${day.plan.id}`, { ...night, name: 'Day pass', on_portal: '' })
  t.false(await offered())
}) // prettier-ignore

test.serial('T22: a colleague of one place sees and changes the plans of that place', async (t) => {
  const [other] = await db('sites').insert({ name: 'Ruiru' }).returning('id')
  const [foreign] = await db('plans').insert({ ...(await db('plans').first('*'))!, id: undefined as never, name: 'Ruiru 5', site_id: other!.id }).returning('id')
  const { id } = (await db('sites').where({ name: 'Kasarani' }).first('id'))!
  await db('staff').where({ email: 'finance@kilima.co.ke' }).update({ site_id: id })
  t.is((await finance.get(`/plans/${foreign!.id}`)).status, 404)
  t.is((await finance.post(`/plans/${foreign!.id}`, night)).status, 404)
  t.false((await finance.get('/plans')).html.includes('Ruiru 5'))
  t.is((await finance.post(`/plans/${day.plan.id}`, { ...night, name: 'Day pass' })).status, 409, 'sold everywhere')
  const answer = await finance.post('/plans', { ...night, name: 'Elsewhere', site: String(other!.id) })
  t.regex(said(answer.html), /Choose one of the places there are/)
  await db('staff').where({ email: 'finance@kilima.co.ke' }).update({ site_id: null })
}) // prettier-ignore
