// More subscribers than anybody waits for: the act goes on behind its page, part by part, and so does taking it back.

import test from 'ava'
import * as fc from 'fast-check'
import { listDue } from '../../appliance/due.ts'
import { cents } from '../../appliance/money.ts'
import { workOn } from '../../appliance/people/bulk-progress.ts'
import { workThroughRun } from '../../jobs/work-through.ts'
import { readIds, writeIds } from '../../web/admin/bulk-fields.ts'
import { addGateway, openPurse } from './desk-work.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, now, work } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
await addGateway(appliance)
const finance = await signedIn(origin, 'finance')
const site_id = (await db('sites').first('id'))!.id
const plan = (await db('plans').where({ name: 'Home 20' }).first())!
await db.raw(
  `with homes as (
     insert into subscribers (account_no, name, msisdn, site_id, joined_at)
     select (6000000 + n)::text, 'Home ' || n, (254720000000 + n)::text, :site_id, '2026-11-01' from generate_series(1, 700) n returning id, account_no)
   , lines as (
     insert into services (subscriber_id, service_no, plan_id, user_name, password_sealed, opened_at)
     select id, 1, :plan_id, 'home-' || account_no, 'sealed', '2026-11-01' from homes returning id)
   insert into credits (service_id, plan_id, starts_at, ends_at, price_cents, transfer_id)
   select id, :plan_id, '2026-11-01', '2026-12-01', 0, :transfer_id from lines`,
  { site_id, plan_id: plan.id, transfer_id: (await db('transfers').max('id').first())!['max'] },
)
test.after.always(() => door.close())

const shown = async (path: string) => said((await finance.get(path)).html)
const filters = 'q=home&all=1'

/** Presses the button of a preview, as a browser does. */
async function press(query: string) {
  const { html } = await finance.get(`/subscribers/bulk?${filters}&${query}`)
  const form = /<form class="inline"[^]*?<\/form>/.exec(html)![0]
  const hidden = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]) // prettier-ignore
  const done = await finance.post('/bulk', { ...Object.fromEntries(hidden), why: 'A storm' })
  return { html, path: done.location!, id: Number(done.location!.split('/').at(-1)) }
}

const suspended = async () =>
  (await db('subscribers').whereLike('name', 'Home %').whereNotNull('suspended_at')).length
const finished = async (id: number) => {
  while (await work((unit) => workOn(unit, id)));
}

test('numbers of twenty thousand fit in a form, and come back as they were', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 10 ** 12 }), { minLength: 1, maxLength: 300 }), (ids) => {
      t.deepEqual(readIds(writeIds(ids)), ids.toSorted((one, other) => one - other))
    }),
  ) // prettier-ignore
  const sparse = Array.from({ length: 20_000 }, (_, at) => 50 * at + ((at * 7919) % 50) + 1)
  t.true(writeIds(sparse).length < 60_000)
  for (const words of ['', '0', '1..2', '1*20001', '1*0', '-1', '1,2', '1e3'])
    t.throws(() => readIds(words), { code: 'form_unreadable' }, words)
})

test.serial('more than five hundred go on in the background, each with its outcome, on a page that stays true', async (t) => {
  const [one] = await db('subscribers').where({ name: 'Home 7' }).update({ suspended_at: now() }).returning('id')
  const { html, path, id } = await press('act=suspend')
  t.regex(said(html), /699 subscribers will be suspended\. 1 subscriber left alone\..*goes on in the background/)
  t.is(await suspended(), 1, 'nobody waits for it')
  t.true((await listDue(db, now())).some(({ name, data }) => name === 'work-through' && 'bulk_run_id' in data && data.bulk_run_id === id))
  t.true(await work((unit) => workOn(unit, id)))
  t.is(await suspended(), 201)
  const page = await finance.get(path)
  t.regex(page.html, /id="run"[^>]* data-live/)
  t.regex(said(page.html), /Subscribers are being suspended .*201 of 700 subscribers.*All 700 Waiting 499 Done 200 Left alone 1/)
  t.regex(await shown(`${path}?show=left`), /Home 7 6000007 left alone suspended already/)
  t.is((await shown(`${path}?show=waiting`)).match(/ waits /g)!.length, 200)

  await workThroughRun(appliance, { bulk_run_id: id }) // Another process takes the rest.
  await workThroughRun(appliance, { bulk_run_id: id })
  t.is(await suspended(), 700)
  t.is((await db('audit').where({ action: 'subscriber.suspended', why: 'A storm' })).length, 699, 'nobody twice')
  t.like((await db('audit').where({ action: 'bulk.finished' }).first())!.after, { run: id, done: 699 })
  t.regex(await shown(path), /699 subscribers suspended .*Done\. Undo|Done\. Undo .*699 subscribers suspended/)
  t.notRegex((await finance.get(path)).html, /id="run"[^>]* data-live/)

  await finance.delete(path)
  t.regex(await shown(path), /being undone.*0 of 699/)
  await finished(id)
  t.is(await suspended(), 1, 'who was suspended before stays so')
  t.regex(await shown(path), /It was undone/)
  t.is((await finance.delete(path)).status, 409)
  await db('subscribers').where({ id: one!.id }).update({ suspended_at: null })
}) // prettier-ignore

test.serial('it is stopped in the middle: who waits is left alone, what was done is taken back', async (t) => {
  const { path, id } = await press('act=message&body=Hello%20{name}')
  await work((unit) => workOn(unit, id))
  const states = async () => (await db('messages').whereLike('body', 'Hello Home %')).map(({ state }) => state)
  t.deepEqual(await states(), Array.from({ length: 200 }, () => 'queued'))
  await finance.delete(path)
  await finished(id)
  t.deepEqual(await states(), Array.from({ length: 200 }, () => 'withdrawn'))
  const words = await shown(path)
  t.regex(words, /It was undone.*All 700 Done 200 Left alone 500/)
  t.regex(await shown(`${path}?show=left`), /left alone it was stopped before/)
}) // prettier-ignore

test.serial('N17: a purse that others empty meanwhile gives no more than it has', async (t) => {
  const budget = await openPurse(work, 'Outages')
  const { id, path } = await press(`act=extend&hours=24&budget=${budget}`)
  await work((unit) => workOn(unit, id))
  const given = async () => (await db('credits').where({ kind: 'given' })).length
  t.is(await given(), 200)
  const gift = (await db('credits').where({ kind: 'given' }).first())!.price_cents
  t.true(gift > 0)
  await db('budgets').where({ id: budget }).update({ month_cents_max: cents(gift * 210) })
  await finished(id)
  t.is(await given(), 210)
  t.regex(await shown(`${path}?show=left`), /the budget was spent meanwhile.*490 of 700/)
}) // prettier-ignore

test.serial('T21: who may not sign in any more does nothing to many any more', async (t) => {
  await db('subscribers').whereLike('name', 'Home %').update({ suspended_at: null })
  const { id, path } = await press('act=suspend')
  await work((unit) => workOn(unit, id))
  const owner = await signedIn(origin, 'owner')
  await db('staff').where({ role: 'finance' }).update({ disabled_at: now() })
  await finished(id)
  t.is(await suspended(), 200)
  t.regex(said((await owner.get(path)).html), /200 subscribers suspended.*Left alone 500/)
}) // prettier-ignore
