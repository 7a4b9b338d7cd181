// A closure ends an exception that asks for nothing but a look. Deleting it opens the exception again.

import { closeException, reopenException } from '../../appliance/people/exception-acts.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'
import { findAsked, showExceptions } from './exceptions.ts'

export async function createClosure(ctx: Ctx): Promise<void> {
  const file = await findAsked(ctx)
  const { typed } = readForm(ctx, { why: words(200) })
  const why = typed.why.trim()
  if (why === '') {
    const told = {
      problem: null,
      account_problem: null,
      why_problem: staffWords.exceptions.one.close_why,
    }
    return showExceptions(ctx, file, { to: '', account_no: '', why, ...told })
  }
  await ctx.state.appliance.work((work) =>
    closeException(work, file.exception.id, why, actorOf(ctx)),
  )
  seeOther(ctx, paths.exceptions)
}

export async function deleteClosure(ctx: Ctx): Promise<void> {
  const { exception } = await findAsked(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => reopenException(work, exception.id, actorOf(ctx)))
  seeOther(ctx, paths.exception(exception.id))
}
