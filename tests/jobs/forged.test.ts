// Three hundred forged messages at each provider's door: they make us ask, at most, and change nothing.

import test from 'ava'
import { createHmac } from 'node:crypto'
import { readCallback } from '../../appliance/money/callbacks.ts'
import { promptUrl, webhookUrl } from '../../appliance/money/shortcodes.ts'
import { saveIpnSource } from '../../appliance/money/ipn-sources.ts'
import type { Checkout } from '../../appliance/tables.ts'
import { addCustomer, drawReceipt, paybill } from '../support/factories.ts'
import { nobody, openPayHeroTown, openPaystackTown, paystackKeys } from './collector-town.ts'
import { standing, type Town } from './push-town.ts'

const forgeries = 300

async function counts({ appliance: { db } }: Town) {
  const { rows } = await db.raw(
    'select (select count(*) from payments) payments, (select count(*) from transfers) transfers, (select count(*) from credits) credits',
  )
  return rows[0]
}

/** Posts them thirty at a time; returns how many were answered how. */
async function post(make: (which: number) => { url: string; init: RequestInit }) {
  const told: Record<string, number> = {}
  for (let from = 0; from < forgeries; from += 30) {
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { url, init } = make(from + index)
        const answer = await fetch(url, init)
        return `${answer.status} ${(await answer.text()).slice(0, 4)}`
      }),
    )
    for (const answer of answers) told[answer] = (told[answer] ?? 0) + 1
  }
  return told
}

const any = (which: number, ...among: unknown[]): unknown => among[which % among.length]
const some = (which: number, ...among: string[]): string => among[which % among.length]!

test.serial(
  'T01, T07, S1-11: PayHero: 300 forgeries at a prompt’s own address: 0 credited, 0 cancelled',
  async (t) => {
    const at = await openPayHeroTown()
    t.teardown(() => at.close())
    const { appliance } = at.town
    at.spoil({ lost: true })
    const checkout = await at.town.ask()
    await at.work()
    const push = await at.town.pushOf(checkout)
    const url = promptUrl(
      appliance.safe,
      await at.row(),
      appliance.config.publicUrl,
      push.merchant_reference,
    )
    const before = await counts(at.town)
    const told = await post((which) => {
      const Amount = any(which, 20, 2000, 0, -20, '20.00', null)
      const paid = which % 2 === 0
      const old = {
        Amount,
        CheckoutRequestID: any(which, push.checkout_request_id, 'ws_CO_another', '', 7),
        ExternalReference: some(
          which,
          push.account_reference,
          push.merchant_reference,
          'INV-1',
          '',
        ),
        MpesaReceiptNumber: drawReceipt(),
        Phone: `+${checkout.msisdn}`,
        ResultCode: paid ? any(which, 0, '0') : any(which, 1032, 1, 2001, 'x'),
        ResultDesc: 'The service request is processed successfully.',
        Status: paid ? 'Success' : 'Failed',
      }
      const fresh = {
        success: paid,
        status: paid ? 'success' : 'failed',
        reference: any(which, push.merchant_request_id, 'UFD1'),
        external_reference: old.ExternalReference,
        amount: Amount,
        provider_reference: old.MpesaReceiptNumber,
      }
      const body = any(which, { forward_url: '', response: old, status: paid }, old, fresh, [fresh])
      return { url, init: { method: 'POST', body: JSON.stringify(body) } }
    })
    t.is(told['200 {"su'], forgeries)
    await at.work()
    t.deepEqual(await counts(at.town), before)
    t.like(await at.town.pushOf(checkout), {
      state: 'sent',
      result_code: null,
      closed_at: null,
      merchant_request_id: push.merchant_request_id,
    })
    await isStillPaid(at, checkout)
    t.like(await standing(at.town, checkout), {
      push: 'paid',
      credits: 1,
      payments: [at.receiptOf(checkout)],
    })
  },
)

test.serial(
  'T18, T01, S1-12, S3-09: Paystack: 300 events signed with other keys, or not: none is written down; 0 credited',
  async (t) => {
    const at = await openPaystackTown()
    t.teardown(() => at.close())
    const { appliance } = at.town
    at.spoil({ lost: true })
    const checkout = await at.town.ask()
    await at.work()
    const push = await at.town.pushOf(checkout)
    const url = webhookUrl(appliance.safe, await at.row(), appliance.config.publicUrl)
    const before = await counts(at.town)
    const told = await post((which) => {
      const data = {
        reference: push.merchant_reference,
        status: 'success',
        amount: 2000,
        currency: 'KES',
        receipt_number: drawReceipt(),
      }
      const body = JSON.stringify({
        event: some(
          which,
          'charge.success',
          'charge.failed',
          'refund.processed',
          'transfer.success',
          'charge.dispute.create',
        ),
        data,
      })
      const right = createHmac('sha512', paystackKeys.secret_key).update(body).digest('hex')
      const sha256 = createHmac('sha256', paystackKeys.secret_key).update(body).digest('hex')
      const last = right.slice(0, -1) + (right.endsWith('0') ? '1' : '0')
      const other = createHmac('sha512', 'sk_test_other').update(body).digest('hex')
      const signature = some(
        which,
        other,
        last,
        '',
        right.slice(0, 64),
        sha256,
        `${right}00`,
        'x'.repeat(128),
      )
      // The very bytes are signed: a blank more is another message.
      const sent = which % 8 === 7 ? { body: `${body} `, signature: right } : { body, signature }
      return {
        url,
        init: {
          method: 'POST',
          body: sent.body,
          headers: { 'x-paystack-signature': sent.signature },
        },
      }
    })
    t.is(told['401 {"er'], forgeries)
    await at.work()
    t.is((await appliance.db('callbacks')).length, 0)
    t.deepEqual(await counts(at.town), before)
    await isStillPaid(at, checkout)
    t.like(await standing(at.town, checkout), {
      push: 'paid',
      credits: 1,
      payments: [at.receiptOf(checkout)],
    })
  },
)

test.serial(
  'T01, S4-11: the old service: 300 forgeries without the password are told FAIL and not kept; 300 with it are hints: 0 credited',
  async (t) => {
    const at = await openPayHeroTown()
    t.teardown(() => at.close())
    const { appliance } = at.town
    const { db, work, safe, config } = appliance
    const pass = 'the-old-secret-word'
    const source = { shortcode: paybill, name: '', user: 'kilima', pass, trusted_cap_cents: null }
    await work((unit) => saveIpnSource(unit, safe, source, nobody))
    const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
    const { subscriber } = await addCustomer(appliance)
    const url = webhookUrl(safe, { ...row, provider: 'ipn' }, config.publicUrl)
    const before = await counts(at.town)
    const form = (more: Record<string, string>) =>
    new URLSearchParams({
      id: '1', orig: 'MPESA', text: '', mpesa_code: drawReceipt(), mpesa_acc: subscriber.account_no,
      mpesa_amt: '1500.0', mpesa_trx_date: '21/11/26', mpesa_trx_time: '2:30 PM', business_number: paybill, ...more,
    }) // prettier-ignore
    const ask = (said: URLSearchParams, which: number) =>
      which % 2 === 0
        ? { url: `${url}?${said}`, init: { method: 'GET' } }
        : { url, init: { method: 'POST', body: said } }
    const refused = await post((which) =>
      ask(
        form({
          user: some(which, 'kilima', 'default', ''),
          pass: some(which, '', 'default', pass.slice(1), pass.toUpperCase(), `${pass} `),
        }),
        which,
      ),
    )
    t.is(refused['200 FAIL'], forgeries)
    t.is((await db('callbacks')).length, 0)

    const elsewhere = await post((which) =>
      ask(form({ user: 'kilima', pass, business_number: '500500' }), which),
    )
    t.is(elsewhere['200 FAIL'], forgeries)
    t.is((await db('callbacks')).length, 0)

    const heard = await post((which) => ask(form({ user: 'kilima', pass }), which))
    t.is(heard['200 OK|T'], forgeries)
    const kept = await db('callbacks').where({ kind: 'ipn' })
    for (const { id } of kept) t.is(await work((unit) => readCallback(unit, id)), 'to_prove')
    t.deepEqual(await counts(at.town), before)
    t.is(kept.length, forgeries)
    t.false(kept.some(({ body }) => body.includes(pass)))
  },
)

async function isStillPaid(
  at: Awaited<ReturnType<typeof openPayHeroTown>> | Awaited<ReturnType<typeof openPaystackTown>>,
  checkout: Checkout,
) {
  const prompt = at.collector.asking.find(checkout.msisdn)!
  await at.collector.asking.act(prompt, 'approve')
  await at.pass(60, 20)
}
