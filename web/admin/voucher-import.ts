// Vouchers of another system, brought in: the list is checked first, and the page says what stays out and why.

import { Invalid } from '../../appliance/errors.ts'
import { listVoucherPlans } from '../../appliance/people/voucher-register.ts'
import {
  checkImport,
  importVouchers,
  recordCheck,
  type ImportReport,
} from '../../appliance/shop/voucher-import.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, type Ctx } from '../context.ts'
import { readForm, type Parser } from '../forms.ts'
import { paths } from '../paths.ts'
import { readId } from './vouchers.ts'

const { bring_in: words, plan_choice } = staffWords.vouchers

const clashesShown = 100

interface Shown {
  text: string
  plan: string
  wrong: string | null
  report: ImportReport | null
  done: string | null
}

/** Lines and tabs are kept; the middleware bounds the length. */
const readList: Parser<string> = (typed) => {
  if (typed.trim() !== '') return typed
  throw new Invalid('list_missing', words.missing)
}

export async function showImport(ctx: Ctx): Promise<void> {
  await show(ctx, { text: '', plan: '', wrong: null, report: null, done: null })
}

export async function checkList(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { plan: readId, text: readList })
  if (!form.ok) return refuse(ctx, form)
  const { db, safe, work } = ctx.state.appliance
  const { plan: plan_id, text } = form.values
  const report = await checkImport(db, safe, { plan_id, text })
  await work((unit) => recordCheck(unit, report, actorOf(ctx)))
  await show(ctx, { ...form.typed, wrong: null, report, done: null })
}

export async function createImport(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { plan: readId, text: readList })
  if (!form.ok) return refuse(ctx, form)
  const { safe, work } = ctx.state.appliance
  const { plan: plan_id, text } = form.values
  const by = actorOf(ctx)
  const report = await work((unit) => importVouchers(unit, safe, { plan_id, text }, by))
  await show(ctx, { text: '', plan: form.typed.plan, wrong: null, report: null, done: words.done(report) }) // prettier-ignore
}

async function refuse(
  ctx: Ctx,
  { typed, problems }: { typed: Record<'text' | 'plan', string>; problems: Record<'text' | 'plan', string | null> },
): Promise<void> {
  ctx.status = 422
  await show(ctx, { ...typed, wrong: problems.text ?? problems.plan, report: null, done: null })
} // prettier-ignore

async function show(ctx: Ctx, { text, plan, wrong, report, done }: Shown): Promise<void> {
  const plans = await listVoucherPlans(ctx.state.appliance.db)
  await ctx.state.render('admin/voucher-import', {
    back: paths.vouchers,
    check: paths.voucherImportChecks,
    plan: {
      name: 'plan',
      label: words.plan,
      choices: plans.map((one) => ({
        value: String(one.id),
        label: plan_choice(one),
        selected: String(one.id) === plan,
      })),
      wrong: null,
    },
    text,
    wrong,
    done,
    report: report && reportView(report),
  })
}

function reportView(report: ImportReport) {
  const { good, clashes, short, left_out } = report
  return {
    good: words.good(good.length),
    short: short === 0 ? null : words.short(short),
    left_out: left_out === 0 ? null : words.left_out(left_out),
    enter: good.length === 0 ? null : { action: paths.voucherImports, title: words.enter(good.length) },
    clashes: clashes.length === 0 ? null : words.clashes(clashes.length),
    rows: clashes
      .slice(0, clashesShown)
      .map(({ line, code, why }) => ({ line, code, why: words.why[why] })),
    more: clashes.length > clashesShown ? words.more(clashes.length - clashesShown) : null,
  } // prettier-ignore
}
