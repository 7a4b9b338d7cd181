// What is to be given back, how far it has got, and what a person does where it does not get on.

import { listShortcodes } from '../../appliance/money/payout-settings.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import { payByHand, retryRefund, takeRefundBack } from '../../appliance/money/refund-acts.ts'
import { listRefunds, type ListedRefund } from '../../appliance/people/refund-register.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { besideField } from '../form-fields.ts'
import { field, oneOf, readForm, readQuery, text } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.refunds

interface Refused {
  id: number
  typed: string
  problem: string | null
}

export async function showRefunds(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function createRefundAttempt(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const id = idOf(ctx.params['refund_id'])
  await ctx.state.appliance.work((work) => retryRefund(work, id, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.refunds, { done: 'tried' }))
}

export async function createRefundPayment(ctx: Ctx): Promise<void> {
  const id = idOf(ctx.params['refund_id'])
  const form = readForm(ctx, { code: text(20) })
  try {
    await ctx.state.appliance.work((work) => payByHand(work, id, form.typed.code, actorOf(ctx)))
  } catch (error) {
    const { code } = besideField<'code'>(error, { receipt_missing: 'code' })
    return show(ctx, { id, typed: form.typed.code, problem: code ?? null })
  }
  seeOther(ctx, withQuery(paths.refunds, { done: 'paid' }))
}

export async function deleteRefund(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const id = idOf(ctx.params['refund_id'])
  await ctx.state.appliance.work((work) => takeRefundBack(work, id, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.refunds, { done: 'taken_back' }))
}

async function show(ctx: Ctx, refused: Refused | null): Promise<void> {
  const { db } = ctx.state.appliance
  const { role } = staffOf(ctx)
  const { done } = readQuery(ctx, { done: oneOf(['', 'tried', 'paid', 'taken_back'] as const) })
  const { open, over } = await listRefunds(db)
  const shortcodes = await listPaybills(ctx)
  if (refused) ctx.status = 422
  await ctx.state.render('admin/refunds', {
    done: done === '' ? null : words.done[done],
    any: open.length > 0,
    open: open.map((row) => ({ ...rowView(row), acts: actsView(row, role, refused) })),
    any_over: over.length > 0,
    over: over.map(rowView),
    settings: shortcodes,
  })
}

async function listPaybills(ctx: Ctx) {
  if (!may(staffOf(ctx).role, 'GET /settings/paybills/:shortcode/payouts')) return []
  const rows = await listShortcodes(ctx.state.appliance.db)
  return rows.map((shortcode) => ({ shortcode, href: paths.payoutSettings(shortcode) }))
}

function rowView(row: ListedRefund) {
  const { id, code, named, rail, msisdn, account_no, approved_at, paid_at, paid_how } = row
  return {
    id,
    code: code ?? words.on_leaving,
    href: named ? paths.payment(rail!, code!) : rail === null && account_no ? paths.subscriber(account_no) : null,
    payer: [row.payer_name, msisdn === null ? words.hidden_phone : maskMsisdn(msisdn as never), account_no]
      .filter(Boolean)
      .join(' · '),
    by: words.by(row.asker, row.decider),
    amount_cents: row.amount_cents,
    state: words.state(row),
    told: paid_how ? words.paid(paid_how, row.paid_receipt) : (row.result_words ?? (row.way ? words.way(row.way) : '')),
    at: paid_at ?? approved_at,
  }
} // prettier-ignore

function actsView(row: ListedRefund, role: Parameters<typeof may>[0], refused: Refused | null) {
  const idle = row.attempt === null || row.attempt === 'failed' || row.attempt === 'withdrawn'
  if (!idle || !may(role, 'POST /refunds/:refund_id/payment')) return null
  const mine = refused?.id === row.id ? refused : null
  const path = paths.refund(row.id)
  return {
    retry: row.allowed ? `${path}/attempts` : null,
    payment: `${path}/payment`,
    open: mine !== null,
    back: `${path}?_method=delete`,
    code: {
      ...field({ name: 'code', label: words.code, value: mine?.typed ?? '', wrong: mine?.problem ?? null }), // prettier-ignore
      id: `code-${row.id}`,
    },
  }
}
