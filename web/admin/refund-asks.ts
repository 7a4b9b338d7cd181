// Asking a second person to give money back to its payer, or to write it off.

import type { Work } from '../../appliance/appliance.ts'
import { Invalid } from '../../appliance/errors.ts'
import { askRefund } from '../../appliance/money/refunds.ts'
import { askWriteOff } from '../../appliance/money/write-offs.ts'
import type { By } from '../../appliance/people/approval-asks.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'
import { noneTyped } from './exception-money.ts'
import { findAsked, showExceptions } from './exceptions.ts'
import { asProblem } from './resolutions.ts'

type Ask = (work: Work, exception_id: number, why: string, by: By) => Promise<number>

export async function askForRefund(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { refund_why: words(200) })
  await ask(ctx, 'refund', typed.refund_why.trim(), askRefund)
}

export async function askForWriteOff(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { write_off_why: words(200) })
  await ask(ctx, 'write_off', typed.write_off_why.trim(), askWriteOff)
}

async function ask(ctx: Ctx, form: 'refund' | 'write_off', why: string, deed: Ask): Promise<void> {
  const file = await findAsked(ctx)
  const problem = await send(ctx, file.exception.id, why, deed).catch(asProblem)
  if (problem === null) return seeOther(ctx, paths.exception(file.exception.id))
  await showExceptions(ctx, file, { ...noneTyped, money: { form, problem, why, typed: {} } })
}

async function send(ctx: Ctx, id: number, why: string, deed: Ask): Promise<null> {
  if (why === '') throw new Invalid('why_missing', staffWords.exceptions.one.second.why_missing)
  await ctx.state.appliance.work((work) => deed(work, id, why, actorOf(ctx)))
  return null
}
