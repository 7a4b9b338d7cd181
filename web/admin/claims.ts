// A claim says that somebody paid. It credits nothing: it asks.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import { makeClaim, parseReceiptCode } from '../../appliance/money/made-claims.ts'
import { parseShillings } from '../../appliance/money.ts'
import { listMadeClaims, type ListedClaim } from '../../appliance/people/claim-register.ts'
import { findPayee } from '../../appliance/people/payees.ts'
import { kes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, place, readForm, readQuery, words as typedWords } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.claims
const fields = {
  account: typedWords(40),
  code: parseReceiptCode,
  amount: (typed: string) => (typed.trim() === '' ? null : parseShillings(typed)),
}
type Name = keyof typeof fields
interface Shown {
  typed: Partial<Record<Name, string>>
  problems: Partial<Record<Name, string | null>>
}

export async function showClaims(ctx: Ctx): Promise<void> {
  const { account } = readQuery(ctx, { account: typedWords(40) })
  await show(ctx, { typed: { account }, problems: {} })
}

export async function createClaim(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, form, 422)
  const { account, code: receipt_code, amount: amount_cents } = form.values
  const { db, now, work } = ctx.state.appliance
  try {
    const payee = await findPayee(db, account, staffOf(ctx), now())
    const claim = { account_no: payee?.account_no ?? account, receipt_code, amount_cents }
    if (!payee) throw new Invalid('account_unknown', staffWords.manual_payments.nobody(account))
    await work((unit) => makeClaim(unit, claim, actorOf(ctx)))
    seeOther(ctx, paths.claims)
  } catch (error) {
    await show(ctx, { typed: form.typed, problems: problemOf(error) }, 422)
  }
}

function problemOf(error: unknown): Shown['problems'] {
  if (error instanceof Invalid) return { account: error.message }
  const theirs = ['credited_already', 'claimed_already']
  if (error instanceof Conflict && theirs.some((code) => code === error.code))
    return { code: error.message }
  throw error
}

async function show(ctx: Ctx, { typed, problems }: Shown, status = 200): Promise<void> {
  const { before } = readQuery(ctx, { before: place })
  const page = await listMadeClaims(ctx.state.appliance.db, staffOf(ctx), before)
  const { role } = staffOf(ctx)
  const shown = (name: Name) => ({ value: typed[name] ?? '', wrong: problems[name] ?? null })
  ctx.status = status
  await ctx.state.render('admin/claims', {
    maker: may(role, 'POST /claims')
      ? {
          account: field({
            name: 'account',
            label: words.account,
            hint: words.account_hint,
            ...shown('account'),
          }),
          code: field({ name: 'code', label: words.code, hint: words.code_hint, ...shown('code') }),
          amount: field({
            name: 'amount',
            label: words.amount,
            hint: words.amount_hint,
            mode: 'decimal',
            ...shown('amount'),
          }),
        }
      : null,
    rows: page.rows.map((row) => rowView(row, may(role, 'GET /payments'))),
    any: page.rows.length > 0,
    next: page.next === null ? null : withQuery(paths.claims, { before: page.next }),
    first: before === null ? null : paths.claims,
  })
}

function rowView(row: ListedClaim, payments: boolean) {
  const { receipt_code, account_no, name, maker, made_at, amount_cents, payment_state } = row
  return {
    receipt_code,
    made_at,
    name,
    account_no,
    maker: maker ?? '–',
    subscriber: paths.subscriber(account_no),
    payment: payments && payment_state ? paths.payment('mpesa', receipt_code) : null,
    amount: amount_cents === null ? null : kes(amount_cents),
    state: words.state(row),
  }
}
