// What staff write down about a subscriber, and what they write to one.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import { recordAct } from '../../appliance/people/audit.ts'
import { holdByAccount } from '../../appliance/people/held-subscribers.ts'
import { addNote } from '../../appliance/people/notes.ts'
import {
  parseMessage,
  withdrawMessage,
  writeMessage,
} from '../../appliance/people/written-messages.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, type Ctx } from '../context.ts'
import { given } from '../form-fields.ts'
import { readForm, text } from '../forms.ts'
import { paths } from '../paths.ts'
import { showSubscriberAgain } from './subscriber.ts'

const words = staffWords.more

export async function createNote(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  const form = readForm(ctx, { note: given(text(1000), words.note_blank) })
  if (!form.ok) {
    const note = { value: form.typed.note, wrong: form.problems.note! }
    return showSubscriberAgain(ctx, { note })
  }
  await ctx.state.appliance.work((work) =>
    addNote(work, account_no, form.values.note, actorOf(ctx)),
  )
  seeOther(ctx, paths.subscriber(account_no))
}

export async function createMessage(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  const form = readForm(ctx, { message: parseMessage })
  if (!form.ok) {
    const message = { value: form.typed.message, wrong: form.problems.message! }
    return showSubscriberAgain(ctx, { message })
  }
  await ctx.state.appliance.work((work) =>
    writeMessage(work, account_no, form.values.message, actorOf(ctx)),
  )
  seeOther(ctx, paths.subscriber(account_no))
}

export async function deleteMessage(ctx: Ctx): Promise<void> {
  const account_no = ctx.params['account_no']!
  const id = Number(ctx.params['id'])
  if (!Number.isSafeInteger(id)) throw new Invalid('message_unknown', 'There is no such message.')
  readForm(ctx, {})
  const by = actorOf(ctx)
  await ctx.state.appliance.work(async (work) => {
    const subscriber = await holdByAccount(work, account_no, by)
    if (!(await withdrawMessage(work, id, subscriber.id)))
      throw new Conflict('message_sent', 'It is on its way already, or was taken back before.')
    const subject = `subscriber:${subscriber.id}`
    await recordAct(work, { ...by, action: 'message.withdrawn', subject, after: { message: id } })
  })
  seeOther(ctx, paths.subscriber(account_no))
}
