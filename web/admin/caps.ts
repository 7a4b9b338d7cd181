// How much may be taken by hand, role by role; changing it, and who changed it when.

import { Conflict, NotFound } from '../../appliance/errors.ts'
import { changeCap, handRoles, readCaps, type HandRole } from '../../appliance/money/manual-caps.ts'
import { formatShillings, parseShillings } from '../../appliance/money.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { given, optional } from '../form-fields.ts'
import { field, oneOf, readForm, readQuery, text } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.caps
const fields = { amount: optional(parseShillings), why: given(text(200), words.why_missing) }

interface Shown {
  role: HandRole | null
  typed: { amount?: string; why?: string }
  problems: { amount?: string | null; why?: string | null }
}

export async function showCaps(ctx: Ctx): Promise<void> {
  await show(ctx, { role: null, typed: {}, problems: {} })
}

export async function updateCap(ctx: Ctx): Promise<void> {
  const role = handRoles.find((one) => one === ctx.params['role'])
  if (!role) throw new NotFound('cap_unknown', 'Nobody of this role takes money by hand.')
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, { role, ...form })
  const { amount: amount_cents, why } = form.values
  try {
    const done = await ctx.state.appliance.work((work) =>
      changeCap(work, { role, amount_cents }, why, actorOf(ctx)),
    )
    seeOther(ctx, withQuery(paths.caps, { done }))
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    await show(ctx, { role, typed: form.typed, problems: { amount: error.message } })
  }
}

async function show(ctx: Ctx, { role: at, typed, problems }: Shown): Promise<void> {
  const { caps, changes } = await readCaps(ctx.state.appliance.db)
  const { done } = readQuery(ctx, { done: oneOf(['', 'changed', 'asked'] as const) })
  const able = may(staffOf(ctx).role, 'POST /caps/:role')
  if (at !== null) ctx.status = 422
  await ctx.state.render('admin/caps', {
    done: done === '' ? null : words.done[done],
    rows: caps.map(({ role, amount_cents, asked }) => {
      const mine = role === at
      const kept = amount_cents === null ? '' : formatShillings(amount_cents)
      const own = (name: 'amount' | 'why', label: string, hint: string | null, value: string) => ({
        ...field({ name, label, hint, value, wrong: mine ? (problems[name] ?? null) : null }),
        id: `${role}-${name}`,
      })
      return {
        role: words.role(role),
        cap: words.amount(amount_cents),
        asked: asked ? words.asked(asked.amount_cents) : null,
        change:
          able && !asked
            ? {
                action: paths.cap(role),
                label: words.change_of(role),
                open: mine,
                amount: own('amount', words.new_amount, words.new_hint, mine ? (typed.amount ?? '') : kept), // prettier-ignore
                why: own('why', words.why, null, mine ? (typed.why ?? '') : ''),
              }
            : null,
      }
    }),
    any: changes.length > 0,
    changes: changes.map(({ at: when, author, subject, before, after, why }) => ({
      when,
      what: words.changed(subject, before.amount_cents, after.amount_cents),
      by: words.by(author),
      why: why ?? '',
    })),
  })
}
