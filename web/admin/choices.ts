// What a payment that seems to be made twice is for: time now, or the wallet.

import { chooseForDoublePay } from '../../appliance/money/double-pay-choices.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { oneOf, readForm, words } from '../forms.ts'
import { paths } from '../paths.ts'
import { findAsked } from './exceptions.ts'

const fields = { choice: oneOf(['kept', 'spent']), choice_why: words(200) }

export async function createChoice(ctx: Ctx): Promise<void> {
  const { exception } = await findAsked(ctx)
  const form = readForm(ctx, fields)
  const choice = form.typed.choice === 'spent' ? 'spent' : 'kept'
  const by = { actor: actorOf(ctx), why: form.typed.choice_why.trim() }
  await ctx.state.appliance.work((work) => chooseForDoublePay(work, exception.id, choice, by))
  seeOther(ctx, paths.exceptions)
}
