// Vouchers: what was made and used, and making more. Their codes are in one answer and nowhere else.

import { randomUUID } from 'node:crypto'
import { Invalid } from '../../appliance/errors.ts'
import {
  makeBatch,
  readVoucherCount,
  readVoucherList,
  type Batch,
  type VoucherList,
} from '../../appliance/people/voucher-register.ts'
import type { Plan, Role } from '../../appliance/tables.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, staffOf, type Ctx } from '../context.ts'
import { field, place, readForm, readQuery, words as typedWords } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.vouchers

interface Typed {
  plan: string
  count: string
  wrong: string | null
}

export async function showVouchers(ctx: Ctx): Promise<void> {
  await show(ctx, { plan: '', count: '20', wrong: null })
}

/** Answers with the codes themselves: no other page ever has them. */
export async function createVouchers(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { plan: readId, count: readVoucherCount, batch: readBatch })
  if (!form.ok) {
    ctx.status = 422
    const { count, plan, batch } = form.problems
    return show(ctx, { ...form.typed, wrong: count ?? plan ?? batch })
  }
  const { plan: plan_id, count, batch } = form.values
  const { safe, work } = ctx.state.appliance
  const asked = { plan_id, count, batch, actor: actorOf(ctx) }
  const { plan, codes, business } = await work((unit) => makeBatch(unit, safe, asked))
  await ctx.state.render('admin/vouchers-made', slipsView(plan, codes, business))
}

async function show(ctx: Ctx, typed: Typed): Promise<void> {
  const { before } = readQuery(ctx, { before: place })
  const list = await readVoucherList(ctx.state.appliance.db, before)
  await ctx.state.render('admin/vouchers', listView(list, typed, before, staffOf(ctx).role))
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
  return {
    id,
    plan,
    price_cents,
    made_at,
    made,
    redeemed,
    left,
    last_redeemed_at,
    maker: row.maker ?? words.command_line,
    href: row.account_no === null ? null : paths.subscriber(row.account_no),
    name: row.name,
    bar: {
      share: Math.round((redeemed / made) * 100),
      low: false,
      label: words.of_made(redeemed, made),
    },
  }
}

function slipsView(plan: Plan, codes: string[], business: string) {
  return {
    title: words.slips.title(plan, codes.length),
    back: paths.vouchers,
    slips: codes.map((code) => ({ code, business, sold: words.slips.sold(plan) })),
  }
}

function readId(typed: string): number {
  if (/^\d{1,15}$/.test(typed)) return Number(typed)
  throw new Invalid('plan_unreadable', 'Choose a plan.')
}

function readBatch(typed: string): string {
  if (/^[0-9a-f-]{36}$/.test(typedWords(36)(typed))) return typed
  throw new Invalid('form_unreadable', 'The form sent something it does not have.')
}
