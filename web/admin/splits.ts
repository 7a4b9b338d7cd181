// One payment over several accounts.

import { Invalid } from '../../appliance/errors.ts'
import { splitPayment } from '../../appliance/money/resolutions.ts'
import type { Part } from '../../appliance/money/shares.ts'
import { parseShillings } from '../../appliance/money.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words, type Parser } from '../forms.ts'
import { paths } from '../paths.ts'
import { noneTyped, splitRows } from './exception-money.ts'
import { findAsked, showExceptions } from './exceptions.ts'
import { asProblem } from './resolutions.ts'

const columns = splitRows.flatMap((row): [string, Parser<string>][] => [
  [`account_${row}`, words(40)],
  [`amount_${row}`, words(20)],
])
const fields = { split_why: words(200), ...Object.fromEntries(columns) }

export async function createSplit(ctx: Ctx): Promise<void> {
  const file = await findAsked(ctx)
  const { typed } = readForm(ctx, fields) as { typed: Record<string, string> }
  const why = typed['split_why']!.trim()
  const problem = await split(ctx, file.exception.id, typed, why).catch(asProblem)
  if (problem === null) return seeOther(ctx, paths.exceptions)
  await showExceptions(ctx, file, { ...noneTyped, money: { form: 'split', problem, why, typed } })
}

async function split(
  ctx: Ctx,
  exception_id: number,
  typed: Record<string, string>,
  why: string,
): Promise<null> {
  const parts = readParts(typed)
  const actor = actorOf(ctx)
  await ctx.state.appliance.work((work) => splitPayment(work, { exception_id, parts, actor, why }))
  return null
}

/** Throws Invalid where a row is half filled, or fewer than two are. */
function readParts(typed: Record<string, string>): Part[] {
  const { split: told } = staffWords.exceptions.one
  const rows = splitRows
    .map((row) => ({
      account_no: typed[`account_${row}`]!.trim(),
      amount: typed[`amount_${row}`]!.trim(),
    }))
    .filter(({ account_no, amount }) => account_no !== '' || amount !== '')
  if (rows.some(({ account_no, amount }) => account_no === '' || amount === ''))
    throw new Invalid('part_unreadable', told.half)
  if (rows.length < 2) throw new Invalid('part_unreadable', told.two)
  return rows.map(({ account_no, amount }) => ({
    account_no,
    amount_cents: parseShillings(amount),
  }))
}
