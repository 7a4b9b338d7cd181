// A reseller's own float: what is left of it, crediting a subscriber and drawing vouchers from it, and what moved.

import { creditFromFloat, supplyVouchers } from '../../appliance/money/float-sales.ts'
import { findPayee, type Payee } from '../../appliance/people/payees.ts'
import { readFloat } from '../../appliance/people/float-register.ts'
import { listVoucherPlans } from '../../appliance/people/voucher-register.ts'
import { readSlips } from '../../appliance/shop/slips.ts'
import type { Plan } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import {
  besideField,
  choice,
  formNumber,
  keptFormNumber,
  rowId,
  sum,
  wholeNumber,
} from '../form-fields.ts'
import { field, readForm, readQuery, words as typedWords } from '../forms.ts'
import { paths } from '../paths.ts'
import { lineWords } from './exception-money.ts'
import { movesView, readBefore } from './float-parts.ts'
import { showSlips } from './voucher-slips.ts'

const words = staffWords.floats
const drawnMax = 50

const creditFields = { form_no: formNumber, account: typedWords(40), amount: sum }
const drawFields = {
  batch: formNumber,
  plan: rowId(words.no_plans),
  count: wholeNumber(1, drawnMax),
}
type Name = 'form_no' | 'account' | 'amount' | 'batch' | 'plan' | 'count'
interface Shown {
  account: string
  typed: Partial<Record<Name, string>>
  problems: Partial<Record<Name, string | null>>
}

export async function showOwnFloat(ctx: Ctx): Promise<void> {
  const { account } = readQuery(ctx, { account: typedWords(40) })
  await show(ctx, { account, typed: {}, problems: {} })
}

export async function createFloatCredit(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, creditFields)
  const shown = { account: form.typed.account, typed: form.typed }
  if (!form.ok) return show(ctx, { ...shown, problems: form.problems }, 422)
  const { form_no, account: account_no, amount: amount_cents } = form.values
  const asked = { form_no, account_no, amount_cents }
  try {
    const { work } = ctx.state.appliance
    const payment = await work((unit) => creditFromFloat(unit, asked, actorOf(ctx)))
    seeOther(ctx, paths.payment('float', payment.receipt_code!))
  } catch (error) {
    const problems = problemOf(error, 'amount')
    await show(ctx, { ...shown, problems }, 422)
  }
}

/** Answers with the codes themselves. */
export async function createFloatVouchers(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, drawFields)
  const shown = { account: '', typed: form.typed }
  if (!form.ok) return show(ctx, { ...shown, problems: form.problems }, 422)
  const { plan: plan_id, count, batch } = form.values
  const { work, safe } = ctx.state.appliance
  try {
    const slips = await work(async (unit) => {
      const { ids } = await supplyVouchers(unit, safe, { plan_id, count, batch }, actorOf(ctx))
      return readSlips(unit.db, safe, ids)
    })
    await showSlips(ctx, { slips, back: paths.ownFloat, paper: 'roll58' })
  } catch (error) {
    const problems = problemOf(error, 'count')
    await show(ctx, { ...shown, problems }, 422)
  }
}

function problemOf(error: unknown, money: Name): Shown['problems'] {
  return besideField<Name>(error, {
    float_short: money,
    amount_zero: 'amount',
    account_unknown: 'account',
    account_closed: 'account',
    own_account: 'account',
  })
}

async function show(ctx: Ctx, shown: Shown, status = 200): Promise<void> {
  const { db, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const { before } = readQuery(ctx, { before: readBefore })
  const { account } = shown
  const payee = account === '' ? undefined : await findPayee(db, account, staff, now())
  const file = await readFloat(db, staff.id, before)
  ctx.status = status
  await ctx.state.render('admin/own-float', {
    float_cents: file.float_cents,
    empty: file.float_cents === 0,
    find: {
      action: paths.ownFloat,
      account: field({
        name: 'account',
        label: words.who,
        hint: words.who_hint,
        value: account,
        wrong: account !== '' && !payee ? words.nobody(account) : null,
      }),
    },
    payee: payee ? payeeView(payee, shown, now()) : null,
    draw: drawView(await listVoucherPlans(db), shown),
    moves: movesView(file, paths.ownFloat, before),
  })
}

function payeeView(payee: Payee, { typed, problems }: Shown, at: Instant) {
  const { account_no, name, own, closed, wallet_cents, lines } = payee
  return {
    name,
    account_no,
    href: paths.subscriber(account_no),
    another: paths.ownFloat,
    wallet: kes(wallet_cents),
    lines: lines.map((line) => `${lineWords(line, at)} · ${kes(line.price_cents)}`),
    refused: own ? words.own : closed ? words.closed : (problems.account ?? null),
    action: own || closed ? null : paths.floatCredits,
    form_no: keptFormNumber(typed.form_no),
    enter: words.credit_enter(name),
    amount: field({
      name: 'amount',
      label: words.amount,
      mode: 'decimal',
      required: true,
      value: typed.amount ?? '',
      wrong: problems.amount ?? null,
    }),
  }
}

function drawView(plans: readonly Plan[], { typed, problems }: Shown) {
  if (plans.length === 0) return null
  return {
    action: paths.floatVouchers,
    batch: keptFormNumber(typed.batch),
    plan: choice({
      name: 'plan',
      label: words.plan,
      value: typed.plan ?? '',
      wrong: problems.plan ?? null,
      options: plans.map((plan) => ({
        value: String(plan.id),
        label: staffWords.vouchers.plan_choice(plan),
      })),
    }),
    count: field({
      name: 'count',
      label: words.count,
      hint: words.count_hint,
      mode: 'numeric',
      value: typed.count ?? '10',
      wrong: problems.count ?? null,
    }),
  }
}
