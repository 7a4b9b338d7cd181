// M-Pesa takes a payment back. What anybody may say is asked about; what Safaricom says takes the money out of the books, and
// time that is not used yet, never below now.

import test from 'ava'
import { sealLedger } from '../../appliance/money/ledger-chain.ts'
import { checkLedger, isWhole } from '../../appliance/money/ledger-check.ts'
import { walletOf } from '../../appliance/money/ledger.ts'
import { cents } from '../../appliance/money.ts'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import { openTown } from './push-town.ts'

const at = await openTown()
const { appliance, safaricom, clock } = at
const { db } = appliance
test.after.always(() => at.close())
let payers = 500

const creditsOf = (service_id: number) => db('credits').where({ service_id }).orderBy('starts_at')

/** A subscriber with a line of KES 1,500 a month, who pays. */
async function customer() {
  const { subscriber, service } = await addCustomer(appliance)
  const msisdn = phone((payers += 1))
  const pay = async (shillings: number, fault = {}) => {
    const bill = { shortcode: paybill, amount_cents: shillings * 100, bill_ref: subscriber.account_no, msisdn, first_name: 'ANN' } // prettier-ignore
    const { trans_id } = await safaricom.pay(bill, fault)
    await at.work()
    return trans_id
  }
  return { subscriber, service, pay }
}

async function say(receipt: string, type = 'Transaction Reversal', own = `UKLREV${receipt.slice(-4)}`): Promise<void> {
  const { confirmation_url } = safaricom.shortcode(paybill).urls!
  const body = { TransactionType: type, TransID: own, TransAmount: '1500.00', BillRefNumber: receipt, BusinessShortCode: paybill, TransTime: '20261121143200', MSISDN: '' } // prettier-ignore
  await fetch(confirmation_url, { method: 'POST', body: JSON.stringify(body) })
  await at.work()
} // prettier-ignore

function takeBack(receipt: string): void {
  safaricom.transactions.find(({ trans_id }) => trans_id === receipt)!.state = 'reversed'
}

const paymentOf = (receipt_code: string) => db('payments').where({ receipt_code }).first()
async function openOf(receipt_code: string): Promise<string[]> {
  const { id } = (await paymentOf(receipt_code))!
  const rows = await db('exceptions').where({ payment_id: id, resolved_at: null })
  return rows.map(({ kind }) => kind).toSorted()
}

test.serial('S2-23, invariant 4: somebody says "reversed": nothing is taken, Safaricom is asked, and says no', async (t) => {
  const { service, pay } = await customer()
  const receipt = await pay(1500)
  safaricom.faults.result = 'lost'
  await say(receipt)
  t.deepEqual(await openOf(receipt), ['sightings_differ'])
  t.is((await creditsOf(service.id)).length, 1)
  safaricom.faults.result = 'none'
  await at.pass(6 * 60)
  t.deepEqual(await openOf(receipt), [])
  t.is((await paymentOf(receipt))!.state, 'settled')
  t.is((await creditsOf(service.id)).length, 1)
}) // prettier-ignore

test.serial('S2-23: what was taken back in a term’s first third leaves a debt of that third, and the line ends now', async (t) => {
  const { subscriber, service, pay } = await customer()
  const receipt = await pay(1500)
  const [bought] = await creditsOf(service.id)
  await at.pass(10 * 24 * 3600)
  takeBack(receipt)
  await say(receipt)
  await say(receipt)
  const [credit] = await creditsOf(service.id)
  t.true(credit!.ends_at.equals(clock.now()), 'never below now')
  const length = bought!.starts_at.until(bought!.ends_at).total('seconds')
  const used = bought!.starts_at.until(clock.now()).total('seconds')
  const debt = Math.round((1500_00 * used) / length)
  t.true(Math.abs((await walletOf(db, subscriber.id)) + debt) <= 1)
  t.is((await paymentOf(receipt))!.state, 'reversed')
  t.deepEqual(await openOf(receipt), ['reversed'])
  t.truthy(await db('audit').where({ action: 'payment.reversed' }).first())

  // Who pays again pays the debt first.
  const next = await pay(1500)
  t.is((await creditsOf(service.id)).length, 1)
  t.deepEqual(await openOf(next), ['paid_less'])
}) // prettier-ignore

test.serial('S2-23: time in advance goes first, from its end; what was paid otherwise stays', async (t) => {
  const { subscriber, service, pay } = await customer()
  await pay(1500)
  clock.pass({ hours: 2 })
  const second = await pay(1500)
  const [first, ahead] = await creditsOf(service.id)
  t.true(ahead!.starts_at.equals(first!.ends_at))
  await at.pass(24 * 3600)
  takeBack(second)
  await say(second)
  const left = await creditsOf(service.id)
  t.deepEqual(left.map(({ id }) => id), [first!.id])
  t.true(left[0]!.ends_at.equals(first!.ends_at))
  t.is(await walletOf(db, subscriber.id), cents(0), 'nothing was used of it: nothing is owed')
}) // prettier-ignore

test.serial('S2-23: money that was still in the wallet costs no time; in suspense it only leaves', async (t) => {
  const { subscriber, service, pay } = await customer()
  const small = await pay(400)
  takeBack(small)
  await say(small)
  t.is(await walletOf(db, subscriber.id), cents(0))
  t.is((await creditsOf(service.id)).length, 0)

  const bill = { shortcode: paybill, amount_cents: 70_000, bill_ref: 'MAMA', msisdn: phone((payers += 1)), first_name: 'ANN' } // prettier-ignore
  const { trans_id } = await safaricom.pay(bill)
  await at.work()
  t.is((await paymentOf(trans_id))!.state, 'excepted')
  takeBack(trans_id)
  await say(trans_id)
  t.is((await paymentOf(trans_id))!.state, 'reversed')
  t.deepEqual(await openOf(trans_id), [])
}) // prettier-ignore

test.serial('F35: a reversal that overtakes its payment ends as one that follows it', async (t) => {
  const { subscriber, service, pay } = await customer()
  const known = await pay(1500, { lost: true })
  t.is(await paymentOf(known), undefined)
  await say(known)
  t.is((await creditsOf(service.id)).length, 0)
  safaricom.faults.result = 'lost'
  await at.pass(11 * 60) // The pull brings the payment, which is then asked about.
  t.deepEqual(await openOf(known), ['sightings_differ'])
  safaricom.faults.result = 'none'
  takeBack(known)
  await at.pass(16 * 60, 240)
  t.is((await paymentOf(known))!.state, 'reversed')
  t.true((await walletOf(db, subscriber.id)) >= -1_00, 'a few minutes were used')
}) // prettier-ignore

test.serial('after all of it the books are whole', async (t) => {
  await sealLedger(appliance)
  const check = await checkLedger(appliance)
  t.true(isWhole(check), JSON.stringify(check.findings))
}) // prettier-ignore
