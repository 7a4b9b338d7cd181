// One shift: selling vouchers into its drawer, what was sold, and the count.

import { randomUUID } from 'node:crypto'
import { NotFound } from '../../appliance/errors.ts'
import { voucherNumber } from '../../appliance/money/vouchers.ts'
import { listVoucherPlans } from '../../appliance/people/voucher-register.ts'
import { readShift, type ListedShift } from '../../appliance/shop/shifts.ts'
import { listSales, type ListedSale } from '../../appliance/shop/voucher-sales.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const { one: words, state: states, undone_later } = staffWords.shifts
const { plan_choice } = staffWords.vouchers

/** What was typed, and what is wrong with it, by field. */
export interface Typed {
  sale?: { plan: string; count: string }
  numbers?: string
  closing?: { counted: string; note: string }
  wrong?: Partial<Record<'count' | 'numbers' | 'counted' | 'note', string | null>>
}

/** Throws NotFound `shift_unknown` for what is no number. */
export function readShiftId(ctx: Ctx): number {
  return readIdOf(ctx, 'shift_id', 'There is no such shift.')
}

export function readSaleId(ctx: Ctx): number {
  return readIdOf(ctx, 'sale_id', 'There is no such sale.')
}

function readIdOf(ctx: Ctx, name: string, message: string): number {
  const id = ctx.params[name] ?? ''
  if (/^[1-9]\d{0,14}$/.test(id)) return Number(id)
  throw new NotFound(name.replace('_id', '_unknown'), message)
}

export async function showShift(ctx: Ctx): Promise<void> {
  await showShiftPage(ctx, {})
}

export async function showShiftPage(ctx: Ctx, typed: Typed): Promise<void> {
  const { db, now } = ctx.state.appliance
  const viewer = staffOf(ctx)
  const shift = await readShift(db, readShiftId(ctx), viewer)
  const sales = await listSales(db, shift.id)
  const isMine = shift.staff_id === viewer.id && may(viewer.role, 'POST /shifts/:shift_id/sales')
  const isOpen = shift.closed_at === null
  const asks = !isOpen && may(viewer.role, 'POST /shifts/:shift_id/sales/:sale_id/undoing')
  await ctx.state.render('admin/shift', {
    title: words.title(shift.cashier),
    back: paths.shifts,
    opened: words.opened(formatMoment(shift.opened_at, now())),
    state: differenceOf(shift).state,
    seller: isMine && isOpen ? await sellerView(ctx, shift.id, typed) : null,
    closer: isMine && isOpen ? closerView(shift.id, typed) : null,
    facts: drawerOf(shift),
    total: isOpen
      ? {
          name: words.expected,
          value: kes(shift.float_cents + shift.sold_cents + shift.cash_cents),
        }
      : { name: words.difference, value: kes(differenceOf(shift).difference) },
    note: shift.note,
    later: shift.undone_later === 0 ? null : undone_later(shift.undone_later),
    sales: sales.map((sale) => saleView(sale, now(), { undo: isMine && isOpen, ask: asks })),
  })
}

async function sellerView(ctx: Ctx, id: number, { sale, numbers, wrong }: Typed) {
  const plans = await listVoucherPlans(ctx.state.appliance.db)
  return {
    action: paths.shiftSales(id),
    batch: randomUUID(),
    plan: {
      name: 'plan',
      label: words.plan,
      choices: plans.map((plan) => ({
        value: String(plan.id),
        label: plan_choice(plan),
        selected: String(plan.id) === sale?.plan,
      })),
      wrong: null,
    },
    sells: plans.length > 0,
    count: field({
      name: 'count',
      label: words.count,
      value: sale?.count ?? '1',
      mode: 'numeric',
      wrong: wrong?.count ?? null,
    }),
    stock: paths.shiftStockSales(id),
    numbers: field({
      name: 'numbers',
      label: words.numbers,
      hint: words.numbers_hint,
      value: numbers ?? '',
      wrong: wrong?.numbers ?? null,
    }),
  }
}

function closerView(id: number, { closing, wrong }: Typed) {
  return {
    action: paths.shiftClosing(id),
    open: closing !== undefined,
    counted: field({
      name: 'counted',
      label: words.count_cash,
      value: closing?.counted ?? '',
      mode: 'decimal',
      wrong: wrong?.counted ?? null,
    }),
    note: field({
      name: 'note',
      label: words.why,
      value: closing?.note ?? '',
      wrong: wrong?.note ?? null,
    }),
  }
}

function drawerOf(shift: ListedShift) {
  const { float_cents, sold, sold_cents, cash, cash_cents, expected_cents, counted_cents } = shift
  return [
    { name: words.float, value: kes(float_cents) },
    { name: words.sold(sold), value: kes(sold_cents) },
    ...(cash === 0 ? [] : [{ name: words.cash(cash), value: kes(cash_cents) }]),
    ...(expected_cents === null ? [] : [{ name: words.expected, value: kes(expected_cents) }]),
    ...(counted_cents === null ? [] : [{ name: words.counted, value: kes(counted_cents) }]),
  ]
}

function saleView(sale: ListedSale, now: Instant, can: { undo: boolean; ask: boolean }) {
  const { id, shift_id, voucher_id, plan, price_cents, sold_at, undone_at, used, asked } = sale
  const state = undone_at ? 'undone' : used ? 'used' : asked ? 'asked' : 'sold'
  const undoable = state === 'sold'
  const act = can.undo
    ? { title: words.undo, text: words.undo_text, enter: words.undo_now(price_cents), action: `${paths.shiftSale(shift_id, id)}?_method=delete` }
    : { title: words.ask, text: words.ask_text, enter: words.ask_now, action: `${paths.shiftSale(shift_id, id)}/undoing` }
  return {
    serial: voucherNumber(voucher_id),
    href: paths.voucher(voucherNumber(voucher_id)),
    plan,
    sold: formatMoment(sold_at, now),
    price_cents,
    state: words.states[state],
    undone: undone_at ? words.undone(sale.undoer ?? '', sale.undone_why ?? '') : null,
    acts: undoable && (can.undo || can.ask)
      ? [{ ...act, tone: 'danger', open: false, why: { ...field({ name: 'why', label: words.why_undo }), id: `why-${id}` } }]
      : [],
  }
} // prettier-ignore

/** Over is more in the drawer than there should be. */
export function differenceOf({ counted_cents, expected_cents }: ListedShift) {
  const over = counted_cents === null ? 0 : counted_cents - expected_cents!
  const state = counted_cents === null ? 'open' : over === 0 ? 'agrees' : over > 0 ? 'over' : 'short'
  return { difference: over, state: states[state] }
} // prettier-ignore
