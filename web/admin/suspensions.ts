// A suspension keeps a subscriber off the network. Creating one suspends; deleting it reinstates.

import { reinstate, suspend } from '../../appliance/people/suspensions.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'

export async function createSuspension(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  const form = readForm(ctx, { why: words(200) })
  const why = form.ok ? form.values.why || null : null
  await ctx.state.appliance.work((work) => suspend(work, account_no, why, actorOf(ctx)))
  seeOther(ctx, paths.subscriber(account_no))
}

export async function deleteSuspension(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => reinstate(work, account_no, actorOf(ctx)))
  seeOther(ctx, paths.subscriber(account_no))
}
