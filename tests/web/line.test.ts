import test from 'ava'
import { balanceOf } from '../../appliance/money/ledger.ts'
import { cents } from '../../appliance/money.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openPurse } from './desk-work.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe, work } = appliance
await hireStaff(appliance)
const { njeri, baraka } = await openKilima(appliance, clock)
const cashier = await signedIn(origin, 'cashier')
const budget = String(await openPurse(work, 'Goodwill'))
const path = `/subscribers/${njeri.subscriber.account_no}`
const one = `${path}/lines/1`
test.after.always(() => door.close())

const line = async () => (await db('services').where({ id: njeri.service.id }).first())!
const until = async () =>
  (await db('credits').where({ service_id: njeri.service.id }).orderBy('ends_at', 'desc').first())!
    .ends_at
const spent = async () => 0 - (await balanceOf(db, { kind: 'budget', budget_id: Number(budget) }))
const give = (days: number, why = 'Outage on Friday') =>
  cashier.post(`${one}/extension`, { form: crypto.randomUUID(), budget, days: String(days), why })

test.serial(
  'a change of plan shows what it costs, and says so when the wallet is short',
  async (t) => {
    const plan = String((await db('plans').where({ name: 'Home 20' }).first('id'))!.id)
    const page = (when: string) => cashier.get(`${one}?plan=${plan}&when=${when}`)
    t.regex(
      said((await page('renewal')).html),
      /Nothing changes today\. From 2 December .* on, Home 20 is bought at KES 2,500/,
    )
    const words = said((await page('prorated')).html)
    t.regex(
      words,
      /until 2 December .* as before\. The difference is KES [\d.]+, and the wallet is KES [\d.]+ short/,
    )
    t.false(words.includes('Change to Home 20'))
    t.true(said((await page('now')).html).includes('Change to Home 20'))

    const answer = await cashier.post(`${one}/plan`, { plan, when: 'now' })
    t.is(answer.location, path)
    t.regex(said((await cashier.get(path)).html), /Plan of Njeri Mwangi changed\. Undo/)
    t.is((await line()).plan_id, Number(plan))
    await cashier.delete(`${one}/plan`)
    t.is((await line()).plan_id, njeri.service.plan_id)
  },
)

test.serial(
  'T26: free days leave a named budget, and months are counted from the new end',
  async (t) => {
    const before = await until()
    const given = await give(3)
    t.is(given.location, path)
    t.true((await until()).equals(before.add({ hours: 72 })))
    t.is((await line()).anchor_day, 5)
    // Three of thirty-one days, of a month from 2 December on.
    const worth = Math.round((150_000 * 3) / 31)
    t.is(await spent(), worth)
    const words = said((await cashier.get('/budgets')).html)
    t.regex(words, /Given this month .*Njeri Mwangi .*Goodwill .*Peter Ndung’u .*145\.16/)
    t.regex(said((await cashier.get(path)).html), /Time given to Njeri Mwangi\. Undo/)

    const run = (await db('bulk_runs').orderBy('id', 'desc').first('id'))!.id
    await cashier.delete(`/bulk/${run}`)
    t.true((await until()).equals(before))
    t.is(await spent(), 0)
    t.is((await line()).anchor_day, 2)
  },
)

test.serial(
  'T26: what is given is in the books: the budget, the sales and the report say one number',
  async (t) => {
    await give(2)
    const { rows } = await db.raw<{ rows: { kind: string; sum: number }[] }>(
      `select a.kind, sum(e.amount_cents) as sum from transfers t join entries e on e.transfer_id = t.id
     join accounts a on a.id = e.account_id where t.kind in ('give', 'undo') group by a.kind order by a.kind`,
    )
    t.deepEqual(
      rows.map(({ kind, sum }) => [kind, Number(sum)]),
      [
        ['budget', -(await spent())],
        ['sales', await spent()],
      ],
    )
  },
)

test.serial('T21: the same form twice gives once', async (t) => {
  const before = await until()
  const fields = { form: crypto.randomUUID(), budget, days: '1', why: 'Twice' }
  const answers = await Promise.all([1, 2].map(() => cashier.post(`${one}/extension`, fields)))
  t.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
  t.true((await until()).equals(before.add({ hours: 24 })))
})

test.serial('T21: past the cap it waits for a second person, who is not the asker', async (t) => {
  await db('budget_caps')
    .where({ role: 'cashier' })
    .update({ each_cents_max: cents(100_00) })
  const before = await until()
  const asked = await give(7)
  t.true(said(asked.html).includes('it waits for a second person'))
  t.true((await until()).equals(before))
  const approval = (await db('approvals').where({ kind: 'time_given' }).first())!
  const person = async (role: 'cashier' | 'owner') => {
    const { id } = (await db('staff')
      .where({ email: emailOf(role) })
      .first('id'))!
    return { staff: { id, role }, source_address: null }
  }
  const yes = { approved: true, why: 'Yes' }
  const self = await person('cashier')
  await t.throwsAsync(
    work((unit) => decideApproval(unit, approval.id, yes, self)),
    {
      code: 'second_person_needed',
    },
  )
  const owner = await person('owner')
  await work((unit) => decideApproval(unit, approval.id, yes, owner))
  t.true((await until()).equals(before.add({ hours: 24 * 7 })))
})

test.serial('T26: a budget that is used up, or has ended, gives nothing', async (t) => {
  await db('budgets')
    .where({ id: Number(budget) })
    .update({ month_cents_max: cents(600_00) })
  await db('budget_caps')
    .where({ role: 'cashier' })
    .update({ each_cents_max: cents(90_000_00) })
  const full = await give(7)
  t.is(full.status, 409)
  t.regex(said(full.html), /Goodwill has KES [\d.]+ left this month\. Nothing was given\./)
  await db('budgets')
    .where({ id: Number(budget) })
    .update({ ends_on: '2026-11-20' })
  t.regex(said((await give(1)).html), /Goodwill has ended/)
})

test.serial(
  'a new password is told once, and whoever is online may be told to leave',
  async (t) => {
    const answer = await cashier.post(`${one}/password`, { leave: 'yes' })
    const password = safe.open((await line()).password_sealed, 'services.password')
    t.not(password, 'mwangaza')
    t.true(said(answer.html).includes(password))
    t.false((await cashier.get(one)).html.includes(password))
    const asked = await db('disconnections').where({ reason: 'asked' })
    t.is(asked.length, 1)
    t.false(JSON.stringify(await db('audit')).includes(password))
  },
)

test.serial('a line is tied to a box however its MAC is written, and let go', async (t) => {
  await cashier.post(`${one}/lock`, { mac: '4c-5e-0c-11-22-33' })
  t.is((await line()).locked_mac, '4C:5E:0C:11:22:33')
  t.true(said((await cashier.get(one)).html).includes('Only 4C:5E:0C:11:22:33 may come online'))
  await cashier.delete(`${one}/lock`)
  t.is((await line()).locked_mac, null)
  const bad = await cashier.post(`${one}/lock`, { mac: 'nope' })
  t.is(bad.status, 422)
  t.true(said(bad.html).includes('A MAC address has twelve digits'))
})

test.serial('T22: a colleague of another site finds no line, and changes none', async (t) => {
  const [site] = await db('sites').insert({ name: 'Githurai' }).returning('id')
  const where = db('staff').where({ email: emailOf('cashier') })
  await where.clone().update({ site_id: site!.id })
  const other = `/subscribers/${baraka.subscriber.account_no}/lines/1`
  t.is((await cashier.get(other)).status, 404)
  t.is((await cashier.post(`${other}/password`)).status, 404)
  t.is((await cashier.post(`${other}/lock`, { mac: '4c5e0c112233' })).status, 404)
  const plan = String((await db('plans').where({ name: 'Home 20' }).first('id'))!.id)
  t.is((await cashier.post(`${other}/plan`, { plan, when: 'now' })).status, 404)
  await where.update({ site_id: null })
})
