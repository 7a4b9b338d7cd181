// Money at the counter, from the page: whom first, then how much.

import test from 'ava'
import { openDoor, said, signedIn } from './door.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, baraka } = await openKilima(appliance, clock)
const cashier = await signedIn(origin, 'cashier')
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

const form = { rail: 'cash', amount: '500', code: '', proof: 'Book 4', why: '' }
const { account_no } = otieno.subscriber

test.serial('T21: the payee is looked at before an amount can be typed', async (t) => {
  const empty = await cashier.get('/payments/new')
  t.false(empty.html.includes('name="amount"'))
  const wrong = said((await cashier.get('/payments/new?account=4821073')).html)
  t.true(wrong.includes('Nobody has “4821073”. Is a digit wrong?'))
  const right = said((await cashier.get('/payments/new?account=otieno.ouma')).html)
  t.true(right.includes('Otieno Ouma'))
  t.regex(right, /Home 10 · ended 08:00 today · KES 1,500/)
  t.true(right.includes('Above KES 5,000 a second person must say yes.'))
})

test.serial(
  'S2-34: cash is a payment with its own page, and pressed twice it is one',
  async (t) => {
    const fields = { ...form, form_no: crypto.randomUUID(), account: account_no }
    const answer = await cashier.post('/payments', fields)
    t.is((await cashier.post('/payments', fields)).location, answer.location)
    t.regex(answer.location!, /^\/payments\/cash\/C\d{6}$/)
    const words = said((await cashier.get(answer.location!)).html)
    t.true(words.includes('Came by cash in the office'))
    t.true(words.includes('Taken by Peter Ndung’u'))
    t.true(words.includes('They go by Book 4'))
    t.true(words.includes('You took it just now'))
    const blank = await cashier.post(`${answer.location}/void`, { void_why: ' ' })
    t.is(blank.status, 422)
    t.true(said(blank.html).includes('Say why, in a few words.'))
    await cashier.post(`${answer.location}/void`, { void_why: 'Wrong person' })
    t.regex(
      said((await cashier.get(answer.location!)).html),
      /It was voided\. It had been on the account of Otieno Ouma/,
    )
  },
)

test.serial('T21: later, or by another, a void only asks', async (t) => {
  const fields = { ...form, form_no: crypto.randomUUID(), account: account_no }
  const { location } = await cashier.post('/payments', fields)
  t.true(said((await finance.get(location!)).html).includes('A second person must say yes.'))
  await finance.post(`${location}/void`, { void_why: 'The drawer is short' })
  const words = said((await finance.get(location!)).html)
  t.true(words.includes('It was asked to void this. It waits for a second person.'))
  t.true(words.includes('settled'))
})

test.serial('what is wrong is told beside its field, and past the cap it waits', async (t) => {
  const send = (more: object) =>
    cashier.post('/payments', {
      ...form,
      form_no: crypto.randomUUID(),
      account: account_no,
      ...more,
    })
  const amount = await send({ amount: 'five' })
  t.is(amount.status, 422)
  t.true(
    said(amount.html).includes('"five" is not an amount of shillings.') ||
      said(amount.html).includes('&quot;five&quot; is not an amount of shillings.'),
  )
  t.true(
    said((await send({ rail: 'bank' })).html).includes('The bank’s reference stands on the slip'),
  )
  const asked = await send({ amount: '6000' })
  t.true(said(asked.html).includes('KES 6,000 from Otieno Ouma waits for a second person’s yes.'))
  t.like(await db('approvals').where({ kind: 'manual_payment' }).first(), { amount_cents: 600_000 })
})

test.serial('T21: one’s own account is refused on the page', async (t) => {
  const { id } = (await db('staff')
    .where({ email: emailOf('cashier') })
    .first('id'))!
  await db('subscribers').where({ id: baraka.subscriber.id }).update({ staff_id: id })
  const own = baraka.subscriber.account_no
  const page = await cashier.get(`/payments/new?account=${own}`)
  t.true(said(page.html).includes('This is your own account: ask a colleague to take it.'))
  t.false(page.html.includes('name="amount"'))
  const fields = { ...form, form_no: crypto.randomUUID(), account: own }
  t.is((await cashier.post('/payments', fields)).status, 422)
})

test.serial('T21: the owner says whose own account it is, and nobody else may', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const { id } = (await db('staff')
    .where({ email: emailOf('finance') })
    .first('id'))!
  const path = `/subscribers/${account_no}/colleague`
  t.is((await finance.post(path, { colleague: '' })).status, 403)
  t.false((await finance.get(`/payments/new?account=${account_no}`)).html.includes('/colleague'))
  const marked = await owner.post(path, { colleague: String(id) })
  t.is(marked.location, `/payments/new?account=${account_no}`)
  const own = said((await finance.get(`/payments/new?account=${account_no}`)).html)
  t.true(own.includes('This is your own account'))
})
