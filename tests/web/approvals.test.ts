import test from 'ava'
import { deeds } from '../../appliance/people/approval-deeds.ts'
import { askForApproval } from '../../appliance/people/approval-asks.ts'
import { cents } from '../../appliance/money.ts'
import { openDoor, said, signedIn } from './door.ts'
import { emailOf, hireStaff } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
test.after.always(() => door.close())

const done: string[] = []
deeds['a_refund'] = async (_, { subject }) => void done.push(subject)

async function asked(role: 'cashier' | 'finance' | 'owner', subject: string): Promise<number> {
  const { id } = (await db('staff')
    .where({ email: emailOf(role) })
    .first('id'))!
  const by = { staff: { id, role }, source_address: null }
  const asking = {
    kind: 'a_refund',
    subject,
    amount_cents: cents(1500_00),
    details: {},
    why: 'Paid <twice>',
  }
  return work((unit) => askForApproval(unit, asking, by))
}

test.serial('T21, T25: a second person says yes, and only then is it done', async (t) => {
  const id = await asked('finance', 'payment:1')
  const [finance, owner, cashier] = [await signedIn(origin, 'finance'), await signedIn(origin, 'owner'), await signedIn(origin, 'cashier')] // prettier-ignore
  const shown = await owner.get('/approvals')
  t.regex(
    said(shown.html),
    /a refund: KES 1,500 waits “Paid &lt;twice&gt;” payment:1 · Grace Wambui, 14:32 today/,
  )
  t.regex(said(shown.html), /Approvals 1 open/)
  t.is((await finance.post(`/approvals/${id}/approval`)).status, 409, 'not by whoever asked')
  t.is((await cashier.post(`/approvals/${id}/approval`)).status, 403)
  t.notRegex((await finance.get('/approvals')).html, new RegExp(`/approvals/${id}/approval`))
  t.deepEqual(done, [])
  t.is((await owner.post(`/approvals/${id}/approval`)).location, '/approvals?done=approved')
  t.deepEqual(done, ['payment:1'])
  t.is((await owner.post(`/approvals/${id}/approval`)).status, 409)
  t.deepEqual(done, ['payment:1'])
})

test.serial('T21: a no says why, and nothing is done', async (t) => {
  const id = await asked('cashier', 'payment:2')
  const finance = await signedIn(origin, 'finance')
  t.is((await finance.post(`/approvals/${id}/refusal`, { why: '' })).status, 422)
  t.is((await finance.post(`/approvals/${id}/refusal`, { why: 'It was paid back' })).status, 303)
  t.false(done.includes('payment:2'))
  t.regex(
    said((await finance.get('/approvals')).html),
    /refused by Grace Wambui, 14:32 today “It was paid back”/,
  )
})

test.serial('T21: whoever asked takes it back, and nobody else does', async (t) => {
  const id = await asked('cashier', 'payment:3')
  const [cashier, owner] = [await signedIn(origin, 'cashier'), await signedIn(origin, 'owner')]
  t.is((await owner.delete(`/approvals/${id}`)).status, 409)
  t.regex(
    said((await cashier.get('/approvals')).html),
    /You asked for it: somebody else must say yes/,
  )
  t.is((await cashier.delete(`/approvals/${id}`)).status, 303)
  t.is((await owner.post(`/approvals/${id}/approval`)).status, 409)
})

test.serial('T21: what waited for three days must be asked for anew', async (t) => {
  const id = await asked('finance', 'payment:4')
  clock.pass({ hours: 72 })
  const owner = await signedIn(origin, 'owner')
  const { html } = await owner.get('/approvals')
  t.regex(said(html), /ran out: ask anew/)
  t.notRegex(said(html), /Approvals 1 open/)
  t.is((await owner.post(`/approvals/${id}/approval`)).status, 409)
})

test.serial('T21: of two who say yes at once, one does it', async (t) => {
  const id = await asked('finance', 'payment:5')
  const [one, other] = [await signedIn(origin, 'owner'), await signedIn(origin, 'owner')]
  const answers = await Promise.all(
    [one, other].map((visitor) => visitor.post(`/approvals/${id}/approval`)),
  )
  t.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409])
  t.is(done.filter((subject) => subject === 'payment:5').length, 1)
})
