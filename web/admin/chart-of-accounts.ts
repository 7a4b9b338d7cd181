// What the accountant calls each account of ours: one form, a line an account.

import { changeChart, readChart, type Chart } from '../../appliance/money/chart-of-accounts.ts'
import { accountKinds, type AccountKind } from '../../appliance/money/trial-balance.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, oneOf, readForm, readQuery, text } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const { chart: words, accounts } = staffWords.ledger

type Name = `${AccountKind}-${'code' | 'name'}`
const fields = Object.fromEntries(
  accountKinds.flatMap((kind) => [
    [`${kind}-code`, text(20)],
    [`${kind}-name`, text(80)],
  ]),
) as Record<Name, (typed: string) => string>

type Typed = Partial<Record<Name, string>>
type Wrong = Partial<Record<Name, string | null>>

export async function showChart(ctx: Ctx): Promise<void> {
  const chart = await readChart(ctx.state.appliance.db)
  const typed = Object.fromEntries(
    accountKinds.flatMap((kind) => [
      [`${kind}-code`, chart[kind]?.code ?? ''],
      [`${kind}-name`, chart[kind]?.name ?? ''],
    ]),
  )
  await show(ctx, typed, {})
}

export async function updateChart(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return show(ctx, form.typed, form.problems, 422)
  const wrong = findWrong(form.values)
  if (Object.keys(wrong).length > 0) return show(ctx, form.typed, wrong, 422)
  const chart: Chart = {}
  for (const kind of accountKinds) {
    const code = form.values[`${kind}-code`]
    if (code !== '') chart[kind] = { code, name: form.values[`${kind}-name`] }
  }
  await ctx.state.appliance.work((work) => changeChart(work, chart, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.ledgerChart, { done: 'kept' }))
}

function findWrong(values: Record<Name, string>): Wrong {
  const wrong: Wrong = {}
  const seen = new Set<string>()
  for (const kind of accountKinds) {
    const code = values[`${kind}-code`]
    const name = values[`${kind}-name`]
    if (code !== '' && !/^[\p{L}\d][\p{L}\d .-]*$/u.test(code)) wrong[`${kind}-code`] = words.code_unreadable // prettier-ignore
    if (code !== '' && seen.has(code)) wrong[`${kind}-code`] = words.code_twice
    if (code !== '' && name === '') wrong[`${kind}-name`] = words.name_missing
    if (code === '' && name !== '') wrong[`${kind}-code`] = words.code_missing
    seen.add(code)
  }
  return wrong
}

async function show(ctx: Ctx, typed: Typed, wrong: Wrong, status = 200): Promise<void> {
  const { done } = readQuery(ctx, { done: oneOf(['', 'kept'] as const) })
  const own = (name: Name, label: string) => ({
    ...field({ name, label, value: typed[name] ?? '', wrong: wrong[name] ?? null }),
    id: name,
  })
  ctx.status = status
  await ctx.state.render('admin/chart-of-accounts', {
    back: paths.ledger,
    action: may(staffOf(ctx).role, 'POST /ledger/chart') ? paths.ledgerChart : null,
    done: done === '' ? null : words.kept,
    rows: accountKinds.map((kind) => ({
      account: accounts[kind],
      code: own(`${kind}-code`, words.code(accounts[kind])),
      name: own(`${kind}-name`, words.name(accounts[kind])),
      told_code: typed[`${kind}-code`] ?? '',
      told_name: typed[`${kind}-name`] ?? '',
    })),
  })
}
