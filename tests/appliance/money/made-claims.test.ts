// "But I have paid": asked about, never believed.

import test from 'ava'
import { listDue, postpone } from '../../../appliance/due.ts'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { makeClaim, parseReceiptCode } from '../../../appliance/money/made-claims.ts'
import { applyUnproved, findProofTask } from '../../../appliance/money/proof.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { suggestSubscribers } from '../../../appliance/money/suggestions.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer, drawReceipt } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, exceptionsOf, pay, report, work } from './paying.ts'
import { hire } from './staffing.ts'

const peter = await hire('cashier')
test.after.always(() => appliance.close())

const claim = (account_no: string, receipt_code: string) =>
  work((unit) => makeClaim(unit, { account_no, receipt_code, amount_cents: cents(1500_00) }, peter))
const told = (receipt_code: string) =>
  db('exceptions')
    .where({ kind: 'claimed', subject: `receipt:${receipt_code}` })
    .first()

test.serial('a code is read as people type it', (t) => {
  t.is(parseReceiptCode(' ukl4 t8m-2qx'), 'UKL4T8M2QX')
  for (const wrong of ['', '1500', 'paid yesterday at the shop', 'UKL<b>'])
    t.throws(() => parseReceiptCode(wrong), { code: 'code_unreadable' })
})

test.serial(
  'S2-49, S2-17, T10: a claim opens a case, is asked about, and credits nothing',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const receipt_code = drawReceipt()
    await claim(subscriber.account_no, receipt_code)
    t.like(await told(receipt_code), { subscriber_id: subscriber.id, resolved_at: null })
    t.is(await walletOf(db, subscriber.id), cents(0))
    const task = await findProofTask(db, receipt_code, clock.now())
    t.true(task!.from.until(clock.now()).total('hours') > 40, 'they may have paid yesterday')
    clock.pass({ seconds: 31 })
    const due = (await listDue(db, clock.now())).find(
      ({ name, data }) => name === 'prove-payment' && JSON.stringify(data).includes(receipt_code),
    )
    t.truthy(due)
    await work((unit) => postpone(unit, due!))
    t.false(JSON.stringify(await listDue(db, clock.now())).includes(receipt_code))
  },
)

test.serial(
  'S2-49: the money is found, credited by what the payer typed, and the case closes',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    const receipt_code = drawReceipt()
    await claim(subscriber.account_no, receipt_code)
    await work(async (unit) => {
      await report(unit, receipt_code, subscriber.account_no, 1500)
      const { id } = (await unit.db('payments').where({ receipt_code }).first('id'))!
      await settlePayment(unit, id)
    })
    t.is((await creditsOf(service.id)).length, 1)
    t.is((await told(receipt_code))!.resolution, 'It came, and is on their account.')
    t.like(await db('claims').where({ receipt_code }).first(), { state: 'found', due_at: null })
    await t.throwsAsync(claim(subscriber.account_no, receipt_code), { code: 'credited_already' })
  },
)

test.serial(
  'S2-49: what M-Pesa does not know in two days is told so, and stays with a person',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const receipt_code = drawReceipt()
    await claim(subscriber.account_no, receipt_code)
    await work((unit) => applyUnproved(unit, receipt_code))
    t.like(await told(receipt_code), { details: { receipt_code, answer: 'asking', tries: 1 } })
    clock.pass({ hours: 49 })
    await work((unit) => applyUnproved(unit, receipt_code))
    t.like(await db('claims').where({ receipt_code }).first(), { state: 'not_found', due_at: null })
    const { details, resolved_at } = (await told(receipt_code))!
    t.is(resolved_at, null)
    t.is(details['answer'], 'not_found')
  },
)

test.serial(
  'N7, T05: a code is one person’s claim, and another’s money stays another’s',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const other = await addCustomer(appliance)
    const receipt_code = drawReceipt()
    await claim(subscriber.account_no, receipt_code)
    const second = claim(other.subscriber.account_no, receipt_code)
    await t.throwsAsync(second, { code: 'claimed_already' })
    const paid = await pay(other.subscriber.account_no, 1500)
    await claim(subscriber.account_no, paid.receipt_code!)
    t.deepEqual(await exceptionsOf(paid.id), ['claimed'])
    t.is((await told(paid.receipt_code!))!.details['answer'], 'credited_to_another')
    t.is(await walletOf(db, subscriber.id), cents(0))
  },
)

test.serial('money that waits in suspense has the claim as a reason to be theirs', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const paid = await pay('???', 1500)
  await claim(subscriber.account_no, paid.receipt_code!)
  t.deepEqual(await exceptionsOf(paid.id), ['unknown_account'])
  const [first] = await suggestSubscribers(db, paid)
  t.like(first, { account_no: subscriber.account_no, likely: 'very_likely' })
  t.true(first!.reasons.includes('They say that this code is theirs'))
})
