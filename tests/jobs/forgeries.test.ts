// T01, T07: whoever knows the secret path writes 300 lies to each door of Daraja's. The real door, the real jobs, an honest
// Safaricom beside them: nothing is credited, nothing is cancelled, nobody's money moves; and what is true still works after it.

import test from 'ava'
import { callbackUrls, findShortcode, promptUrl } from '../../appliance/money/shortcodes.ts'
import { addCustomer, paybill } from '../support/factories.ts'
import { openDice } from '../support/references.ts'
import { openTown, standing } from './push-town.ts'

const town = await openTown()
const { appliance, safaricom, clock } = town
const { db, safe, config } = appliance
const open = await town.ask()
await town.work()
const push = await town.pushOf(open)
const { subscriber } = await addCustomer(appliance)
await safaricom.pay({ shortcode: paybill, msisdn: '254722000111', amount_cents: 1500_00, bill_ref: subscriber.account_no, first_name: 'OTIENO' }) // prettier-ignore
await town.work()
const row = await findShortcode(db, paybill)
const urls = callbackUrls(safe, row, config.publicUrl)
const [paid] = await db('payments')

test.after.always(() => town.close())

const variants = 300
const seed = Math.trunc(Math.random() * 2 ** 31)
const dice = openDice(seed)
const pick = <Value>(list: readonly Value[]): Value => list[dice(list.length)]!
const digits = (count: number) => Array.from({ length: count }, () => dice(10)).join('')

let receipts = 0
const receipt = () => pick([`UKL${String((receipts += 1)).padStart(7, '0')}`, `ukl${digits(7)}`, '', 'NULL', 'x'.repeat(40), '__proto__', 'UKL1TRUE00']) // prettier-ignore
const amount = () => pick(['20', '20.00', '1500.00', 20, 1500, '-1500', '1e9', '0', '250000', 'NaN', '', null, '20,00', '0x14', '999999999999']) // prettier-ignore
const code = () => pick([0, '0', 1032, '1032', 1, 1037, 2001, '00', 'SFC_IC0003', 17, -1, null, 'paid', 4999]) // prettier-ignore

function bend(text: string): string {
  const at = dice(Math.max(1, text.length))
  return pick([text, text, text, text, text.slice(0, at), text.slice(0, at) + pick(['"', '{', '\0', '9', ',']) + text.slice(at + 1), `[${text}]`, text.replace('{', '{"ResultCode":0,'), '<html>', '']) // prettier-ignore
}

/** What stood before, and must stand after. */
async function books() {
  const { rows } = await db.raw(
    `select (select count(*) from payments) payments, (select count(*) from transfers) transfers, (select count(*) from credits) credits,
            (select count(*) from receipts) receipts, (select count(*) from messages) messages,
            (select coalesce(jsonb_object_agg(id, state), '{}') from checkouts) checkouts,
            (select coalesce(jsonb_object_agg(id, state), '{}') from stk_pushes) pushes,
            (select coalesce(jsonb_object_agg(id, state), '{}') from payments) states`,
  )
  return rows[0]
}

async function post(url: string, body: string): Promise<number> {
  const headers = { 'content-type': pick(['application/json', 'text/plain', 'application/x-www-form-urlencoded']) } // prettier-ignore
  return (await fetch(url, { method: 'POST', body, headers })).status
}

/** Three hundred bodies, twenty at a time, each dealt with before the books are looked at. */
async function lie(url: () => string, make: () => unknown): Promise<number[]> {
  const answers: number[] = []
  for (let told = 0; told < variants; told += 20)
    answers.push(...(await Promise.all(Array.from({ length: 20 }, () => post(url(), bend(JSON.stringify(make()))))))) // prettier-ignore
  await town.work()
  return answers
}

test.serial(`T07, T01: ${variants} forged ends of a prompt: none credited, none cancelled`, async (t) => {
  const before = await books()
  const own = promptUrl(safe, row, config.publicUrl, push.merchant_reference)
  const url = () => pick([own, own, promptUrl(safe, row, config.publicUrl, crypto.randomUUID())])
  const answers = await lie(url, () => ({
    Body: {
      stkCallback: {
        MerchantRequestID: pick([push.merchant_request_id, '1-2-3', '']),
        CheckoutRequestID: pick([push.checkout_request_id, 'ws_CO_1', '', null]),
        ResultCode: code(),
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: amount() },
            { Name: 'MpesaReceiptNumber', Value: pick([receipt(), paid!.receipt_code]) },
            { Name: 'PhoneNumber', Value: pick([open.msisdn, '254700000000', null]) },
          ],
        },
      },
    },
  }))
  t.true(answers.every((status) => status === 200), 'each is kept, and answered')
  t.deepEqual(await books(), before, `seed ${seed}`)
}) // prettier-ignore

test.serial(
  `T01, S3-06: ${variants} forged confirmations: none credited, none cancelled`,
  async (t) => {
    const before = await books()
    await lie(() => urls.confirmation_url, () => ({
    TransactionType: pick(['Pay Bill', '', 'Organization To Organization Transfer', 'Reversal']),
    TransID: pick([receipt(), receipt(), receipt(), paid!.receipt_code]),
    TransTime: pick(['20261121143107', '20270101000000', '0', '', 'now']),
    TransAmount: amount(),
    BusinessShortCode: pick([paybill, '174379', '']),
    BillRefNumber: pick([subscriber.account_no, push.account_reference, open.msisdn, 'wifi', '', "'; drop table payments"]),
    MSISDN: pick([open.msisdn, '2547 ***** 111', '']),
    FirstName: 'OTIENO',
  })) // prettier-ignore
    const after = await books()
    t.deepEqual(after, before, `seed ${seed}`)
    t.like(await standing(town, open), { push: 'sent', credits: 0 })
  },
)

test.serial(`T07: ${variants} forged results and time-outs: none credited, none cancelled`, async (t) => {
  const { rows } = await db.raw<{ rows: { conversation_id: string }[] }>(`select conversation_id from inquiries where conversation_id is not null limit 5`)
  const known = rows.map(({ conversation_id }) => conversation_id)
  const before = await books()
  await lie(() => pick([urls.result_url, urls.result_url, urls.timeout_url]), () => ({
    Result: {
      ResultType: 0,
      ResultCode: code(),
      ResultDesc: 'The service request is processed successfully.',
      OriginatorConversationID: pick(['1-2-3', ...known]),
      ConversationID: pick([`AG_20261121_${digits(20)}`, '']),
      TransactionID: receipt(),
      ResultParameters: {
        ResultParameter: [
          { Key: 'ReceiptNo', Value: receipt() },
          { Key: 'Amount', Value: amount() },
          { Key: 'TransactionStatus', Value: pick(['Completed', 'Cancelled', 'Reversed']) },
          { Key: 'ReasonType', Value: 'Pay Bill Online' },
          { Key: 'CreditPartyName', Value: `${paybill} - KILIMA` },
          { Key: 'DebitPartyName', Value: `${open.msisdn} - OTIENO` },
        ],
      },
      ReferenceData: { ReferenceItem: { Key: 'Occasion', Value: pick([crypto.randomUUID(), push.merchant_reference, '']) } },
    },
  }))
  t.deepEqual(await books(), before, `seed ${seed}`)
}) // prettier-ignore

test.serial('F36: after all those lies the true payment is credited', async (t) => {
  await safaricom.answerPrompt(open.msisdn, 'approve')
  await town.pass(60, 10)
  t.like(await standing(town, open), { credits: 1 })
  t.true(clock.now().epochMilliseconds > 0)
})
