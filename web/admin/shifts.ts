// Shifts: the list with what does not agree, opening one, and closing it with a count.

import { Invalid } from '../../appliance/errors.ts'
import {
  closeShift,
  listShifts,
  openShift,
  readCash,
  type ListedShift,
} from '../../appliance/shop/shifts.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, place, readForm, readQuery, words as typedWords } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { differenceOf, readShiftId, showShiftPage } from './shift.ts'

const words = staffWords.shifts

export async function showShifts(ctx: Ctx): Promise<void> {
  await show(ctx, { float: '', wrong: null })
}

export async function createShift(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { float: readCash })
  if (!form.ok) {
    ctx.status = 422
    return show(ctx, { float: form.typed.float, wrong: form.problems.float })
  }
  const by = actorOf(ctx)
  const { float } = form.values
  const id = await ctx.state.appliance.work((work) => openShift(work, float, by))
  seeOther(ctx, paths.shift(id))
}

export async function createClosing(ctx: Ctx): Promise<void> {
  const id = readShiftId(ctx)
  const form = readForm(ctx, { counted: readCash, note: typedWords(300) })
  if (!form.ok) {
    ctx.status = 422
    return showShiftPage(ctx, { closing: form.typed, wrong: form.problems })
  }
  const { counted: counted_cents, note } = form.values
  try {
    const by = actorOf(ctx)
    await ctx.state.appliance.work((work) => closeShift(work, id, { counted_cents, note }, by))
  } catch (error) {
    if (!(error instanceof Invalid) || error.code !== 'note_missing') throw error
    ctx.status = 422
    return showShiftPage(ctx, { closing: form.typed, wrong: { note: error.message } })
  }
  seeOther(ctx, paths.shift(id))
}

async function show(ctx: Ctx, typed: { float: string; wrong: string | null }): Promise<void> {
  const { db, now } = ctx.state.appliance
  const { before } = readQuery(ctx, { before: place })
  const viewer = staffOf(ctx)
  const { page, open_id, totals } = await listShifts(db, viewer, { before, now: now() })
  const sells = may(viewer.role, 'POST /shifts')
  await ctx.state.render('admin/shifts', {
    totals,
    go_on: sells && open_id !== null ? paths.shift(open_id) : null,
    opener:
      sells && open_id === null
        ? {
            action: paths.shifts,
            float: field({
              name: 'float',
              label: words.float,
              hint: words.float_hint,
              value: typed.float,
              wrong: typed.wrong,
              mode: 'decimal',
              required: true,
            }),
          }
        : null,
    rows: page.rows.map(rowView),
    any: page.rows.length > 0,
    next: page.next === null ? null : withQuery(paths.shifts, { before: page.next }),
    first: before === null ? null : paths.shifts,
    counted: words.counted(page.rows.length),
  })
}

function rowView(shift: ListedShift) {
  const { id, cashier, opened_at, closed_at, sold, sold_cents, counted_cents } = shift
  return {
    href: paths.shift(id),
    cashier,
    opened_at,
    closed_at,
    sold,
    sold_cents,
    counted_cents: counted_cents ?? 0,
    is_counted: counted_cents !== null,
    later: shift.undone_later === 0 ? null : words.undone_later(shift.undone_later),
    ...differenceOf(shift),
  }
}
