// Whose own account it is: the owner says so, and from then on they credit nothing to it themselves.

import { markOwnAccount } from '../../appliance/money/own-accounts.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'

export async function markColleague(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  const { typed } = readForm(ctx, { colleague: words(15) })
  const staff_id = /^\d{1,15}$/.test(typed.colleague) ? Number(typed.colleague) : null
  await ctx.state.appliance.work((work) => markOwnAccount(work, account_no, staff_id, actorOf(ctx)))
  seeOther(ctx, paths.newPayment(account_no))
}
