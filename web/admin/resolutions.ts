// A resolution says whose money it is. Deleting one takes it back, within ten minutes.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import { resolveException, undoResolution } from '../../appliance/money/resolutions.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'
import { findAsked, showExceptions } from './exceptions.ts'

const { one } = staffWords.exceptions
const fields = { to: words(20), account_no: words(40), why: words(200), keep: words(4) }

export async function createResolution(ctx: Ctx): Promise<void> {
  const file = await findAsked(ctx)
  const { typed } = readForm(ctx, fields)
  const problem = await give(ctx, file.exception.id, typed).catch(asProblem)
  if (problem === null) return seeOther(ctx, paths.exceptions)
  const other = typed.to === 'other'
  const told = {
    problem: other ? null : problem,
    account_problem: other ? problem : null,
    why_problem: null,
  }
  const { to, account_no, why } = typed
  await showExceptions(ctx, file, { to, account_no, why, ...told })
}

interface Typed {
  to: string
  account_no: string
  why: string
  keep: string
}

async function give(
  ctx: Ctx,
  exception_id: number,
  { to, account_no: typed, why, keep: kept }: Typed,
): Promise<string | null> {
  const account_no = to === 'other' ? typed : to
  if (account_no === '') return one.pick_one
  if (to !== 'other' && typed !== '') return one.pick_which
  const actor = actorOf(ctx)
  const keep = kept === 'yes'
  await ctx.state.appliance.work((work) =>
    resolveException(work, { exception_id, account_no, actor, why, keep }),
  )
  return null
}

const theirs = new Set(['account_closed', 'own_account', 'asked_already', 'nothing_to_refund'])

/** What the person who typed it can put right; anything else is a page of its own. */
export function asProblem(error: unknown): string {
  if (error instanceof Invalid) return error.message
  if (error instanceof Conflict && theirs.has(error.code)) return error.message
  throw error
}

export async function deleteResolution(ctx: Ctx): Promise<void> {
  const { exception } = await findAsked(ctx)
  readForm(ctx, {})
  const undone = { exception_id: exception.id, actor: actorOf(ctx) }
  await ctx.state.appliance.work((work) => undoResolution(work, undone))
  seeOther(ctx, paths.exception(exception.id))
}
