// Vouchers: what was made and used, and making more. Their codes are in the answer that prints them and nowhere else.

import { randomUUID } from 'node:crypto'
import { Invalid } from '../../appliance/errors.ts'
import {
  makeBatch,
  readVoucherCount,
  readVoucherList,
  type Batch,
  type VoucherList,
} from '../../appliance/people/voucher-register.ts'
import { readSlips } from '../../appliance/shop/slips.ts'
import { readVoucherNumber } from '../../appliance/shop/voucher-file.ts'
import { voucherNumber } from '../../appliance/money/vouchers.ts'
import type { Role } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { formNumber } from '../form-fields.ts'
import { field, place, readForm, readQuery, words as typedWords } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { showSlips } from './voucher-slips.ts'

const words = staffWords.vouchers

interface Typed {
  plan: string
  count: string
  wrong: string | null
}

export async function showVouchers(ctx: Ctx): Promise<void> {
  const { number } = readQuery(ctx, { number: typedWords(20) })
  const id = readVoucherNumber(number)
  if (id !== undefined) return seeOther(ctx, paths.voucher(voucherNumber(id)))
  await show(ctx, { plan: '', count: '20', wrong: null }, number)
}

/** Answers with the codes themselves. */
export async function createVouchers(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { plan: readId, count: readVoucherCount, batch: formNumber })
  if (!form.ok) {
    ctx.status = 422
    const { count, plan, batch } = form.problems
    return show(ctx, { ...form.typed, wrong: count ?? plan ?? batch })
  }
  const { plan: plan_id, count, batch } = form.values
  const { safe, work } = ctx.state.appliance
  const asked = { plan_id, count, batch, actor: actorOf(ctx) }
  const slips = await work(async (unit) => {
    const { ids } = await makeBatch(unit, safe, asked)
    return readSlips(unit.db, safe, ids)
  })
  await showSlips(ctx, { slips, back: paths.vouchers, paper: 'a4' })
}

async function show(ctx: Ctx, typed: Typed, sought = ''): Promise<void> {
  const { before } = readQuery(ctx, { before: place })
  const list = await readVoucherList(ctx.state.appliance.db, before, ctx.state.appliance.now())
  await ctx.state.render('admin/vouchers', {
    ...listView(list, typed, before, staffOf(ctx).role),
    find: field({
      name: 'number',
      label: words.find,
      hint: words.find_hint,
      value: sought,
      wrong: sought === '' ? null : words.not_found(sought),
    }),
  })
}

function listView(
  { page, totals, plans }: VoucherList,
  { plan, count, wrong }: Typed,
  before: string | null,
  role: Role,
) {
  const { next } = page
  return {
    totals,
    made_help: words.figure_help.made(totals.voided),
    bring: may(role, 'GET /vouchers/import') && plans.length > 0 ? paths.voucherImport : null,
    maker: may(role, 'POST /vouchers')
      ? {
          action: paths.vouchers,
          batch: randomUUID(),
          plans: plans.map((one) => ({
            id: one.id,
            label: words.plan_choice(one),
            selected: String(one.id) === plan,
          })),
          count: field({
            name: 'count',
            label: words.count,
            hint: words.count_hint,
            value: count,
            wrong,
            mode: 'numeric',
            required: true,
          }),
        }
      : null,
    sells: plans.length > 0,
    rows: page.rows.map(rowView),
    any: page.rows.length > 0,
    next: next === null ? null : withQuery(paths.vouchers, { before: next }),
    first: before === null ? null : paths.vouchers,
    counted: words.counted(totals.made),
  }
}

function rowView(row: Batch) {
  const { id, plan, price_cents, made_at, made, redeemed, left, last_redeemed_at } = row
  const maker = row.maker ?? words.command_line
  return {
    open: paths.voucherBatch(id),
    plan,
    price_cents,
    made_at,
    made,
    redeemed,
    left,
    last_redeemed_at,
    maker: row.made_how === 'imported' ? words.imported(maker) : maker,
    href: row.account_no === null ? null : paths.subscriber(row.account_no),
    name: row.name,
    bar: {
      share: Math.round((redeemed / made) * 100),
      low: false,
      label: words.of_made(redeemed, made),
    },
  }
}

export function readId(typed: string): number {
  if (/^\d{1,15}$/.test(typed)) return Number(typed)
  throw new Invalid('plan_unreadable', 'Choose a plan.')
}
