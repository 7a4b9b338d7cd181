// The daily close: which days are signed off, and one day with its books, its differences and what must be seen to.

import { Invalid, NotFound } from '../../appliance/errors.ts'
import {
  listDays,
  listUnclosed,
  stateOf,
  type CalendarDay,
} from '../../appliance/close/calendar.ts'
import { readChecklist } from '../../appliance/close/checklist.ts'
import { isOver, listCloses, reopenDay, signDay } from '../../appliance/close/closes.ts'
import { dayOf, readDay } from '../../appliance/close/days.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { oneOf, readForm, readQuery, text } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { accessView, dayWords, paybillView, ticksOf } from './close-parts.ts'
import { closesView, hasMoved } from './close-signatures.ts' // prettier-ignore

const words = staffWords.close

export async function showClose(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const today = dayOf(now())
  const month = readMonth(String(ctx.query['month'] ?? '')) ?? today.toPlainYearMonth()
  const first = month.toPlainDate({ day: 1 })
  const days = await listDays(db, first, first.add({ months: 1 }).subtract({ days: 1 }))
  const unclosed = await listUnclosed(db, now())
  const oldest = unclosed[0]
  const linkTo = (months: number) =>
    withQuery(paths.close, { month: month.add({ months }).toString() })
  await ctx.state.render('admin/close', {
    say: words.unclosed(unclosed.length),
    text: oldest ? words.oldest(dayWords(Temporal.PlainDate.from(oldest.day))) : words.none_open,
    begin: oldest ? paths.closeDay(oldest.day) : null,
    month: first.toLocaleString('en-KE', { month: 'long', year: 'numeric' }),
    weekdays: words.weekdays,
    weeks: weeksOf(days, today.toString()),
    before: linkTo(-1),
    after: Temporal.PlainYearMonth.compare(month, today.toPlainYearMonth()) < 0 ? linkTo(1) : null,
    statements: paths.statements,
    brings: may(staffOf(ctx).role, 'POST /close/statements'),
  })
}

function readMonth(typed: string): Temporal.PlainYearMonth | null {
  return /^20\d{2}-(0[1-9]|1[0-2])$/.test(typed) ? Temporal.PlainYearMonth.from(typed) : null
}

interface Cell {
  /** 0 for what is not of the month. */
  date: number
  href: string | null
  word: string
  tone: 'good' | 'wait' | 'bad' | 'over'
  full: string
}

const blank: Cell = { date: 0, href: null, word: '', tone: 'over', full: '' }

/** Seven to a line, from Monday on; what is not of the month is blank. */
function weeksOf(days: CalendarDay[], today: string): { cells: Cell[] }[] {
  const lead = Temporal.PlainDate.from(days[0]!.day).dayOfWeek - 1
  const cells = [...Array.from({ length: lead }, () => blank), ...days.map((day) => cellOf(day, today))]
  const weeks = Math.ceil(cells.length / 7)
  return Array.from({ length: weeks }, (_, week) => ({
    cells: Array.from({ length: 7 }, (__, at) => cells[week * 7 + at] ?? blank),
  }))
} // prettier-ignore

const tones = { signed: 'good', reopened: 'bad', unclosed: 'bad', running: 'wait', empty: 'over', future: 'over' } as const // prettier-ignore

function cellOf(day: CalendarDay, today: string): Cell {
  const state = stateOf(day, today)
  const date = Temporal.PlainDate.from(day.day)
  return {
    date: date.day,
    href: state === 'future' ? null : paths.closeDay(day.day),
    word: words.states[state],
    tone: tones[state],
    full: dayWords(date),
  }
}

export async function showDay(ctx: Ctx): Promise<void> {
  await show(ctx, null)
}

export async function createSignature(ctx: Ctx): Promise<void> {
  await act(ctx, signDay, 'signed')
}

export async function createReopening(ctx: Ctx): Promise<void> {
  await act(ctx, reopenDay, 'reopened')
}

async function act(ctx: Ctx, how: typeof signDay, done: 'signed' | 'reopened'): Promise<void> {
  const day = dayAsked(ctx)
  const form = readForm(ctx, { why: text(500) })
  const why = form.typed.why.trim()
  if (!form.ok) return show(ctx, { done, why, problem: form.problems.why })
  try {
    await ctx.state.appliance.work((work) => how(work, day, why, actorOf(ctx)))
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return show(ctx, { done, why, problem: error.message })
  }
  seeOther(ctx, withQuery(paths.closeDay(day.toString()), { done }))
}

/** Throws NotFound `day_unknown`. */
function dayAsked(ctx: Ctx): Temporal.PlainDate {
  const day = readDay(ctx.params['day'] ?? '')
  const today = dayOf(ctx.state.appliance.now())
  if (!day || Temporal.PlainDate.compare(day, today) > 0)
    throw new NotFound('day_unknown', 'There is no such day to close.')
  return day
}

interface Refused {
  done: 'signed' | 'reopened'
  why: string
  problem: string | null
}

async function show(ctx: Ctx, refused: Refused | null): Promise<void> {
  const { db, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const day = dayAsked(ctx)
  const { done } = readQuery(ctx, { done: oneOf(['', 'signed', 'reopened'] as const) })
  const at = now()
  const checklist = await readChecklist(db, day, at)
  const closes = await listCloses(db, day)
  const signed = closes[0]?.act === 'signed' ? closes[0] : null
  const over = isOver(day, at)
  const drift = checklist.paybills.reduce((sum, { books }) => sum + books.drift_cents, 0)
  const may_sign = over && may(staff.role, 'POST /close/:day/signature')
  const open = checklist.open.length > 0
  if (refused) ctx.status = 422
  await ctx.state.render('admin/close-day', {
    back: paths.close,
    title: dayWords(day),
    done: done === '' ? null : words.acts[done],
    any: checklist.paybills.length > 0,
    paybills: checklist.paybills.map(paybillView),
    drift_cents: drift,
    drift_words: words.drift_text,
    drift_none: drift === 0 ? words.drift_none : null,
    not_covered: checklist.open.includes('statement') ? words.not_covered : null,
    ticks: ticksOf(checklist),
    running: over ? null : words.running,
    signed: signed && { title: words.signed(signed.name), at: signed.at, why: signed.why },
    changed: signed && hasMoved(signed, checklist) ? words.changed : null,
    sign:
      may_sign && !signed
        ? {
            action: paths.closeSignature(day.toString()),
            label: open ? words.why : words.note,
            hint: open ? words.why_hint : null,
            button: words.sign(staff.name),
            required: open,
            ...typedOf(refused, 'signed'),
          }
        : null,
    reopen:
      may_sign && signed
        ? { action: paths.closeReopening(day.toString()), ...typedOf(refused, 'reopened') }
        : null,
    past: closesView(closes),
    any_past: closes.length > 0,
    ...accessView(checklist),
    statements: paths.statements,
  })
}

const typedOf = (refused: Refused | null, done: Refused['done']) => ({
  typed: refused?.done === done ? refused.why : '',
  wrong: refused?.done === done ? refused.problem : null,
})
