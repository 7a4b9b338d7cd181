// A request as a link: made, shown once to whoever sends it on, and withdrawn.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import { readLink } from '../../appliance/money/link-file.ts'
import { linkDays, makeLink, withdrawLink } from '../../appliance/money/payment-links.ts'
import { findPayee } from '../../appliance/people/payees.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { besideField } from '../form-fields.ts'
import { readForm } from '../forms.ts'
import { idOf, paths, portalPaths } from '../paths.ts'
import { requestFields, showAsking } from './requests.ts'

const words = staffWords.requests
const fields = {
  ...requestFields,
  days: (typed: string) => {
    const days = linkDays.find((one) => String(one) === typed)
    if (days) return days
    throw new Invalid('days_unknown', words.days)
  },
}

/** Whose account it is stands above the form: what is wrong with it is told at its first field. */
const places = { amount_unaskable: 'amount', no_line: 'amount', account_closed: 'amount', account_unknown: 'amount' } as const // prettier-ignore

export async function createRequestLink(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return showAsking(ctx, form.typed.account, { ...form, way: 'link' }, 422)
  const { account, amount: amount_cents, about, form_no, days } = form.values
  const { db, now, work, config } = ctx.state.appliance
  const again = { typed: form.typed, way: 'link' } as const
  const payee = await findPayee(db, account, staffOf(ctx), now())
  if (!payee) return showAsking(ctx, account, { ...again, problems: {} }, 422)
  const asked = { form_no, account_no: payee.account_no, amount_cents, about, days }
  try {
    const token = await work((unit) => makeLink(unit, asked, actorOf(ctx)))
    if (token === null) throw new Conflict('link_made', words.made_already)
    const link = `${config.publicUrl}${portalPaths.link(token)}`
    const { invoice_no } = await readLink(db, token, now())
    await ctx.state.render('admin/request-link', {
      title: words.made(payee.name),
      text: words.made_text(amount_cents, days),
      link,
      invoice: words.invoice(invoice_no),
      ...sharing(`${invoice_no}: ${link}`),
      back: paths.requests,
    })
  } catch (error) {
    const problems = besideField(error, places)
    await showAsking(ctx, account, { ...again, problems }, 422)
  }
}

/** By the programs of whoever made it: nothing is fetched from anybody by the page. */
function sharing(message: string): { sms: string; whatsapp: string } {
  const body = encodeURIComponent(message)
  return { sms: `sms:?&body=${body}`, whatsapp: `https://wa.me/?text=${body}` }
}

export async function deleteRequestLink(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const id = idOf(ctx.params['id'])
  await ctx.state.appliance.work((work) => withdrawLink(work, id, actorOf(ctx)))
  seeOther(ctx, paths.requests)
}
