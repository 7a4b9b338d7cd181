// The numbers by which a subscriber is known at the paybill besides our own: added and removed on their page.

import { addOldNumber, removeOldNumber } from '../../appliance/money/old-numbers.ts'
import { holdByAccount, holdOpen } from '../../appliance/people/held-subscribers.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { besideField, given } from '../form-fields.ts'
import { readForm, text } from '../forms.ts'
import { paths } from '../paths.ts'
import { showSubscriberAgain } from './subscriber.ts'

const words = staffWords.more
const wrongs = { old_number_unreadable: 'old_number', old_number_taken: 'old_number' } as const

export async function createOldNumber(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  const form = readForm(ctx, { old_number: given(text(40), words.old_number_blank) })
  const refuse = (wrong: string) =>
    showSubscriberAgain(ctx, { old_number: { value: form.typed.old_number, wrong } })
  if (!form.ok) return refuse(form.problems.old_number!)
  const by = actorOf(ctx)
  const added = { typed: form.values.old_number, came_from: words.old_number_from }
  try {
    await ctx.state.appliance.work(async (work) => {
      const { id } = await holdOpen(work, account_no, by)
      await addOldNumber(work, id, added, by)
    })
  } catch (error) {
    return refuse(besideField<'old_number'>(error, wrongs).old_number!)
  }
  seeOther(ctx, paths.subscriber(account_no))
}

export async function deleteOldNumber(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const { account_no = '', old_no = '' } = ctx.params
  const by = actorOf(ctx)
  await ctx.state.appliance.work(async (work) => {
    const { id } = await holdByAccount(work, account_no, by)
    await removeOldNumber(work, id, old_no, by)
  })
  seeOther(ctx, paths.subscriber(account_no))
}
