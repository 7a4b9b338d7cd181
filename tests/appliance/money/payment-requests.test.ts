// Money that staff asks for: a prompt like any other, and the account's own prices.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { requestPayment } from '../../../appliance/money/payment-requests.ts'
import { cents } from '../../../appliance/money.ts'
import { readRequestList } from '../../../appliance/people/request-register.ts'
import { addCustomer } from '../../support/factories.ts'
import {
  appliance,
  clock,
  creditsOf,
  db,
  latestPush,
  newPhone,
  noon,
  send,
  settleAll,
  work,
} from './hotspot.ts'
import { answer } from './safaricom-says.ts'

const [staff] = await db('staff')
  .insert({
    email: 'peter@kilima.example',
    name: 'Peter',
    role: 'cashier',
    password_hash: 'none',
    added_at: clock.now(),
  })
  .returning('*')
const by = { staff: { id: staff!.id, role: 'cashier' }, source_address: null } as const
const viewer = { id: staff!.id, role: 'cashier', site_id: null } as const
test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

async function request(account_no: string, shillings: number, form_no: string = randomUUID()) {
  const asked = { form_no, account_no, msisdn: newPhone(), about: 'November' }
  const amount_cents = cents(shillings * 100)
  return work((unit) => requestPayment(unit, { ...asked, amount_cents }, by))
}
async function sent(payment_request_id: number) {
  const checkout = (await db('checkouts').where({ payment_request_id }).first())!
  return { checkout, push: await send(await latestPush(checkout)) }
}
async function stateOf(id: number) {
  const now = clock.now()
  const { page } = await readRequestList(db, viewer, { state: 'any', before: null, now })
  return page.rows.find((row) => row.id === id)!.state
}

test.serial(
  'S2-05: a request is pending, and once it is paid it is successful and buys the term',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    const { id } = await request(subscriber.account_no, 1500)
    const { checkout, push } = await sent(id)
    t.is(await stateOf(id), 'pending')
    t.is(push.amount_cents, cents(1500_00))
    await answer(push, 'paid')
    t.is(await stateOf(id), 'pending', 'not credited yet')
    await settleAll()
    t.is(await stateOf(id), 'successful')
    const [credit] = await creditsOf({ service_id: service.id })
    t.is(credit!.price_cents, cents(1500_00))
    t.is((await db('checkouts').where({ id: checkout.id }).first())!.state, 'paid')
    t.like(await db('audit').where({ action: 'payment.requested' }).first(), { why: 'November' })
  },
)

test.serial(
  'S2-05: a part that is asked for stays in the wallet: it is no cheaper month',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    const { id } = await request(subscriber.account_no, 500)
    await answer((await sent(id)).push, 'paid')
    await settleAll()
    t.is(await walletOf(db, subscriber.id), cents(500_00))
    t.is((await creditsOf({ service_id: service.id })).length, 0)
    t.is(await stateOf(id), 'successful')
  },
)

test.serial('S2-05: what is cancelled on the phone has failed, with the reason', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { id } = await request(subscriber.account_no, 1500)
  await answer((await sent(id)).push, '1032')
  t.is(await stateOf(id), 'failed')
  const failed = await readRequestList(db, viewer, {
    state: 'failed',
    before: null,
    now: clock.now(),
  })
  t.is(failed.page.rows[0]!.result_code, '1032')
  t.is(failed.counts.failed, 1)
})

test.serial(
  'S2-05: one that is paid for an account closed meanwhile is an exception',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const { id } = await request(subscriber.account_no, 1500)
    const { push } = await sent(id)
    await db('subscribers').where({ id: subscriber.id }).update({ closed_at: clock.now() })
    await answer(push, 'paid')
    await settleAll()
    t.is(await stateOf(id), 'exception')
  },
)

test.serial('S2-15: a form that is sent twice asks once; cents are not asked for', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const form_no = randomUUID()
  const first = await request(subscriber.account_no, 1500, form_no)
  t.is((await request(subscriber.account_no, 1500, form_no)).id, first.id)
  t.is((await db('checkouts').where({ payment_request_id: first.id })).length, 1)
  await t.throwsAsync(request(subscriber.account_no, 15.5), { code: 'amount_unaskable' })
  await t.throwsAsync(request(subscriber.account_no, 250_001), { code: 'amount_unaskable' })
})
