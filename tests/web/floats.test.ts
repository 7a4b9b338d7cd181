// A reseller sells from their float, and the office fills it: the pages, and what the other may not see of them.

import test from 'ava'
import { addStaff } from '../../appliance/people/staff.ts'
import { balanceOf } from '../../appliance/money/ledger.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { emailOf, hireStaff, openKilima, password } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { njeri, otieno } = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const idOf = async (role: string) => (await db('staff').where({ email: emailOf(role) }).first('id'))!.id // prettier-ignore
const other = { email: 'other@kilima.co.ke', name: 'Other Reseller', role: 'reseller', password, site_id: null } as const // prettier-ignore
await work((unit) => addStaff(unit, other, null))
const own = await idOf('reseller')
const theirs = (await db('staff').where({ email: other.email }).first('id'))!.id
await db('subscribers').where({ id: njeri.subscriber.id }).update({ reseller_id: own })
await db('subscribers').where({ id: otieno.subscriber.id }).update({ reseller_id: theirs })
const finance = await signedIn(origin, 'finance')
const seller = await signedIn(origin, 'reseller')
const rival = await signedIn(origin, 'other')
test.after.always(() => door.close())

const floatOf = async (staff_id: number): Promise<number> =>
  balanceOf(db, { kind: 'float', staff_id })

const form = () => ({ form_no: crypto.randomUUID(), rail: 'cash', code: '', proof: 'Book 9', why: '' }) // prettier-ignore
const credit = (account: string, amount: string) => ({ form_no: crypto.randomUUID(), account, amount }) // prettier-ignore

test.serial('T23: finance tops a float up, and sees who has how much', async (t) => {
  const empty = said((await finance.get('/floats')).html)
  t.regex(empty, /Other Reseller/)
  t.true(said((await seller.get('/float')).html).includes('Nothing is left in your float'))
  const path = `/floats/${own}/top-ups`
  const wrong = await finance.post(path, { ...form(), amount: 'many' })
  t.is(wrong.status, 422)
  t.regex(wrong.html, /id="top_up-amount-wrong"/)
  const bank = await finance.post(path, { ...form(), rail: 'bank', amount: '10' })
  t.regex(bank.html, /id="top_up-code-wrong">The bank’s reference/)
  const done = await finance.post(path, { ...form(), amount: '3000' })
  t.is(done.location, `/floats/${own}?done=topped_up`)
  const page = said((await finance.get(done.location!)).html)
  t.true(page.includes('It is in the float.'))
  t.regex(page, /Brought.*\+ 3,000.*3,000/s)
  t.is(await floatOf(own), 3000_00)
  t.is((await finance.get('/floats/999')).status, 404)
  t.is((await finance.get(`/floats/${await idOf('cashier')}`)).status, 404)
})

test.serial('T23, S2-57: a reseller credits their own subscriber, and takes it back', async (t) => {
  const { account_no } = njeri.subscriber
  const found = said((await seller.get(`/float?account=${account_no}`)).html)
  t.true(found.includes('Njeri Mwangi'))
  const short = await seller.post('/float/credits', credit(account_no, '3001'))
  t.is(short.status, 422)
  t.regex(short.html, /id="amount-wrong">It costs KES 3,001, and KES 3,000 is left/)
  const fields = credit(account_no, '100')
  const sold = await seller.post('/float/credits', fields)
  t.is((await seller.post('/float/credits', fields)).location, sold.location, 'pressed twice')
  t.regex(sold.location!, /^\/payments\/float\/R\d{6}$/)
  t.is(await floatOf(own), 2900_00)
  const page = said((await seller.get(sold.location!)).html)
  t.true(page.includes('Came by a reseller’s float'))
  t.is((await seller.post(`${sold.location}/void`, { void_why: 'Wrong amount' })).status, 303)
  t.is(await floatOf(own), 3000_00)
  const moves = said((await seller.get('/float')).html)
  t.regex(moves, /Taken back from Njeri Mwangi.*Credited Njeri Mwangi.*Brought/s)
})

test.serial('T23: vouchers are paid from the float and shown once', async (t) => {
  const plan = (await db('plans').where({ kind: 'hotspot' }).orderBy('price_cents').first())!
  const fields = { batch: crypto.randomUUID(), plan: String(plan.id), count: '3' }
  const drawn = await seller.post('/float/vouchers', fields)
  t.is(drawn.status, 200)
  t.is(drawn.html.match(/<strong class="code">/g)?.length, 3)
  t.is(await floatOf(own), 3000_00 - 3 * plan.price_cents)
  t.is((await seller.post('/float/vouchers', fields)).status, 409)
  const many = await seller.post('/float/vouchers', { ...fields, count: '51' })
  t.regex(many.html, /id="count-wrong">A whole number from 1 to 50/)
  const dear = { ...fields, batch: crypto.randomUUID(), count: '50' }
  await db('plans')
    .where({ id: plan.id })
    .update({ price_cents: 100_00 as never })
  const short = await seller.post('/float/vouchers', dear)
  t.is(short.status, 422)
  t.regex(short.html, /id="count-wrong">It costs KES 5,000/)
})

test.serial('T22, S2-57: nobody sees another’s float, nor sells to another’s subscribers', async (t) => {
  for (const path of ['/floats', `/floats/${own}`, `/floats/${theirs}`])
    t.is((await rival.get(path)).status, 403, path)
  const page = said((await rival.get('/float')).html)
  t.notRegex(page, /Njeri|3,000|R0000/)
  t.true(page.includes('Nothing has moved yet'))
  const { account_no } = njeri.subscriber
  t.true(said((await rival.get(`/float?account=${account_no}`)).html).includes('None of your subscribers has')) // prettier-ignore
  await finance.post(`/floats/${theirs}/top-ups`, { ...form(), amount: '500' })
  const before = await floatOf(theirs)
  const foreign = await rival.post('/float/credits', credit(account_no, '10'))
  t.is(foreign.status, 422)
  t.notRegex(foreign.html, /Njeri/)
  t.is(await floatOf(theirs), before)
  const sold = (await db('payments').where({ rail: 'float' }).first('receipt_code'))!.receipt_code
  t.is((await rival.get(`/payments/float/${sold}`)).status, 404)
  t.is((await rival.post(`/payments/float/${sold}/void`, { void_why: 'x' })).status, 404)
  t.is((await rival.get('/vouchers')).status, 200)
  t.true(said((await rival.get('/vouchers')).html).includes('No vouchers yet'))
}) // prettier-ignore

test.serial('T25: paying back waits for a second person, and says so', async (t) => {
  const path = `/floats/${own}/pay-backs`
  const silent = await finance.post(path, { ...form(), amount: '100' })
  t.regex(silent.html, /id="pay_back-why-wrong">Say why/)
  const before = await floatOf(own)
  const asked = await finance.post(path, { ...form(), amount: '100', why: 'Stops for a while' })
  t.is(asked.location, `/floats/${own}?done=asked`)
  t.is(await floatOf(own), before)
  const { id } = (await db('approvals').where({ kind: 'float_pay_back' }).first('id'))!
  t.is((await finance.post(`/approvals/${id}/approval`)).status, 409)
  const owner = await signedIn(origin, 'owner')
  t.true(said((await owner.get('/approvals')).html).includes('Pay a float back'))
  t.is((await owner.post(`/approvals/${id}/approval`)).status, 303)
  t.is(await floatOf(own), before - 100_00)
})
