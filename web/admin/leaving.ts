// A subscriber's deposit, and their leaving: what it comes to stands beside each choice before it is made.

import { askDeposit, closeDeposit } from '../../appliance/money/deposits.ts'
import {
  cancelSubscriber,
  findLeaving,
  takeCancellationBack,
} from '../../appliance/people/cancellations.ts'
import { findInScope, holdOpen } from '../../appliance/people/held-subscribers.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { choice, given, sum, tick } from '../form-fields.ts'
import { field, oneOf, readForm, text } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { depositView } from './subscriber-more.ts'

const words = staffWords.leaving
const outcomes = ['returned', 'kept', 'withdrawn'] as const
const why = given(text(200), words.why_blank)

type Wrong = Record<string, { value: string; wrong: string | null }>

export async function showLeaving(ctx: Ctx): Promise<void> {
  await show(ctx, {})
}

export async function createDeposit(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { amount: sum, what: text(80), first: tick })
  if (!form.ok)
    return show(ctx, { amount: { value: form.typed.amount, wrong: form.problems.amount } })
  const { amount: amount_cents, what, first: before_time } = form.values
  const asked = { amount_cents, what: what || words.what_usual, before_time }
  const account_no = ctx.params['account_no']!
  await ctx.state.appliance.work(async (work) => {
    const { id } = await holdOpen(work, account_no, actorOf(ctx))
    await askDeposit(work, id, asked, actorOf(ctx))
  })
  seeOther(ctx, paths.subscriber(account_no))
}

export async function deleteDeposit(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { outcome: oneOf(outcomes), why_deposit: why })
  if (!form.ok)
    return show(ctx, {
      why_deposit: { value: form.typed.why_deposit, wrong: form.problems.why_deposit },
    })
  const account_no = ctx.params['account_no']!
  const { outcome, why_deposit } = form.values
  await ctx.state.appliance.work(async (work) => {
    const { id } = await holdOpen(work, account_no, actorOf(ctx))
    await closeDeposit(work, id, { outcome, why: why_deposit }, actorOf(ctx))
  })
  seeOther(ctx, paths.subscriber(account_no))
}

export async function createCancellation(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, {
    when: oneOf(['end', 'now'] as const),
    deposit: oneOf(['returned', 'kept'] as const),
    refund: tick,
    why,
  })
  if (!form.ok) return show(ctx, { why: { value: form.typed.why, wrong: form.problems.why } })
  const account_no = ctx.params['account_no']!
  await ctx.state.appliance.work((work) =>
    cancelSubscriber(work, account_no, form.values, actorOf(ctx)),
  )
  seeOther(ctx, paths.subscriber(account_no))
}

export async function deleteCancellation(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => takeCancellationBack(work, account_no, actorOf(ctx)))
  seeOther(ctx, paths.subscriber(account_no))
}

async function show(ctx: Ctx, wrong: Wrong): Promise<void> {
  if (Object.keys(wrong).length > 0) ctx.status = 422
  const { db, now } = ctx.state.appliance
  const at = now()
  const { role } = staffOf(ctx)
  const person = await findInScope(db, ctx.params['account_no']!, staffOf(ctx))
  const found = await findLeaving(db, person.id, at)
  const path = paths.subscriber(person.account_no)
  const mayEnd = may(role, 'POST /subscribers/:account_no/cancellation') && !person.closed_at
  const line = (name: string, label: string, more = {}) =>
    field({ name, label, ...more, ...wrong[name] })
  await ctx.state.render('admin/leaving', {
    title: words.title(person.name),
    subscriber: path,
    account_no: person.account_no,
    name: person.name,
    closed: person.closed_at !== null,
    held: depositView(found),
    ask:
      !found.deposit && !person.closed_at
        ? {
            action: `${path}/deposit`,
            amount: line('amount', words.amount, { mode: 'decimal', required: true }),
            what: line('what', words.what, { value: words.what_usual }),
          }
        : null,
    settle:
      found.deposit && mayEnd
        ? {
            action: `${path}/deposit?_method=delete`,
            outcome: choice({
              name: 'outcome',
              label: words.outcome,
              value: '',
              options: words.outcomes,
            }),
            why: line('why_deposit', words.why, { hint: words.why_hint, required: true }),
          }
        : null,
    stay: mayEnd && person.cancelled_at ? `${path}/cancellation?_method=delete` : null,
    leave: mayEnd
      ? {
          action: `${path}/cancellation`,
          wallet: words.wallet(found),
          when: choice({
            name: 'when',
            label: words.when,
            value: '',
            options: [
              ...(found.until && !person.cancelled_at
                ? [{ value: 'end', label: words.at_end(found.until, at) }]
                : []),
              { value: 'now', label: words.now(found) },
            ],
          }),
          never: found.until === null ? words.never_paid : null,
          deposit: found.deposit
            ? choice({
                name: 'deposit',
                label: words.deposit_then,
                value: '',
                options: words.outcomes.slice(0, 2),
              })
            : null,
          why: line('why', words.why, { hint: words.why_hint, required: true }),
        }
      : null,
  })
}
