// Taking money at the counter: whom it is from first, then how much. Nothing is credited to a number that was not looked at.

import { capOf, takePayment, type ManualRail } from '../../appliance/money/manual-payments.ts'
import { parseShillings, type Cents } from '../../appliance/money.ts'
import { findPayee, listColleagues, type Payee } from '../../appliance/people/payees.ts'
import type { Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, oneOf, readForm, readQuery, text, words as typedWords } from '../forms.ts'
import { besideField, formNumber, keptFormNumber } from '../form-fields.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { lineWords } from './exception-money.ts'

const words = staffWords.manual_payments
const rails = ['cash', 'bank'] as const satisfies ManualRail[]

const fields = {
  form_no: formNumber,
  account: typedWords(40),
  rail: oneOf(rails),
  amount: parseShillings,
  code: (typed: string) => text(40)(typed).toUpperCase().replace(/\s/g, ''),
  proof: text(120),
  why: text(200),
}
type Name = keyof typeof fields
interface Shown {
  typed: Partial<Record<Name, string>>
  problems: Partial<Record<Name, string | null>>
}

export async function showManualPayment(ctx: Ctx): Promise<void> {
  const { account } = readQuery(ctx, { account: typedWords(40) })
  await show(ctx, account, { typed: {}, problems: {} })
}

export async function createManualPayment(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  const { account } = form.typed
  if (!form.ok) return show(ctx, account, { typed: form.typed, problems: form.problems }, 422)
  const { amount: amount_cents, account: account_no, ...values } = form.values
  // Who may not be seen is not there.
  const payee = await findPayee(ctx.state.appliance.db, account_no, staffOf(ctx), now(ctx))
  if (!payee) return show(ctx, account, { typed: form.typed, problems: {} }, 422)
  try {
    const given = { ...values, account_no: payee.account_no, amount_cents }
    const taking = await ctx.state.appliance.work((work) => takePayment(work, given, actorOf(ctx)))
    if (taking.outcome === 'taken') {
      const { rail, receipt_code } = taking.payment
      return seeOther(ctx, paths.payment(rail, receipt_code!))
    }
    await ctx.state.render('admin/manual-payment-asked', {
      asked: words.asked(kes(amount_cents), payee.name),
      again: paths.newPayment(null),
    })
  } catch (error) {
    const problems = problemOf(error)
    await show(ctx, account, { typed: form.typed, problems }, 422)
  }
}

function problemOf(error: unknown): Shown['problems'] {
  return besideField<Name>(error, {
    account_unknown: 'account',
    account_closed: 'account',
    own_account: 'account',
    asked_already: 'account',
    amount_zero: 'amount',
    code_missing: 'code',
    code_used: 'code',
  })
}

function now(ctx: Ctx): Instant {
  return ctx.state.appliance.now()
}

async function show(ctx: Ctx, account: string, shown: Shown, status = 200): Promise<void> {
  const { db } = ctx.state.appliance
  const staff = staffOf(ctx)
  const payee = account === '' ? undefined : await findPayee(db, account, staff, now(ctx))
  const cap = await capOf(db, staff.role)
  const nobody = account !== '' && !payee ? words.nobody(account) : null
  ctx.status = status
  await ctx.state.render('admin/manual-payment', {
    find: {
      action: paths.newPayment(null),
      account: field({
        name: 'account',
        label: words.who,
        hint: words.who_hint,
        value: account,
        wrong: nobody,
      }),
    },
    payee: payee ? payeeView(payee, now(ctx)) : null,
    colleague: payee ? await colleagueView(ctx, payee) : null,
    form: payee && !payee.own && !payee.closed ? formView(payee, shown, cap) : null,
  })
}

/** Only for whoever may say so. */
async function colleagueView(ctx: Ctx, { account_no, staff_id }: Payee) {
  if (!may(staffOf(ctx).role, 'POST /subscribers/:account_no/colleague')) return null
  const colleagues = await listColleagues(ctx.state.appliance.db)
  return {
    action: `${paths.subscriber(account_no)}/colleague`,
    choices: colleagues.map(({ id, name }) => ({ id, name, picked: id === staff_id })),
  }
}

function payeeView(payee: Payee, at: Instant) {
  const { account_no, name, own, closed, wallet_cents, lines } = payee
  return {
    name,
    account_no,
    href: paths.subscriber(account_no),
    another: paths.newPayment(null),
    wallet: kes(wallet_cents),
    refused: own ? words.own : closed ? words.closed : null,
    lines: lines.map((line) => `${lineWords(line, at)} · ${kes(line.price_cents)}`),
  }
}

function formView({ account_no, name }: Payee, { typed, problems }: Shown, cap: Cents | null) {
  const shown = (one: Name) => ({ value: typed[one] ?? '', wrong: problems[one] ?? null })
  const rail = typed.rail === 'bank' ? 'bank' : 'cash'
  return {
    action: paths.payments,
    form_no: keptFormNumber(typed.form_no),
    account_no,
    problem: problems.account ?? null,
    enter: words.enter(name),
    cap: words.cap(cap),
    rails: rails.map((one) => ({ value: one, label: words.rails[one], picked: one === rail })),
    amount: field({
      name: 'amount',
      label: words.amount,
      mode: 'decimal',
      required: true,
      ...shown('amount'),
    }),
    code: field({ name: 'code', label: words.code, hint: words.code_hint, ...shown('code') }),
    proof: field({ name: 'proof', label: words.proof, hint: words.proof_hint, ...shown('proof') }),
    why: field({ name: 'why', label: words.why, hint: words.why_hint, ...shown('why') }),
  }
}
