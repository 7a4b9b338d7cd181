// Every message about prompts of a folder of fixtures, all the way: a prompt is made and sent, the message comes, what
// it makes us ask is answered as it says, and what is paid is settled. Checks where the prompt and the money end.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Appliance } from '../../../appliance/appliance.ts'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { openCheckout } from '../../../appliance/money/checkouts.ts'
import { openInquiry } from '../../../appliance/money/inquiries.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { applyFailed, applyPaid, applyPending } from '../../../appliance/money/stk-answers.ts'
import { beginPush, recordSending } from '../../../appliance/money/stk-pushes.ts'
import { cents } from '../../../appliance/money.ts'
import { readStkPushAnswer } from '../../../appliance/providers/daraja-stk.ts'
import { readStkCallback } from '../../../appliance/providers/daraja-stk-callback.ts'
import { readStkQueryAnswer } from '../../../appliance/providers/daraja-stk-query.ts'
import { readStkResult, type StkFailure } from '../../../appliance/providers/daraja-stk-results.ts'
import type { Plan, Router, StkPush } from '../../../appliance/tables.ts'
import { addRouter, openShop, paybill, phone } from '../../support/factories.ts'

interface Entry {
  file: string
  kind: string
  http?: { status?: number } | null
  expect: { state?: string; receipt?: string; amountCents?: number | null } | null
}

interface Shop {
  appliance: Appliance
  router: Router
  plan: Plan
}

const kinds = new Set(['stk.callback', 'stk.response', 'stkquery.response'])

/** `dir` holds manifest.json and the files it names. The appliance's database is empty, or was used by another check. */
export async function checkPrompts(
  appliance: Appliance,
  dir: string,
): Promise<{ checked: number; failures: string[] }> {
  const shop = await openHotspot(appliance)
  const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as Entry[]
  const entries = manifest.filter(({ kind, expect }) => kinds.has(kind) && expect?.state)
  const failures: string[] = []
  for (const [place, entry] of entries.entries()) {
    const body = await readFile(join(dir, entry.file))
    const push = await makePrompt(shop, place, entry, body)
    await (entry.kind === 'stk.callback'
      ? callBack(shop, push, body, entry.file.includes('late'))
      : answer(shop, push, entry, body))
    const problem = await judge(shop, push, entry)
    if (problem) failures.push(`${entry.file}: ${problem}`)
  }
  return { checked: entries.length, failures }
}

async function openHotspot(appliance: Appliance): Promise<Shop> {
  const { db } = appliance
  if (!(await db('sites').first('id'))) await openShop(appliance)
  // What other checks of the same fixtures have paid is no part of these.
  await db('payments').update({ receipt_code: db.raw(`'OLD' || id`) as never })
  const router = await addRouter(appliance, { address: '127.0.0.2' })
  const [plan] = await db('plans')
    .insert({
      name: 'Hour',
      kind: 'hotspot',
      price_cents: cents(20_00),
      term_count: 1,
      term_unit: 'hour',
      down_kbps: 5000,
      up_kbps: 2000,
    })
    .returning('*')
  return { appliance, router, plan: plan! }
}

/** A prompt on its way; its price and its name are those that the message speaks of. */
async function makePrompt(
  { appliance, router, plan }: Shop,
  place: number,
  { kind, expect }: Entry,
  body: Buffer,
): Promise<StkPush> {
  const { db, work, safe } = appliance
  // Many fixtures are of one prompt and one receipt.
  await db('stk_pushes').update({ checkout_request_id: null })
  await db('payments').whereNotNull('stk_push_id').update({ receipt_code: null })
  const mac = `02:00:00:00:01:${place.toString(16).padStart(2, '0').toUpperCase()}`
  const wish = { plan_id: plan.id, msisdn: phone(place), router, mac, language: 'en' } as const
  const checkout = await work((unit) =>
    openCheckout(unit, safe, { ...wish, hand_off: null, source_address: null }),
  )
  const amount_cents = cents(expect?.amountCents ?? 20_00)
  await db('checkouts').where({ id: checkout.id }).update({ amount_cents })
  await db('stk_pushes').where({ checkout_id: checkout.id }).update({ amount_cents })
  const { id } = (await db('stk_pushes').where({ checkout_id: checkout.id }).first())!
  await work((unit) => beginPush(unit, id))
  if (kind !== 'stk.response') {
    const said = readStkCallback(body)
    const named = 'unreadable' in said ? '' : said.checkout_request_id
    const checkout_request_id = named || `ws_CO_${place}`
    const sending = { outcome: 'accepted', merchant_request_id: '1', checkout_request_id } as const
    await work((unit) => recordSending(unit, id, sending, []))
  }
  return (await db('stk_pushes').where({ id }).first())!
}

async function callBack(
  { appliance: { work } }: Shop,
  push: StkPush,
  body: Buffer,
  late: boolean,
): Promise<void> {
  const failed = readStkResult('1037', '') as StkFailure
  if (late) await work((unit) => applyFailed(unit, push.id, failed))
  await work(async (unit) => {
    const heard = { kind: 'stk_callback', shortcode: paybill, source_address: null } as const
    const { merchant_reference: reference } = push
    const more = { body, reference, headers: {}, heard_at: unit.now }
    await readCallback(unit, (await recordCallback(unit, { ...heard, ...more }))!)
  })
  const said = readStkCallback(body)
  if ('unreadable' in said) return
  await work(async (unit) => {
    if (said.result.state !== 'paid') return applyFailed(unit, push.id, said.result)
    const question = { shortcode: paybill, kind: 'stk_query', receipt_code: null } as const
    return applyPaid(unit, push.id, await openInquiry(unit, { ...question, stk_push_id: push.id }))
  })
}

async function answer(
  { appliance: { work } }: Shop,
  { id }: StkPush,
  { kind, http }: Entry,
  body: Buffer,
): Promise<void> {
  const status = http?.status ?? 200
  if (kind === 'stk.response') {
    const said = readStkPushAnswer(status, body)
    if (said.outcome === 'accepted') await work((unit) => recordSending(unit, id, said, []))
    return
  }
  const said = readStkQueryAnswer(status, body)
  await work(async (unit) => {
    if (said.outcome === 'pending') return applyPending(unit, id)
    if (said.outcome === 'failed') return applyFailed(unit, id, said.result)
    const question = { shortcode: paybill, kind: 'stk_query', receipt_code: null } as const
    if (said.outcome === 'paid')
      await applyPaid(unit, id, await openInquiry(unit, { ...question, stk_push_id: id }))
  })
}

async function judge(
  { appliance: { db, work } }: Shop,
  { id, checkout_id }: StkPush,
  { expect }: Entry,
): Promise<string | undefined> {
  const { state, receipt, amountCents } = expect!
  const push = (await db('stk_pushes').where({ id }).first())!
  const unsettled = await db('payments').where({ stk_push_id: id }).first()
  if (unsettled) await work((unit) => settlePayment(unit, unsettled.id))
  const payment = await db('payments').where({ stk_push_id: id }).first()
  const { service_id } = (await db('checkouts').where({ id: checkout_id }).first())!
  const credits = (await db('credits').where({ service_id })).length

  if (state === 'PAID' || state === 'NEEDS_RECONCILIATION') {
    if (push.state !== 'paid' || payment?.state !== 'settled') return `is ${push.state}, not paid`
    if (credits !== 1) return `bought ${credits} times`
    if (receipt && payment.receipt_code !== receipt) return `is called ${payment.receipt_code}`
    if (!receipt && state !== 'PAID' && payment.receipt_code) return 'has a name from nowhere'
    return amountCents && payment.amount_cents !== amountCents ? 'is another amount' : undefined
  }
  if (payment || credits > 0) return 'is money'
  if (state === 'PENDING' || state === 'IGNORED_MALFORMED')
    return push.state === 'sent' ? undefined : `is ${push.state}, not sent`
  const result = readStkResult(push.result_code ?? '', '')
  const is = push.state === 'failed' ? result.state.toUpperCase() : push.state
  return is === state ? undefined : `is ${is}, not ${state}`
}
