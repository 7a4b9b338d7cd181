// Caps: less at once, more with a second person, each change with its before and after.

import test from 'ava'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff } from './kilima.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
await hireStaff(appliance)
const owner = await signedIn(origin, 'owner')
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

const capOf = async (role: 'cashier'): Promise<number | null> =>
  (await db('manual_caps').where({ role }).first('amount_cents'))!.amount_cents

test.serial('T21: less holds at once, and the audit says from what to what and why', async (t) => {
  t.true(said((await finance.get('/caps')).html).includes('Cashier'))
  t.false((await finance.get('/caps')).html.includes('action="/caps/'))
  t.is((await finance.post('/caps/cashier', { amount: '1', why: 'x' })).status, 403)
  const silent = await owner.post('/caps/cashier', { amount: '3000', why: '' })
  t.is(silent.status, 422)
  t.regex(silent.html, /id="cashier-why-wrong">Say why/)
  const done = await owner.post('/caps/cashier', { amount: '3000', why: 'New people' })
  t.is(done.location, '/caps?done=changed')
  t.is(await capOf('cashier'), 3000_00)
  t.like(await db('audit').where({ action: 'cap.changed' }).first(), {
    subject: 'cap:cashier',
    before: { amount_cents: 5000_00 },
    after: { amount_cents: 3000_00 },
    why: 'New people',
  })
  t.regex(said((await owner.get('/caps')).html), /Cashier: KES 5,000 → KES 3,000/)
  t.is((await owner.post('/caps/cashier', { amount: '3000', why: 'Again' })).status, 422)
  t.is((await owner.post('/caps/reseller', { amount: '3000', why: 'x' })).status, 404)
})

test.serial('T21: more, or no end, waits for a second person', async (t) => {
  for (const amount of ['9000', '']) {
    const asked = await owner.post('/caps/cashier', { amount, why: 'Busy days' })
    t.is(asked.location, '/caps?done=asked')
    t.is(await capOf('cashier'), 3000_00)
    t.regex(said((await owner.get('/caps')).html), /was asked for, and waits for a yes/)
    const { id } = (await db('approvals').where({ kind: 'caps', decision: null }).first('id'))!
    t.is((await owner.post(`/approvals/${id}/approval`)).status, 409)
    if (amount === '') {
      t.is((await finance.post(`/approvals/${id}/approval`)).status, 303)
      t.is(await capOf('cashier'), null)
    } else t.is((await finance.post(`/approvals/${id}/refusal`, { why: 'Too much' })).status, 303)
  }
  const last = await db('audit').where({ action: 'cap.changed' }).orderBy('id', 'desc').first()
  t.like(last, { before: { amount_cents: 3000_00 }, after: { amount_cents: null } })
})
