// Who closed a day. A day is signed off by a person, with what its books said at that moment; it is opened again only with a reason,
// and what was signed stays.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { locks } from '../locks.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { DayClose } from '../tables.ts'
import type { Instant } from '../time.ts'
import { readChecklist, type Checklist } from './checklist.ts'
import { stretchOf } from './days.ts'

type By = Actor & { staff: { id: number } }

export interface TheClose extends Omit<DayClose, 'figures'> {
  figures: SignedFigures
  name: string
}

export interface SignedFigures {
  paybills: {
    shortcode: string
    told_cents: number
    ours_cents: number
    theirs_cents: number
    drift_cents: number
    covered: boolean
  }[]
  open: string[]
}

/** All that was done with a day, the last first. */
export async function listCloses(db: Db, day: Temporal.PlainDate): Promise<TheClose[]> {
  const rows = await db('day_closes as c')
    .join('staff as s', 's.id', 'c.staff_id')
    .where('c.day', day.toString())
    .orderBy('c.id', 'desc')
    .select('c.*', 's.name')
  return rows as unknown as TheClose[]
}

/**
 * Whether it may be signed, and what is still wanted. Pure. A day may be signed in spite of what is open, by somebody who says
 * why: an auditor finds the words beside the figures.
 */
export function decideSigning(
  { open }: Pick<Checklist, 'open'>,
  { over, signed, why }: { over: boolean; signed: boolean; why: string },
): 'sign' | 'day_running' | 'signed_already' | 'why_missing' {
  if (!over) return 'day_running'
  if (signed) return 'signed_already'
  return open.length > 0 && why.trim() === '' ? 'why_missing' : 'sign'
}

const refusals = {
  day_running: 'The day is not over yet.',
  signed_already: 'Somebody was faster: this day is signed off.',
  why_missing: 'Something is still open: say in a few words why you sign all the same.',
} as const

/** Throws Conflict `day_running`, `signed_already`, Invalid `why_missing`. */
export async function signDay(
  work: Work,
  day: Temporal.PlainDate,
  why: string,
  by: By,
): Promise<void> {
  const last = await holdDay(work, day)
  const checklist = await readChecklist(work.db, day, work.now)
  const over = isOver(day, work.now)
  const decision = decideSigning(checklist, { over, signed: last?.act === 'signed', why })
  if (decision === 'why_missing') throw new Invalid(decision, refusals[decision])
  if (decision !== 'sign') throw new Conflict(decision, refusals[decision])
  const figures = figuresOf(checklist)
  await write(work, day, { act: 'signed', why: why.trim() || null, figures }, by)
}

/** Throws Invalid `why_missing`, Conflict `not_signed`. */
export async function reopenDay(
  work: Work,
  day: Temporal.PlainDate,
  why: string,
  by: By,
): Promise<void> {
  if (why.trim() === '') throw new Invalid('why_missing', 'Why is it opened again?')
  const last = await holdDay(work, day)
  if (last?.act !== 'signed') throw new Conflict('not_signed', 'This day is open already.')
  await write(work, day, { act: 'reopened', why: why.trim(), figures: last.figures }, by)
}

export function isOver(day: Temporal.PlainDate, now: Instant): boolean {
  return Temporal.Instant.compare(stretchOf(day).until, now) <= 0
}

/** What is written down beside a signature. Pure. */
export function figuresOf({ paybills, open }: Checklist): SignedFigures {
  return {
    paybills: paybills.map(({ shortcode, books, covered }) => ({
      shortcode,
      told_cents: books.total.told_cents,
      ours_cents: books.total.ours_cents,
      theirs_cents: books.total.theirs_cents,
      drift_cents: books.drift_cents,
      covered,
    })),
    open,
  }
}

/** Whether the books say something else than when the day was signed. Pure. */
export function hasChanged(signed: SignedFigures, now: SignedFigures): boolean {
  const sums = ({ paybills }: SignedFigures) =>
    paybills
      .map((one) => [one.shortcode, one.ours_cents, one.theirs_cents, one.drift_cents].join(' '))
      .sort()
      .join('\n')
  return sums(signed) !== sums(now)
}

async function holdDay(work: Work, day: Temporal.PlainDate): Promise<DayClose | undefined> {
  const key = [locks.dayClose, day.toString()]
  await work.db.raw('select pg_advisory_xact_lock(?, hashtext(?))', key)
  return work.db('day_closes').where({ day: day.toString() }).orderBy('id', 'desc').first()
}

async function write(
  work: Work,
  day: Temporal.PlainDate,
  { act, why, figures }: Pick<DayClose, 'act' | 'why'> & { figures: object },
  by: By,
): Promise<void> {
  await work.db('day_closes').insert({
    day: day.toString(),
    act,
    staff_id: by.staff.id,
    at: work.now,
    why,
    figures: JSON.stringify(figures) as never,
  })
  const action = act === 'signed' ? 'close.signed' : 'close.reopened'
  await recordAct(work, { ...by, action, subject: `day:${day}`, after: figures, why })
}
