import test from 'ava'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { decideSettlement, settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer, addLine, phone } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, exceptionsOf, pay, work } from './paying.ts'

test.after.always(() => appliance.close())

for (const [given, payment, owner, expected] of [
  ['settled before', { state: 'settled' }, undefined, { outcome: 'leave' }],
  [
    'not a customer’s',
    { customer_money: false },
    {},
    { outcome: 'except', kind: 'not_customer_money' },
  ],
  [
    'nothing typed',
    { account_typed: '  ' },
    undefined,
    { outcome: 'except', kind: 'missing_reference' },
  ],
  ['nobody by that name', {}, undefined, { outcome: 'except', kind: 'unknown_account' }],
  [
    'a closed account',
    {},
    { closed_at: clock.now() },
    { outcome: 'except', kind: 'account_closed' },
  ],
  ['in good standing', {}, {}, { outcome: 'settle', subscriber_id: 7, service_id: 3 }],
] as const) {
  test(`decides a settlement: ${given}`, (t) => {
    const facts = {
      state: 'unsettled',
      account_typed: '5721575',
      customer_money: true,
      ...payment,
    } as const
    const found = owner && {
      subscriber: { id: 7, closed_at: null, ...owner } as never,
      service_id: 3,
    }
    t.deepEqual(decideSettlement(facts, found), expected as never)
  })
}

test('S0-05: a payment by account number is settled, and its term bought, in one transaction', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const payment = await pay(subscriber.account_no, 1500)

  t.like(payment, { state: 'settled', subscriber_id: subscriber.id, due_at: null })
  const [credit, ...more] = await creditsOf(service.id)
  t.deepEqual(more, [])
  t.true(credit!.starts_at.equals(clock.now()))
  t.is(credit!.ends_at.toString(), '2026-12-21T11:32:00Z')
  t.is(await walletOf(db, subscriber.id), cents(0))
})

for (const spell of [
  (digits: string) => `0${digits}`,
  (digits: string) => `254${digits}`,
  (digits: string) => `+254 ${digits.slice(0, 3)} ${digits.slice(3)}`,
  (digits: string) => digits,
]) {
  test(`S0-03: a phone as the account: ${spell('712344318')}`, async (t) => {
    const msisdn = phone(Math.trunc(Math.random() * 1e6))
    const { subscriber } = await addCustomer(appliance, { msisdn })
    t.like(await pay(spell(msisdn.slice(3)), 1500), { subscriber_id: subscriber.id })
  })
}

test('S0-03: a user name as the account', async (t) => {
  const { subscriber, service } = await addCustomer(appliance, { user_name: 'otieno.ouma' })
  t.like(await pay(' Otieno.Ouma ', 1500), { subscriber_id: subscriber.id, service_id: service.id })
})

test('a phone that two subscribers share names nobody', async (t) => {
  const msisdn = phone(999_001)
  await addCustomer(appliance, { msisdn })
  await addCustomer(appliance, { msisdn })
  t.deepEqual(await exceptionsOf((await pay(msisdn, 1500)).id), ['unknown_account'])
})

test('a suffix names the service; without one the service that ends first is served', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const second = await addLine(db, appliance, {
    subscriber,
    service_no: 2,
    user_name: `${service.user_name}-2`,
  })
  await pay(`${subscriber.account_no}-2`, 1500)
  t.is((await creditsOf(service.id)).length, 0)
  t.is((await creditsOf(second.id)).length, 1)

  await pay(subscriber.account_no, 1500)
  t.is((await creditsOf(service.id)).length, 1)
})

test('S0-10: paying early adds to the end that is paid for', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  await pay(subscriber.account_no, 1500)
  await pay(subscriber.account_no, 1500)
  const ends = (await creditsOf(service.id)).map(({ ends_at }) => ends_at.toString())
  t.deepEqual(ends, ['2026-12-21T11:32:00Z', '2027-01-21T11:32:00Z'])
})

test('S2-43, S2-53: too little stays in the wallet, and the rest buys the term', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const first = await pay(subscriber.account_no, 1000)
  t.deepEqual(await exceptionsOf(first.id), ['paid_less'])
  t.is(await walletOf(db, subscriber.id), cents(1000_00))

  await pay(subscriber.account_no, 500)
  t.deepEqual(await exceptionsOf(first.id), [])
  t.is((await creditsOf(service.id)).length, 1)
  t.is(await walletOf(db, subscriber.id), cents(0))
})

test('S2-44, S2-53: too much stays in the wallet, told to staff', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const payment = await pay(subscriber.account_no, 2000)
  t.deepEqual(await exceptionsOf(payment.id), ['paid_more'])
  t.is(await walletOf(db, subscriber.id), cents(500_00))
})

test('S2-46: an unknown account is money in suspense with a person’s name still to come', async (t) => {
  const before = await balanceOf(db, { kind: 'suspense' })
  const payment = await pay('48210I4', 1500)
  t.like(payment, { state: 'excepted', subscriber_id: null })
  t.deepEqual(await exceptionsOf(payment.id), ['unknown_account'])
  t.true((await balanceOf(db, { kind: 'suspense' })) >= before + 1500_00)
})

test('settling twice is settling once', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { id } = await pay(subscriber.account_no, 700)
  t.deepEqual(await work((unit) => settlePayment(unit, id)), { outcome: 'leave' })
  t.is(await walletOf(db, subscriber.id), cents(700_00))
})

test('an account number with one wrong key belongs to nobody', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const wrong = subscriber.account_no.slice(0, 6) + ((Number(subscriber.account_no[6]) + 1) % 10)
  t.like(await pay(wrong, 1500), { state: 'excepted' })
})
