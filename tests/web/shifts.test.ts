import test from 'ava'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { redeemVoucher, voucherNumber } from '../../appliance/money/vouchers.ts'
import type { Role } from '../../appliance/tables.ts'
import { openDoor, said, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work, safe } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
const day = await openHotspotDay({ appliance, clock })
const cashier = await signedIn(origin, 'cashier')
const owner = await signedIn(origin, 'owner')
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

const codePattern = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/g
const plan = String(day.plan.id)
let path = ''

async function sell(count: number, batch: string = crypto.randomUUID()) {
  return cashier.post(`${path}/sales`, { plan, count: String(count), batch })
}
const salesOf = () => db('voucher_sales').where({ shift_id: Number(path.split('/')[2]) }).orderBy('id') // prettier-ignore
const lastAct = () => db('audit').orderBy('id', 'desc').first()
const staffOf = async (role: Role) => ({ staff: (await db('staff').where({ email: emailOf(role) }).first())!, source_address: null }) // prettier-ignore
let drawn = 0
const redeem = (code: string) =>
  work((unit) =>
    redeemVoucher(unit, safe, {
      code,
      mac: `BC:24:11:00:CC:${String((drawn += 1)).padStart(2, '0')}`,
      router: day.router,
      language: 'en',
      source_address: null,
    }),
  )

test.serial('N18: a shift is opened with what is in the drawer, once', async (t) => {
  t.regex(said((await cashier.get('/shifts')).html), /Open a shift.*No shift yet/)
  t.is((await cashier.post('/shifts', { float: 'some' })).status, 422)
  const opened = await Promise.all([1, 2].map(() => cashier.post('/shifts', { float: '500' })))
  t.deepEqual(opened.map(({ status }) => status).toSorted(), [303, 409])
  path = opened.find(({ status }) => status === 303)!.location!
  t.is((await db('shifts').select('id')).length, 1)
  t.like(await lastAct(), { action: 'shift.opened', after: { float_cents: 50_000 } })
  t.regex(said((await cashier.get('/shifts')).html), /Your shift is open\. Go on selling/)
})

test.serial('N18: vouchers are sold and printed in it, and the drawer knows', async (t) => {
  const answer = await sell(3)
  t.is(answer.status, 200)
  t.is(answer.html.match(codePattern)!.length, 3)
  t.like(await lastAct(), { action: 'voucher.sold' })
  const shown = said((await cashier.get(path)).html)
  t.regex(shown, /Float KES 500 3 vouchers sold KES 150 Should be in it KES 650/)
  const batch = crypto.randomUUID()
  const twice = await Promise.all([sell(1, batch), sell(1, batch)])
  t.deepEqual(twice.map(({ status }) => status).toSorted(), [200, 409], 'a double click sells once')
  t.is((await salesOf()).length, 4)
})

test.serial('N18: printed vouchers are sold by their numbers, all of them or none', async (t) => {
  await finance.post('/vouchers', { plan, count: '3', batch: crypto.randomUUID() })
  const stock = (await db('vouchers').orderBy('id', 'desc').limit(3)).map(({ id }) => id).toReversed()
  const [first, , last] = stock.map(voucherNumber)
  const ask = (numbers: string) => cashier.post(`${path}/stock-sales`, { numbers })
  t.is((await ask('KQ7W-DM3P-TXAC')).status, 422)
  t.is((await ask(`V000001 to V000090`)).status, 422)
  await finance.post(`/vouchers/${last}/voiding`, { why: 'Wet' })
  const refused = await ask(`${first} to ${last}`)
  t.is(refused.status, 409)
  t.regex(said(refused.html), new RegExp(`Nothing is sold: ${last} is used, void, sold already`))
  const both = await Promise.all([ask(first!), ask(`${first}-${voucherNumber(stock[1]!)}`)])
  t.deepEqual(both.map(({ status }) => status).toSorted(), [303, 409], 'one of two at once')
}) // prettier-ignore

test.serial('T21: while it is open its cashier undoes a sale: the money is out, the voucher void, used ones stay', async (t) => {
  const answer = await sell(2)
  const [code, used] = answer.html.match(codePattern)!
  const sales = (await salesOf()).slice(-2)
  await redeem(used!)
  const undo = (id: number, why = 'Wrong plan') => cashier.post(`${path}/sales/${id}?_method=delete`, { why })
  t.is((await undo(sales[0]!.id, '')).status, 422)
  t.is((await undo(sales[0]!.id)).status, 303)
  t.is(await redeem(code!), undefined)
  t.is((await undo(sales[0]!.id)).status, 409)
  t.is((await undo(sales[1]!.id)).status, 409, 'it was used')
  t.like(await db('audit').where({ action: 'voucher.sale_undone' }).first(), { why: 'Wrong plan' })
}) // prettier-ignore

test.serial('T21: a replaced voucher stays sold: undoing the sale voids the new code, not only the old', async (t) => {
  await sell(1)
  const sale = (await salesOf()).at(-1)!
  const answer = await finance.post(`/vouchers/${voucherNumber(sale.voucher_id)}/replacement`, { why: 'Torn' })
  const [fresh] = answer.html.match(codePattern)!
  t.is((await cashier.post(`${path}/sales/${sale.id}?_method=delete`, { why: 'Left' })).status, 303)
  t.is(await redeem(fresh!), undefined)
}) // prettier-ignore

test.serial('T21: nobody sells, undoes or closes in the shift of somebody else', async (t) => {
  const sale = (await salesOf())[0]!
  const before = await db('audit').max('id').first()
  for (const visitor of [owner, finance]) {
    t.is((await visitor.post(`${path}/sales`, { plan, count: '1', batch: crypto.randomUUID() })).status, 404)
    t.is((await visitor.post(`${path}/sales/${sale.id}?_method=delete`, { why: 'x' })).status, 404)
    t.is((await visitor.post(`${path}/closing`, { counted: '0', note: 'x' })).status, 404)
    t.is((await visitor.get(path)).status, 200)
  }
  t.deepEqual(await db('audit').max('id').first(), before)
}) // prettier-ignore

test.serial('N18: cash that the same person takes for a subscriber is in the drawer, and in nobody else’s', async (t) => {
  const { account_no } = njeri.subscriber
  const take = (visitor: typeof cashier) =>
    visitor.post('/payments', { form_no: crypto.randomUUID(), account: account_no, rail: 'cash', amount: '1500' })
  t.is((await take(cashier)).status, 303)
  t.is((await take(finance)).status, 303)
  t.regex(said((await cashier.get(path)).html), /1 cash payment KES 1,500/)
}) // prettier-ignore

test.serial('N18: over or short is told, wants a word, and stays for the owner to see', async (t) => {
  const close = (counted: string, note = '') => cashier.post(`${path}/closing`, { counted, note })
  t.is((await close('lots')).status, 422)
  const refused = await close('600')
  t.is(refused.status, 422)
  t.regex(said(refused.html), /The drawer does not agree: count again, or say what happened/)
  t.true(refused.html.includes('value="600"'))
  const rows = await salesOf()
  const sold = rows.filter(({ undone_at }) => undone_at === null).length * 50
  t.is((await close(String(500 + 1500 + sold - 20), 'Gave change for a torn note')).status, 303)
  t.like(await lastAct(), { action: 'shift.closed', why: 'Gave change for a torn note', after: { over_cents: -2000 } })
  t.is((await close('0', 'x')).status, 409)
  t.is((await sell(1)).status, 409)
  t.regex(said((await owner.get('/shifts')).html), /Short KES 20 .* Peter Ndung’u 14:32 today .*−20 short/)
  t.regex(said((await owner.get(path)).html), /Difference −KES 20 Said of it: Gave change for a torn note/)
}) // prettier-ignore

test.serial('T21: a void after the shift needs a second person, and the count stays as it was', async (t) => {
  const sale = (await salesOf()).find(({ undone_at }) => undone_at === null)!
  const before = await db('shifts').first()
  t.is((await cashier.post(`${path}/sales/${sale.id}?_method=delete`, { why: 'Friend' })).status, 409)
  t.is((await cashier.post(`${path}/sales/${sale.id}/undoing`, { why: 'Came back' })).status, 303)
  t.is((await db('voucher_sales').where({ id: sale.id }).first())!.undone_at, null)
  t.regex(said((await cashier.get(path)).html), /asked to undo/)
  t.is((await cashier.post(`${path}/sales/${sale.id}/undoing`, { why: 'Again' })).status, 409)
  const approval = (await db('approvals').first())!
  t.like(approval, { kind: 'undo_voucher_sale', amount_cents: 5000, subject: `sale:${sale.id}` })
  const yes = { approved: true, why: '' }
  const own = await staffOf('cashier')
  await t.throwsAsync(work((unit) => decideApproval(unit, approval.id, yes, own)), { code: 'second_person_needed' })
  const second = await staffOf('owner')
  await work((unit) => decideApproval(unit, approval.id, yes, second))
  const undone = (await db('voucher_sales').where({ id: sale.id }).first())!
  t.is(undone.undone_by, second.staff.id)
  t.true((await db('vouchers').where({ id: sale.voucher_id }).first())!.voided_at !== null)
  t.deepEqual(JSON.stringify(await db('shifts').first()), JSON.stringify(before))
  t.regex(said((await owner.get('/shifts')).html), /1 sale undone after the count/)
}) // prettier-ignore

test.serial('T22: cashiers see their own shifts only; somebody else’s is not there', async (t) => {
  await finance.post('/shifts', { float: '0' })
  const { id } = (await db('shifts').orderBy('id', 'desc').first())!
  t.is((await cashier.get(`/shifts/${id}`)).status, 404)
  t.false((await cashier.get('/shifts')).html.includes(`/shifts/${id}"`))
  t.is((await cashier.post(`/shifts/${id}/sales/1/undoing`, { why: 'x' })).status, 404)
  for (const none of ['0', 'x', '999999']) t.is((await owner.get(`/shifts/${none}`)).status, 404)
})

test.serial('U58: shifts and slips say whose time they tell', async (t) => {
  t.regex(said((await owner.get(path)).html), /Opened 14:32 today, Nairobi time/)
  t.regex(said((await owner.get('/shifts')).html), /Times are Nairobi’s/)
})
