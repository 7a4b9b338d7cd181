// Money that staff asks for by a link: paid once, by whoever has it, by a prompt or by hand.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { decideLink, readLink, shorten } from '../../../appliance/money/link-file.ts'
import { makeLink, promptLink, withdrawLink } from '../../../appliance/money/payment-links.ts'
import { cancelSubscriber } from '../../../appliance/people/cancellations.ts'
import { requestPayment } from '../../../appliance/money/payment-requests.ts'
import { cents } from '../../../appliance/money.ts'
import { readRequestList } from '../../../appliance/people/request-register.ts'
import { hashToken } from '../../../appliance/secrets.ts'
import { addCustomer, phone, type Customer } from '../../support/factories.ts'
import { report } from './hand-reports.ts'
import {
  appliance,
  clock,
  creditsOf,
  db,
  hireOwner,
  latestPush,
  newPhone,
  noon,
  openExceptions,
  send,
  settleAll,
  work,
} from './hotspot.ts'
import { answer } from './safaricom-says.ts'

const by = await hireOwner()
const viewer = by.staff
test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

async function linkFor({ subscriber }: Customer, shillings = 1500, form_no: string = randomUUID()) {
  const asked = { form_no, account_no: subscriber.account_no, amount_cents: cents(shillings * 100), about: 'November', days: 7 }
  const token = (await work((unit) => makeLink(unit, asked, by)))!
  return { token, id: (await db('payment_requests').where({ form_no }).first('id'))!.id }
} // prettier-ignore
const prompt = (token: string, msisdn = newPhone(), source_address: string | null = null) =>
  work((unit) => promptLink(unit, token, { msisdn, language: 'sw', source_address }))
const stageOf = async (token: string) => (await readLink(db, token, clock.now())).stage
async function stateOf(id: number) {
  const list = await readRequestList(db, viewer, { state: 'any', before: null, now: clock.now() })
  return list.page.rows.find((one) => one.id === id)!.state
}
async function payPrompt(checkout: { id: number }) {
  await answer(await send(await latestPush(checkout)), 'paid')
  await settleAll()
}

test.serial('S2-05, U68: a link is paid by a prompt on the payer’s own phone, once', async (t) => {
  const customer = await addCustomer(appliance)
  const { token, id } = await linkFor(customer)
  t.is(await stageOf(token), 'open')
  t.is(await stateOf(id), 'pending')
  const checkout = await prompt(token)
  t.is(await stageOf(token), 'asking')
  await payPrompt(checkout)
  t.is(await stageOf(token), 'paid')
  t.is(await stateOf(id), 'successful')
  t.is((await creditsOf({ service_id: customer.service.id }))[0]!.price_cents, cents(1500_00))
  await t.throwsAsync(prompt(token), { code: 'link_over' })
})

test.serial('S2-59: of a link only the hash is kept, and a wrong one asks nothing', async (t) => {
  const { token } = await linkFor(await addCustomer(appliance))
  t.regex(token, /^[A-Za-z0-9_-]{22}$/, '128 bits')
  const { rows } = await db.raw<{ rows: { all: string }[] }>(
    `select coalesce((select string_agg(q::text, '') from payment_requests q), '') || coalesce((select string_agg(a::text, '') from audit a), '') as all`,
  )
  t.false(rows[0]!.all.includes(token))
  t.true(rows[0]!.all.includes(hashToken(token).toString('hex')))
  for (const wrong of ['', 'x', token.slice(1), `${token}=`, token.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A'))]) {
    await t.throwsAsync(readLink(db, wrong, clock.now()), { code: 'link_unknown' })
    await t.throwsAsync(prompt(wrong), { code: 'link_unknown' })
  }
}) // prettier-ignore

test.serial('S2-05: it ends with its days, and is withdrawn for good; money that still comes is honoured', async (t) => {
  const customer = await addCustomer(appliance)
  const ended = await linkFor(customer)
  const withdrawn = await linkFor(customer, 700)
  const checkout = await prompt(withdrawn.token)
  const push = await send(await latestPush(checkout))
  await work((unit) => withdrawLink(unit, withdrawn.id, by))
  await t.throwsAsync(work((unit) => withdrawLink(unit, withdrawn.id, by)), { code: 'link_withdrawn' })
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'payment.link_withdrawn' })
  t.is(await stageOf(withdrawn.token), 'asking', 'the prompt is on the phone')
  await answer(push, '1032')
  t.is(await stageOf(withdrawn.token), 'withdrawn')
  t.is(await stateOf(withdrawn.id), 'failed')
  await answer(push, 'paid')
  await settleAll()
  t.is(await walletOf(db, customer.subscriber.id), cents(700_00), 'late, and honoured')
  t.is(await stateOf(withdrawn.id), 'successful')
  clock.pass({ hours: 24 * 7 })
  t.is(await stageOf(ended.token), 'ended')
  t.is(await stateOf(ended.id), 'failed')
  await t.throwsAsync(prompt(ended.token), { code: 'link_over' })
}) // prettier-ignore

test.serial('S2-05: paid by hand to the paybill, with the account and the amount it says, it is paid too', async (t) => {
  const customer = await addCustomer(appliance)
  const { token, id } = await linkFor(customer, 800)
  await report(customer.subscriber.account_no, 799)
  t.is(await stageOf(token), 'open', 'another amount is not it')
  const payment = await report(`${customer.subscriber.account_no}-1`, 800)
  t.is(await stageOf(token), 'paid')
  t.is((await db('payment_requests').where({ id }).first())!.payment_id, payment.id)
  t.is(await stateOf(id), 'successful')
  clock.pass({ hours: 1 })
  await report(customer.subscriber.account_no, 800)
  t.is((await db('payment_requests').where({ id }).first())!.payment_id, payment.id)
  const credited = (await creditsOf({ service_id: customer.service.id })).reduce((sum, one) => sum + one.price_cents, 0)
  t.is(credited + (await walletOf(db, customer.subscriber.id)), 2399_00, 'a second payment is money as any other')
}) // prettier-ignore

test.serial('S1-16, T14: a link asks one phone at a time, and so many times only, whatever the phones', async (t) => {
  const { token } = await linkFor(await addCustomer(appliance))
  const [mine, theirs] = [newPhone(), newPhone()]
  const first = await prompt(token, mine)
  t.is((await prompt(token, mine)).id, first.id, 'pressed twice is asked once')
  await t.throwsAsync(prompt(token, theirs), { code: 'other_number_asked' })
  const both = await Promise.all([prompt(token, mine), prompt(token, mine)])
  t.deepEqual(both.map(({ id }) => id), [first.id, first.id])
  const fail = async (checkout: { id: number }) => answer(await send(await latestPush(checkout)), '1032')
  await fail(first)
  t.is(await stageOf(token), 'open')
  t.is((await readLink(db, token, clock.now())).failed, 'cancelled')
  for (const _ of [2, 3]) await fail(await prompt(token))
  await t.throwsAsync(prompt(token), { code: 'too_many_prompts' })
  t.is((await db('stk_pushes as p').join('checkouts as k', 'k.id', 'p.checkout_id').where({ 'k.amount_cents': 1500_00 }).where('p.made_at', '>=', noon).whereIn('p.msisdn', [mine, theirs]).select('p.id')).length, 1)
  for (let day = 3; day < 10; day += 1) {
    clock.pass({ minutes: 11 })
    await fail(await prompt(token))
  }
  clock.pass({ minutes: 11 })
  await t.throwsAsync(prompt(token), { code: 'too_many_prompts' })
}) // prettier-ignore

test.serial('S2-15: 16 payers press at once: one phone is asked', async (t) => {
  const { token, id } = await linkFor(await addCustomer(appliance))
  const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => prompt(token)))
  t.is(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  t.is((await db('checkouts').where({ payment_request_id: id })).length, 1)
})

test.serial('S2-15: a form that is sent twice makes one link, and shows it once', async (t) => {
  const customer = await addCustomer(appliance)
  const form_no = randomUUID()
  const both = await Promise.all([linkFor(customer, 900, form_no), linkFor(customer, 900, form_no)])
  t.is(both.filter(({ token }) => token !== null).length, 1)
  await t.throwsAsync(linkFor(customer, 15.5), { code: 'amount_unaskable' })
})

test.serial('S2-18: who leaves is asked for nothing more: prompts that wait are not sent, links end', async (t) => {
  const customer = await addCustomer(appliance)
  const { account_no } = customer.subscriber
  const { token, id } = await linkFor(customer)
  const on_phone = await prompt(token)
  const push = await send(await latestPush(on_phone))
  const form_no = randomUUID()
  await work((unit) => requestPayment(unit, { form_no, account_no, msisdn: phone(4321), amount_cents: cents(300_00), about: 'Rest' }, by))
  const request = (await db('payment_requests').where({ form_no }).first())!
  const unsent = (await db('checkouts').where({ payment_request_id: request.id }).first())!
  await work((unit) => cancelSubscriber(unit, account_no, { when: 'now', deposit: 'kept', refund: false, why: 'Moved' }, by))

  t.deepEqual((await db('checkouts').where({ subscriber_id: customer.subscriber.id })).map(({ state }) => state), ['abandoned', 'abandoned'])
  t.like(await send(await latestPush(unsent)), { state: 'failed', result_code: 'not_sent', sent_at: null })
  t.is(await stateOf(request.id), 'failed')
  t.is(await stageOf(token), 'asking', 'one is on a phone, and may be paid')
  await t.throwsAsync(prompt(token), { code: 'link_over' })
  await t.throwsAsync(linkFor(customer), { code: 'account_closed' })
  await answer(push, 'paid')
  await settleAll()
  const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
  t.is(payment.state, 'excepted')
  t.deepEqual(await openExceptions({ payment_id: payment.id }), ['account_closed'])
  t.is(await stageOf(token), 'in_review')
  t.is(await stateOf(id), 'exception')
  t.is(await walletOf(db, customer.subscriber.id), cents(0))
}) // prettier-ignore

test.serial('S2-18: a prompt that comes back to be sent again after the end is not', async (t) => {
  const customer = await addCustomer(appliance)
  const { token } = await linkFor(customer)
  const checkout = await prompt(token)
  await db('subscribers').where({ id: customer.subscriber.id }).update({ closed_at: clock.now() })
  t.like(await send(await latestPush(checkout)), { state: 'failed', result_words: 'The account was closed.' })
}) // prettier-ignore

test('S2-09: money wins over everything a link may be, what is out over what has ended', (t) => {
  const now = Temporal.Instant.from(noon)
  const none = { payment_state: null, state: null, payment_id: null, withdrawn_at: now, expires_at: now, closed_at: now }
  t.is(decideLink({ ...none, payment_state: 'settled' }, now), 'paid')
  t.is(decideLink({ ...none, payment_state: 'excepted' }, now), 'in_review')
  t.is(decideLink({ ...none, state: 'unknown' }, now), 'asking')
  t.is(decideLink({ ...none, state: 'failed' }, now), 'closed')
  t.is(decideLink({ ...none, closed_at: null }, now), 'withdrawn')
  t.is(decideLink({ ...none, closed_at: null, withdrawn_at: null }, now), 'ended')
}) // prettier-ignore

test('S2-59: of a name as much as says that it is the right one', (t) => {
  t.is(shorten('Otieno Ouma'), 'Otieno O.')
  t.is(shorten('  Mary  Wanjiku Kamau '), 'Mary K.')
  t.is(shorten('Mwangi'), 'Mwangi')
})
