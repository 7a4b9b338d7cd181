// Handing an exception to a colleague.

import { assignException } from '../../appliance/people/exception-acts.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'
import { findAsked } from './exceptions.ts'

export async function createAssignment(ctx: Ctx): Promise<void> {
  const { exception } = await findAsked(ctx)
  const { typed } = readForm(ctx, { owner: words(15) })
  const staff_id = /^\d{1,15}$/.test(typed.owner) ? Number(typed.owner) : 0
  await ctx.state.appliance.work((work) =>
    assignException(work, exception.id, staff_id, actorOf(ctx)),
  )
  seeOther(ctx, paths.exception(exception.id))
}
