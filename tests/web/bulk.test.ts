import test from 'ava'
import { writeIds } from '../../web/admin/bulk-fields.ts'
import { openDoor, said, signedIn } from './door.ts'
import { addGateway, openPurse } from './desk-work.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { otieno, njeri, halima, baraka, mutua } = await openKilima(appliance, clock)
await addGateway(appliance)
const finance = await signedIn(origin, 'finance')
const budget = await openPurse(work, 'Outages')
test.after.always(() => door.close())

const accounts = (...who: (typeof otieno)[]) => who.map((one) => one.subscriber.account_no).join()
const ids = (...who: (typeof otieno)[]) => writeIds(who.map((one) => one.subscriber.id))
const end = async (who: typeof otieno) =>
  (await db('credits').where({ service_id: who.service.id }).orderBy('ends_at', 'desc').first())!
    .ends_at
const send = (fields: Record<string, string>) =>
  finance.post('/bulk', { form: crypto.randomUUID(), why: 'A storm', ...fields })
const shown = async (path: string) => said((await finance.get(path)).html)

test.serial('a preview says what happens to whom, and who is left alone and why', async (t) => {
  const pick = accounts(otieno, njeri, mutua)
  const words = await shown(`/subscribers/bulk?pick=${pick}&act=suspend`)
  t.regex(words, /2 subscribers will be suspended\. 1 subscriber left alone\./)
  t.regex(words, /Mutua Kioko \d+ suspended already/)
  t.is((await db('bulk_runs')).length, 0, 'a preview does nothing')
})

test.serial(
  'many are suspended, and one press brings all of them back but who was suspended before',
  async (t) => {
    const done = await send({ act: 'suspend', ids: ids(otieno, njeri, mutua) })
    const suspended = async () =>
      (await db('subscribers').whereNotNull('suspended_at').orderBy('name')).map(({ name }) => name)
    t.deepEqual(await suspended(), ['Mutua Kioko', 'Njeri Mwangi', 'Otieno Ouma'])
    t.regex(
      await shown(done.location!),
      /2 subscribers suspended .*Done\. Undo|Done\. Undo .*2 subscribers suspended/,
    )
    await finance.delete(done.location!)
    t.deepEqual(await suspended(), ['Mutua Kioko'])
    t.is((await finance.delete(done.location!)).status, 409)
  },
)

test.serial(
  'many are written to, each by their name, and what was not sent is taken back',
  async (t) => {
    const fields = { act: 'message', body: 'Hello {name}', ids: ids(otieno, njeri) }
    const done = await send(fields)
    const bodies = async () =>
      (await db('messages').orderBy('body')).map(({ body, state }) => [body, state])
    t.deepEqual(await bodies(), [
      ['Hello Njeri Mwangi', 'queued'],
      ['Hello Otieno Ouma', 'queued'],
    ])
    await db('messages')
      .where({ body: 'Hello Otieno Ouma' })
      .update({ state: 'sent', due_at: null, sent_at: clock.now() })
    await finance.delete(done.location!)
    t.deepEqual(await bodies(), [
      ['Hello Njeri Mwangi', 'withdrawn'],
      ['Hello Otieno Ouma', 'sent'],
    ])
    t.regex(
      await shown(done.location!),
      /Njeri Mwangi \d+ undone Otieno Ouma \d+ could not be undone/,
    )
  },
)

test.serial(
  'N17: an outage gives as many hours to all who were paid for on that router, from a budget, capped',
  async (t) => {
    const router = (await db('routers').where({ name: 'githurai-1' }).first('id'))!.id
    const outage = `router=${router}&site=&from=2026-11-21T05:00&until=2026-11-21T08:30`
    const path = `/subscribers/bulk?${outage}&budget=${budget}`
    const words = await shown(path)
    t.regex(words, /1 subscriber will be given time, worth KES/)
    t.regex(words, /Halima Abdi/)
    t.false(words.includes('Njeri Mwangi'), 'she was on another router')
    t.false(words.includes('Baraka'), 'he was not online')

    const before = await end(halima)
    const task = { act: 'extend', hours: '4', budget: String(budget) }
    const done = await send({ ...task, ids: ids(halima) })
    t.true((await end(halima)).equals(before.add({ hours: 4 })))
    const act = (await db('audit').where({ action: 'bulk.done' }).orderBy('id', 'desc').first())!
    t.like(act.after, { act: 'extend', count: 1 })
    t.is(act.why, 'A storm')
    await finance.delete(done.location!)
    t.true((await end(halima)).equals(before))
  },
)

test.serial(
  'N17: all of a site, as long as they were paid for; who never was gets nothing',
  async (t) => {
    const outage = 'router=&site=&from=2026-11-20T05:00&until=2026-11-20T08:00'
    const words = await shown(`/subscribers/bulk?${outage}&budget=${budget}`)
    t.regex(words, /5 subscribers will be given time/)
    const bad = 'router=&site=&from=2026-11-22T05:00&until=2026-11-23T08:00'
    t.regex(await shown(`/subscribers/bulk?${bad}`), /Nobody is chosen/)
  },
)

test.serial('a plan is changed for many at the next renewal, and back', async (t) => {
  const plan = (await db('plans').where({ name: 'Home 20' }).first('id'))!.id
  const fields = { act: 'change_plan', plan: String(plan), when: 'renewal' }
  const done = await send({ ...fields, ids: ids(otieno, halima, baraka) })
  const next = async () =>
    (await db('services').whereNotNull('next_plan_id').orderBy('user_name')).map(
      ({ user_name }) => user_name,
    )
  t.deepEqual(await next(), ['baraka', 'otieno.ouma'])
  t.regex(await shown(done.location!), /Halima Abdi \d+ left alone has this plan already/)
  await finance.delete(done.location!)
  t.deepEqual(await next(), [])
})

test.serial('an undo is for who did it, and for ten minutes', async (t) => {
  const done = await send({ act: 'suspend', ids: ids(njeri) })
  const owner = await signedIn(origin, 'owner')
  t.is((await owner.delete(done.location!)).status, 404)
  clock.pass({ minutes: 11 })
  t.is((await finance.delete(done.location!)).status, 409)
})

test.serial('T22: a colleague of one site does nothing to another’s subscribers', async (t) => {
  const [site] = await db('sites').insert({ name: 'Elsewhere' }).returning('id')
  await db('staff').where({ role: 'finance' }).update({ site_id: site!.id })
  const pick = accounts(otieno, baraka)
  t.regex(await shown(`/subscribers/bulk?pick=${pick}&act=suspend`), /Nobody is chosen/)
  const sent = await send({ act: 'suspend', ids: ids(otieno, baraka) })
  t.is(sent.status, 422)
  t.is((await db('subscribers').where({ id: baraka.subscriber.id }).first())!.suspended_at, null)
  await db('staff').where({ role: 'finance' }).update({ site_id: null })
})
