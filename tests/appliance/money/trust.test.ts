// Credit, then verify: S3-06, and what no word can do.

import test from 'ava'
import { decideTrust, lendOnWord, type WordFacts } from '../../../appliance/money/trust.ts'
import { applyUnproved } from '../../../appliance/money/proof.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { readConfirmation } from '../../../appliance/providers/daraja-c2b.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer, drawReceipt, paybill } from '../../support/factories.ts'
import { appliance, clock, confirmation, db, hear, paymentOf, pullFinds, read, work } from './hearing.ts' // prettier-ignore

const budget_id = (await db('budgets').insert({ name: 'Trust', month_cents_max: cents(5000_00), opened_at: clock.now() }).returning('id'))[0]!.id // prettier-ignore
test.after.always(() => appliance.close())

const trustUpTo = (shillings: number) =>
  db('trust_rules')
    .insert({ shortcode: paybill, cap_cents: cents(shillings * 100), minutes: 15, budget_id })
    .onConflict('shortcode')
    .merge()
const creditsOf = (service_id: number) => db('credits').where({ service_id }).orderBy('starts_at')
const spent = async () => Number((await db('entries').join('accounts', 'accounts.id', 'account_id').where({ budget_id }).sum('amount_cents as sum').first())!['sum'] ?? 0) // prettier-ignore
const moneyOf = async () => (await db.raw('select (select count(*) from payments) payments, (select count(*) from receipts) receipts')).rows[0] // prettier-ignore

test.serial('S3-06: verify first, where nobody said otherwise: a word opens nothing', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  await read(await hear(confirmation(drawReceipt(), subscriber.account_no)))
  t.deepEqual(await creditsOf(service.id), [])
})

test.serial('S3-06, invariant 8: credit, then verify: the line is lent minutes from the budget, no money moves, and the proved payment covers them', async (t) => {
  await trustUpTo(2000)
  const { subscriber, service } = await addCustomer(appliance)
  const receipt = drawReceipt()
  const before = await moneyOf()
  await read(await hear(confirmation(receipt, subscriber.account_no)))
  const [lent] = await creditsOf(service.id)
  t.is(lent!.kind, 'grace')
  t.is(clock.now().until(lent!.ends_at).total('minutes'), 15)
  t.deepEqual(await moneyOf(), before)
  t.is(await walletOf(db, subscriber.id), cents(0))
  t.is(await spent(), -lent!.price_cents)

  // Told again, it is not lent again.
  await read(await hear(confirmation(receipt, subscriber.account_no)))
  t.is((await creditsOf(service.id)).length, 1)

  clock.pass({ minutes: 4 })
  await pullFinds(receipt, subscriber.account_no)
  await work(async (unit) => settlePayment(unit, (await paymentOf(receipt))!.id))
  const credits = await creditsOf(service.id)
  t.deepEqual(credits.map(({ kind }) => kind), ['grace', 'sold'])
  t.true(credits[0]!.ends_at.equals(credits[1]!.starts_at))
  t.is(credits[1]!.ends_at.toString(), lent!.starts_at.toZonedDateTimeISO('Africa/Nairobi').add({ months: 1 }).toInstant().toString(), 'the month began with the word')
  t.is(await spent(), 0, 'the budget has it back')
}) // prettier-ignore

test.serial('S3-06, S2-13: a lie costs the budget its minutes, ends by itself, is put before a person, and is not believed twice', async (t) => {
  await trustUpTo(2000)
  const { subscriber, service } = await addCustomer(appliance)
  const lie = drawReceipt()
  const began = await spent()
  await read(await hear(confirmation(lie, subscriber.account_no)))
  const [lent] = await creditsOf(service.id)
  t.is(lent!.kind, 'grace')
  clock.pass({ hours: 49 })
  await work((unit) => applyUnproved(unit, lie))
  t.is((await db('exceptions').where({ kind: 'unproved', subject: `receipt:${lie}` })).length, 1)
  t.is((await spent()) - began, -lent!.price_cents)

  const now = clock.now().toZonedDateTimeISO('Africa/Nairobi')
  const TransTime = now.toPlainDateTime().toString({ smallestUnit: 'second' }).replace(/\D/g, '')
  await read(await hear(confirmation(drawReceipt(), subscriber.account_no, { TransTime })))
  t.is((await creditsOf(service.id)).length, 1)
}) // prettier-ignore

const said = { amount_cents: cents(1500_00), shortcode: paybill, customer_money: true, paid_at: clock.now() } // prettier-ignore
const fits: WordFacts = { said, shortcode: paybill, source_listed: true, price_cents: 1500_00, shut: false, runs: false, lent_today: false, doubted: false } // prettier-ignore
for (const [says, facts, why] of [
  ['fits in every way', {}, 'lend'],
  ['nobody can tell where it came from', { source_listed: null }, 'lend'],
  ['above the cap', { said: { ...said, amount_cents: cents(2000_01) } }, 'above_cap'],
  ['an organisation’s money', { said: { ...said, customer_money: false } }, 'not_customer_money'],
  ['another paybill’s', { said: { ...said, shortcode: '174379' } }, 'another_shortcode'],
  ['from an address that is not Safaricom’s', { source_listed: false }, 'from_elsewhere'],
  ['yesterday’s, told again', { said: { ...said, paid_at: clock.now().subtract({ hours: 24 }) } }, 'not_now'],
  ['without a time', { said: { ...said, paid_at: null } }, 'not_now'],
  ['suspended', { shut: true }, 'shut'],
  ['online anyway', { runs: true }, 'runs_anyway'],
  ['less than a term costs', { price_cents: 1500_01 }, 'too_little'],
  ['an earlier word was never proved', { doubted: true }, 'doubted'],
  ['lent today already', { lent_today: true }, 'lent_today'],
] as const) {
  test(`S3-06: what a word is worth: ${says}`, (t) => {
    const trust = decideTrust({ cap_cents: cents(2000_00) }, { ...fits, ...facts } as WordFacts, said.paid_at)
    t.is(trust.outcome === 'lend' ? 'lend' : trust.why, why)
  })
} // prettier-ignore

test.serial('the budget’s month is full: verified first, as ever', async (t) => {
  await trustUpTo(2000)
  await db('budgets')
    .where({ id: budget_id })
    .update({ month_cents_max: cents(1) })
  const { subscriber, service } = await addCustomer(appliance)
  const body = confirmation(drawReceipt(), subscriber.account_no, { TransTime: '20261123153107' })
  const id = await hear(body)
  const callback = (await db('callbacks').where({ id }).first())!
  const read_said = readConfirmation(body)
  t.false('unreadable' in read_said)
  if (!('unreadable' in read_said)) t.is(await work((unit) => lendOnWord(unit, callback, read_said)), null) // prettier-ignore
  t.deepEqual(await creditsOf(service.id), [])
})
