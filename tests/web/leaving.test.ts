import test from 'ava'
import { endCredit } from '../../appliance/money/expiry.ts'
import { balanceOf, walletOf } from '../../appliance/money/ledger.ts'
import { askForApproval } from '../../appliance/people/approval-asks.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { readArrears } from '../../appliance/people/arrears.ts'
import { openDoor, said, signedIn } from './door.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'
import { paybill } from '../support/factories.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { otieno, njeri, halima, baraka, mutua } = await openKilima(appliance, clock)
const support = await signedIn(origin, 'support')
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

const of = (who: typeof otieno) => `/subscribers/${who.subscriber.account_no}`
const row = async ({ subscriber: { id } }: typeof otieno) =>
  (await db('subscribers').where({ id }).first())!
const wallet = async ({ subscriber: { id } }: typeof otieno) => Number(await walletOf(db, id))
const leave = (who: typeof otieno, fields: Record<string, string>) =>
  support.post(`${of(who)}/cancellation`, { why: 'Moving to Nakuru', ...fields })

test.serial(
  'S2-04: the overdue list ages, and says what opens each line and whether it is open',
  async (t) => {
    const words = said((await support.get('/arrears')).html)
    t.regex(words, /All 1 In grace 0 Up to 7 days 1 8 to 30 days 0/)
    t.regex(words, /Otieno Ouma 4821072 .*08:00 today shut KES 500/)
    const now = Temporal.Instant.from('2026-12-25T09:00:00Z')
    const viewer = { id: 1, role: 'owner', site_id: null } as const
    const later = await readArrears(db, { age: 'month', after: null }, { viewer, now })
    t.deepEqual(
      later.page.rows.map(({ name }) => name),
      ['Baraka Mwakio', 'Mutua Kioko', 'Njeri Mwangi'],
      'the latest first',
    )
    t.deepEqual(later.counts, { all: 5, grace: 0, week: 0, month: 3, older: 2 })
  },
)

test.serial(
  'S2-20: the days of grace are changed plan by plan, and the change is written down',
  async (t) => {
    const { id } = (await db('plans').where({ name: 'Home 10' }).first('id'))!
    t.is((await support.post(`/plans/${id}/grace`, { days: '3' })).status, 403)
    t.is((await finance.post(`/plans/${id}/grace`, { days: '40' })).status, 422)
    await finance.post(`/plans/${id}/grace`, { days: '3' })
    t.is((await db('plans').where({ id }).first())!.grace_days, 3)
    const act = await db('audit').where({ action: 'plan.grace_changed' }).first()
    t.deepEqual([act!.before, act!.after], [{ grace_days: 0 }, { grace_days: 3 }])
  },
)

test.serial('S2-18: who never paid leaves at once, and nothing more follows', async (t) => {
  const site = String((await db('sites').first('id'))!.id)
  const plan = String((await db('plans').first('id'))!.id)
  await support.post('/subscribers', { form: crypto.randomUUID(), name: 'Never Paid', site, plan })
  const { account_no } = (await db('subscribers').where({ name: 'Never Paid' }).first())!
  const path = `/subscribers/${account_no}`
  t.regex(said((await support.get(`${path}/leaving`)).html), /the account closes at once/)
  await support.post(`${path}/cancellation`, { when: 'end', why: 'Changed their mind' })
  t.not((await db('subscribers').where({ account_no }).first())!.closed_at, null)
  t.regex(said((await support.get(path)).html), /This account was closed/)
})

test.serial(
  'S2-18: who leaves at the end keeps the time, is not renewed, and is closed when it is over',
  async (t) => {
    await leave(baraka, { when: 'end' })
    t.is((await row(baraka)).closed_at, null)
    await support.delete(`${of(baraka)}/cancellation`)
    t.is((await row(baraka)).cancelled_at, null)
    await leave(baraka, { when: 'end' })
    await pay(door, {
      at: '2026-12-01T09:00:00Z',
      code: 'UKLBYE0001',
      amount: 1500,
      typed: baraka,
      name: 'BARAKA',
    })
    const credits = await db('credits').where({ service_id: baraka.service.id })
    t.is(credits.length, 1, 'no time is bought')
    t.is(await wallet(baraka), 1500_00, 'the money is safe')
    clock.set(credits[0]!.ends_at.toString())
    await work((unit) => endCredit(unit, credits[0]!.id))
    t.not((await row(baraka)).closed_at, null)
    t.is(await wallet(baraka), 1500_00)
    clock.set('2026-11-21T11:32:00Z')
  },
)

test.serial(
  'S2-18: who leaves now has the unused time in the wallet, and a second person pays it out',
  async (t) => {
    const sales = await balanceOf(db, { kind: 'sales' })
    clock.set('2026-11-21T12:00:00Z')
    await leave(njeri, { when: 'now', refund: 'yes' })
    // 2 November 09:00 to 2 December: 10 days and 18 hours of 30 days are left.
    const left = Math.round((150_000 * (10 * 24 + 18)) / (30 * 24))
    t.true(Math.abs((await wallet(njeri)) - left) <= 1)
    t.is(sales - (await balanceOf(db, { kind: 'sales' })), await wallet(njeri), 'no cent is lost')
    t.is((await db('disconnections').where({ reason: 'asked' })).length, 1)
    const approval = (await db('approvals').where({ kind: 'wallet_refund' }).first())!
    t.is(approval.amount_cents as number, await wallet(njeri))
    const { id } = (await db('staff')
      .where({ email: emailOf('owner') })
      .first('id'))!
    const by = { staff: { id, role: 'owner' }, source_address: null } as const
    await work((unit) => decideApproval(unit, approval.id, { approved: true, why: 'Yes' }, by))
    t.is(await wallet(njeri), 0)
    t.is(Number(await balanceOf(db, { kind: 'refunds' })), approval.amount_cents as number)

    const refund = (await db('refunds').where({ approval_id: approval.id }).first())!
    t.like(refund, { payment_id: null, subscriber_id: njeri.subscriber.id, state: 'approved' })
    t.regex(said((await finance.get('/refunds')).html), /Wallet, on leaving .*to do by hand/)
    t.is((await finance.post(`/refunds/${refund.id}?_method=delete`)).status, 303)
    t.is(await wallet(njeri), refund.amount_cents, 'taken back, it is theirs again')
    t.is(Number(await balanceOf(db, { kind: 'refunds' })), 0)
  },
)

test.serial(
  'S2-23: what a wallet held on leaving goes to the phone that paid last, by B2C, or by hand under its code',
  async (t) => {
    const by = async (role: 'owner' | 'finance') => {
      const { id } = (await db('staff').where({ email: emailOf(role) }).first('id'))! // prettier-ignore
      return { staff: { id, role }, source_address: null } as const
    }
    const { id: subscriber_id, account_no } = njeri.subscriber
    const ask = async (amount_cents: number) => {
      const asking = { kind: 'wallet_refund', subject: `subscriber:${subscriber_id}`, amount_cents: amount_cents as never, details: { account_no }, why: 'They left' } // prettier-ignore
      const id = await work(async (unit) => askForApproval(unit, asking, await by('finance')))
      await work(async (unit) => decideApproval(unit, id, { approved: true, why: '' }, await by('owner'))) // prettier-ignore
      return (await db('refunds').where({ approval_id: id }).first())!
    }
    const hand = await ask(100_50)
    t.is((await finance.post(`/refunds/${hand.id}/payment`, { code: 'UKLLEFT001' })).status, 303)
    t.like(await db('refunds').where({ id: hand.id }).first(), { state: 'paid', paid_receipt: 'UKLLEFT001' }) // prettier-ignore
    t.like(await db('audit').where({ action: 'refund.paid' }).orderBy('id', 'desc').first(), { subject: `subscriber:${subscriber_id}` }) // prettier-ignore

    await db('payout_settings').insert({ shortcode: paybill, b2c_shortcode: '600992', reverses: true, credentials_sealed: Buffer.from('x'), daily_cap_cents: 5000_00 as never, changed_at: clock.now() }) // prettier-ignore
    const last = (await db('payments').where({ subscriber_id }).whereNotNull('payer_msisdn').orderBy('heard_at', 'desc').first())! // prettier-ignore
    const whole = await ask(last.amount_cents > 200_00 ? 200_00 : 100_00)
    t.is(whole.msisdn, last.payer_msisdn)
    t.like(await db('payouts').where({ refund_id: whole.id }).first(), { way: 'b2c', shortcode: paybill }) // prettier-ignore
    t.is(Number(await balanceOf(db, { kind: 'refunds' })), whole.amount_cents)
    await db('payout_settings').delete()
  },
)

test.serial(
  'S2-03: a deposit is asked for later, paid from the wallet, and returned on leaving',
  async (t) => {
    await support.post(`${of(otieno)}/deposit`, { amount: '600', what: 'A router' })
    t.is(await wallet(otieno), 400_00)
    t.regex(said((await support.get(of(otieno))).html), /A router: KES 600 of 600/)
    t.is((await support.post(`${of(otieno)}/deposit`, { amount: '1' })).status, 409)
    await leave(otieno, { when: 'now', deposit: 'returned' })
    t.is(await wallet(otieno), 1000_00)
    t.like(await db('deposits').first(), { outcome: 'returned' })
  },
)

test.serial('S2-03: a deposit that is kept is a sale', async (t) => {
  await support.post(`${of(halima)}/deposit`, { amount: '500' })
  await pay(door, {
    at: '2026-11-21T12:20:00Z',
    code: 'UKLDEP0009',
    amount: 3000,
    typed: halima,
    name: 'HALIMA',
  })
  const sales = await balanceOf(db, { kind: 'sales' })
  await support.post(`${of(halima)}/deposit?_method=delete`, {
    outcome: 'kept',
    why_deposit: 'Broken',
  })
  t.is((await balanceOf(db, { kind: 'sales' })) - sales, 500_00)
})

test.serial('a reason is asked for beside its field', async (t) => {
  const answer = await support.post(`${of(mutua)}/cancellation`, { when: 'now', why: ' ' })
  t.is(answer.status, 422)
  t.true(said(answer.html).includes('Say why, in a few words.'))
  t.is((await row(mutua)).closed_at, null)
})
