// Who looks after an exception. Creating an ownership takes it on; deleting it lets go.

import { releaseException, takeException } from '../../appliance/people/exception-acts.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { paths } from '../paths.ts'
import { findAsked } from './exceptions.ts'

export async function createOwnership(ctx: Ctx): Promise<void> {
  const { exception } = await findAsked(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => takeException(work, exception.id, actorOf(ctx)))
  seeOther(ctx, paths.exception(exception.id))
}

export async function deleteOwnership(ctx: Ctx): Promise<void> {
  const { exception } = await findAsked(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => releaseException(work, exception.id, actorOf(ctx)))
  seeOther(ctx, paths.exception(exception.id))
}
