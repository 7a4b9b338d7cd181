// The old notification service, from its door to a subscriber's wallet: whatever it says waits for the list of payments, unless
// the owner takes its word for some money a day.

import test from 'ava'
import { saveIpnSource } from '../../appliance/money/ipn-sources.ts'
import { webhookUrl } from '../../appliance/money/shortcodes.ts'
import { walletOf } from '../../appliance/money/ledger.ts'
import { cents } from '../../appliance/money.ts'
import { readIpn, readIpnForm } from '../../appliance/providers/ipn.ts'
import { addCustomer, drawReceipt, paybill } from '../support/factories.ts'
import { nobody } from './collector-town.ts'
import { openTown } from './push-town.ts'

const town = await openTown()
const { appliance, safaricom } = town
const { db, work, safe, config } = appliance
const pass = 'the-old-secret-word'

async function trust(shillings: number | null): Promise<void> {
  const trusted_cap_cents = shillings === null ? null : cents(shillings * 100)
  const source = { shortcode: paybill, name: '', user: 'kilima', pass, trusted_cap_cents }
  await work((unit) => saveIpnSource(unit, safe, source, nobody))
}
await trust(null)
const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
const url = webhookUrl(safe, { ...row, provider: 'ipn' }, config.publicUrl)
test.after.always(() => town.close())

const said = (code: string, account_no: string, more: Record<string, string> = {}) => ({
  id: '7001', orig: 'MPESA', dest: '254722000111', tstamp: '2026-11-21 14:31:26',
  text: `${code} Confirmed. on 21/11/26 at 2:31 PM Ksh1,500.00 received from AKINYI OTIENO 254722903114.  Account Number ${account_no} New Utility balance is Ksh25,000.00`,
  customer_id: '2', user: 'kilima', pass, routemethod_id: '2', routemethod_name: 'HTTP', mpesa_code: code,
  mpesa_acc: account_no, mpesa_msisdn: '254722903114', mpesa_trx_date: '21/11/26', mpesa_trx_time: '2:31 PM',
  mpesa_amt: '1500.00', mpesa_sender: 'AKINYI OTIENO', business_number: paybill, ...more,
}) // prettier-ignore

async function tell(fields: Record<string, string>, by: 'GET' | 'POST' = 'GET'): Promise<string> {
  const form = new URLSearchParams(fields)
  const answer =
    by === 'GET' ? await fetch(`${url}?${form}`) : await fetch(url, { method: 'POST', body: form })
  t200(answer.status)
  return answer.text()
}
const t200 = (status: number) => {
  if (status !== 200) throw new Error(`The door answered ${status}`)
}

const paid = async (account_no: string) => {
  const { id } = (await db('subscribers').where({ account_no }).first())!
  return (await db('payments').where({ subscriber_id: id })).map(({ receipt_code, proved_by }) => [
    receipt_code,
    proved_by,
  ])
}

test.serial(
  'S4-15 to S4-32: every field of the service is read and kept, the password alone is not',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const fields = said(drawReceipt(), subscriber.account_no)
    t.is(await tell(fields), 'OK|Thank you for your payment')
    const kept = (await db('callbacks').where({ kind: 'ipn' }).orderBy('id', 'desc').first())!
    t.deepEqual(readIpnForm(kept.body), { ...fields, pass: '***' })
    const read = readIpn(kept.body)
    t.like(read, {
      receipt_code: fields.mpesa_code,
      amount_cents: 1500_00,
      msisdn: '254722903114',
      payer_name: 'AKINYI OTIENO',
      shortcode: paybill,
      differs: [],
    })
    t.is('paid_at' in read && String(read.paid_at), '2026-11-21T11:31:00Z')
    t.is(kept.shortcode, paybill)
  },
)

test.serial(
  'S4-25: a hint, by GET and by POST, until the list of payments proves it; told twice it is one payment',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const { account_no } = subscriber
    const bill = {
      shortcode: paybill,
      amount_cents: 1500_00,
      bill_ref: account_no,
      msisdn: '254722903114',
      first_name: 'AKINYI',
    }
    const { trans_id: code } = await safaricom.pay(bill, { lost: true })
    await tell(said(code, account_no))
    await tell(said(code, account_no, { id: '7002' }), 'POST')
    t.deepEqual(await paid(account_no), [])
    await town.work()
    t.deepEqual(await paid(account_no), [[code, 'pull']])
    await tell(said(code, account_no, { id: '7003' }))
    await town.work()
    t.deepEqual(await paid(account_no), [[code, 'pull']])
    t.deepEqual(await db('callbacks').where({ receipt_code: code }).whereNot({ state: 'done' }), [])
  },
)

test.serial('what nobody paid stays a hint, however often it is told', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  await tell(said(drawReceipt(), subscriber.account_no))
  await town.work()
  t.deepEqual(await paid(subscriber.account_no), [])
  t.is(await walletOf(db, subscriber.id), cents(0))
})

test.serial(
  'taken on its word up to the cap of a day; where its text says otherwise than its fields, never',
  async (t) => {
    await trust(3000)
    const { subscriber } = await addCustomer(appliance)
    const { account_no } = subscriber
    const codes = [drawReceipt(), drawReceipt(), drawReceipt(), drawReceipt()] as const
    await tell({ ...said(codes[3], account_no), mpesa_amt: '2500.00' })
    await tell(said(codes[0], account_no))
    await tell(said(codes[0], account_no, { id: '7009' }))
    await tell(said(codes[1], account_no))
    await tell(said(codes[2], account_no))
    await town.work()
    t.deepEqual(
      (await paid(account_no)).toSorted(),
      [
        [codes[0], 'trusted_ipn'],
        [codes[1], 'trusted_ipn'],
      ].toSorted(),
    )
    const waiting = await db('callbacks')
      .whereIn('receipt_code', codes)
      .where({ state: 'unproved' })
    t.deepEqual(
      waiting.map(({ receipt_code }) => receipt_code).toSorted(),
      [codes[2], codes[3]].toSorted(),
    )
    await trust(null)
  },
)

test.serial(
  'a payment that it takes back, and one that it can’t tell, are put before a person',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const code = drawReceipt()
    const text = `${drawReceipt()} Confirmed. Transaction ${code} has been reversed. Your account balance now 0Ksh`
    await tell(said(drawReceipt(), subscriber.account_no, { text, mpesa_amt: '' }))
    await town.work()
    const opened = await db('exceptions')
      .where({ kind: 'unreadable_callback' })
      .orderBy('id', 'desc')
      .first()
    t.deepEqual(opened!.details, { reason: 'says_reversed' })
  },
)
