// Resellers' floats as the office sees them: who has how much left, what moved, money that is brought, and money paid back.

import { payBackFloat, topUpFloat, type AskedMove } from '../../appliance/money/float-moves.ts'
import { capOf } from '../../appliance/money/manual-payments.ts'
import { listFloats, readFloat, type ListedFloat } from '../../appliance/people/float-register.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { besideField, formNumber, given, keptFormNumber, sum } from '../form-fields.ts'
import { field, oneOf, readForm, readQuery, text } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { movesView, readBefore } from './float-parts.ts'

const words = staffWords.floats
const rails = ['cash', 'bank'] as const

const fields = {
  form_no: formNumber,
  rail: oneOf(rails),
  amount: sum,
  code: (typed: string) => text(40)(typed).toUpperCase().replace(/\s/g, ''),
  proof: text(120),
  why: text(200),
}
const backFields = { ...fields, why: given(text(200), words.why_back_missing) }
type Name = keyof typeof fields
interface Shown {
  form: 'top_up' | 'pay_back'
  typed: Partial<Record<Name, string>>
  problems: Partial<Record<Name, string | null>>
}

export async function showFloats(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const rows = await listFloats(db, now())
  await ctx.state.render('admin/floats', {
    any: rows.length > 0,
    rows: rows.map((row) => ({ ...row, href: paths.float(row.staff_id), state: stateOf(row) })),
    total: rows.reduce((total, { float_cents }) => total + float_cents, 0),
    sold: rows.reduce((total, { sold_cents }) => total + sold_cents, 0),
    invite: may(staffOf(ctx).role, 'GET /people') ? paths.people : null,
  })
}

function stateOf({ left, float_cents }: ListedFloat) {
  if (left) return words.states.gone
  return float_cents > 0 ? words.states.selling : words.states.empty
}

export async function showFloat(ctx: Ctx): Promise<void> {
  await show(ctx, { form: 'top_up', typed: {}, problems: {} })
}

export async function createTopUp(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, { ...form, form: 'top_up' }, 422)
  await moveIt(ctx, 'top_up', form.values, form.typed)
}

export async function createPayBack(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, backFields)
  if (!form.ok) return show(ctx, { ...form, form: 'pay_back' }, 422)
  await moveIt(ctx, 'pay_back', form.values, form.typed)
}

type Values = Omit<AskedMove, 'staff_id' | 'amount_cents'> & { amount: AskedMove['amount_cents'] }

async function moveIt(
  ctx: Ctx,
  kind: Shown['form'],
  { amount: amount_cents, ...values }: Values,
  typed: Shown['typed'],
): Promise<void> {
  const asked = { ...values, amount_cents, staff_id: idOf(ctx.params['staff_id']) }
  const deed = kind === 'top_up' ? topUpFloat : payBackFloat
  try {
    const { outcome } = await ctx.state.appliance.work((work) => deed(work, asked, actorOf(ctx)))
    const done = outcome === 'moved' ? 'topped_up' : 'asked'
    seeOther(ctx, withQuery(paths.float(asked.staff_id), { done }))
  } catch (error) {
    const problems = problemOf(error)
    await show(ctx, { form: kind, typed, problems }, 422)
  }
}

function problemOf(error: unknown): Shown['problems'] {
  return besideField<Name>(error, {
    code_missing: 'code',
    code_used: 'code',
    float_short: 'amount',
    amount_zero: 'amount',
    asked_already: 'amount',
    reseller_left: 'amount',
  })
}

async function show(ctx: Ctx, shown: Shown, status = 200): Promise<void> {
  const { db } = ctx.state.appliance
  const { role } = staffOf(ctx)
  const { before, done } = readQuery(ctx, {
    before: readBefore,
    done: oneOf(['', 'topped_up', 'asked'] as const),
  })
  const file = await readFloat(db, idOf(ctx.params['staff_id']), before)
  const path = paths.float(file.staff_id)
  ctx.status = status
  await ctx.state.render('admin/float', {
    title: words.of(file.name),
    back: paths.floats,
    float_cents: file.float_cents,
    done: done === '' ? null : words.done[done],
    top_up:
      may(role, 'POST /floats/:staff_id/top-ups') && !file.left
        ? { ...formView(shown, 'top_up', `${path}/top-ups`), cap: words.cap(await capOf(db, role)) }
        : null,
    pay_back:
      may(role, 'POST /floats/:staff_id/pay-backs') && file.float_cents > 0
        ? formView(shown, 'pay_back', `${path}/pay-backs`)
        : null,
    moves: movesView(file, path, before),
  })
}

/** Two of these forms stand on one page: the ids of their fields begin with the form's name. */
function formView(shown: Shown, form: Shown['form'], action: string) {
  const mine = shown.form === form
  const typed = mine ? shown.typed : {}
  const problems = mine ? shown.problems : {}
  const own = (name: Name, label: string, more: { hint?: string; mode?: string } = {}) => ({
    ...field({ name, label, value: typed[name] ?? '', wrong: problems[name] ?? null, ...more }),
    id: `${form}-${name}`,
  })
  const rail = typed.rail === 'bank' ? 'bank' : 'cash'
  const back = form === 'pay_back'
  return {
    action,
    open: mine && Object.values(problems).some(Boolean),
    form_no: keptFormNumber(typed.form_no),
    rails: rails.map((value) => ({
      value,
      id: `${form}-${value}`,
      label: words.rails[value],
      picked: value === rail,
    })),
    fields: [
      own('amount', words.amount, { mode: 'decimal' }),
      own('code', words.code, { hint: words.code_hint }),
      own('proof', words.proof, { hint: words.proof_hint }),
      own('why', back ? words.why_back : words.why, back ? {} : { hint: words.why_hint }),
    ],
  }
}
