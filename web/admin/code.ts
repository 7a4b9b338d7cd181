// The second step of signing in: the code from the phone, or a recovery code.

import { findHalfway, finishSignIn } from '../../appliance/people/sign-ins.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { browserOf, seeOther, type Ctx } from '../context.ts'
import { field, readForm, text } from '../forms.ts'
import { setSignInCookie, tokenOf } from '../middleware/hold-session.ts'
import { ownPath, paths } from '../paths.ts'

const words = staffWords.door
const fields = { code: text(60), back: text(2000) }

export async function showCode(ctx: Ctx): Promise<void> {
  if (ctx.state.held) return seeOther(ctx, paths.today)
  const { db, now } = ctx.state.appliance
  const token = tokenOf(ctx)
  const half = token === null ? undefined : await findHalfway(db, token, now())
  if (!half) return seeOther(ctx, paths.signIn)
  const { back } = ctx.query
  await showForm(ctx, typeof back === 'string' ? back : '', null)
}

export async function checkCode(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  const { back } = form.typed
  const token = tokenOf(ctx)
  if (!form.ok || token === null) return refuse(ctx, 422, back, words.code.wrong)
  const given = { token, typed: form.values.code }
  const signed = await finishSignIn(ctx.state.appliance, given, browserOf(ctx))
  if (signed.outcome === 'signed_in') {
    setSignInCookie(ctx, signed.token)
    return seeOther(ctx, ownPath(back))
  }
  if (signed.outcome === 'wait') {
    ctx.set('Retry-After', String(signed.seconds))
    return refuse(ctx, 429, back, words.wait(signed.seconds))
  }
  await refuse(ctx, 422, back, signed.outcome === 'over' ? words.code.over : words.code.wrong)
}

async function refuse(ctx: Ctx, status: number, back: string, refused: string): Promise<void> {
  ctx.status = status
  await showForm(ctx, back, refused)
}

async function showForm(ctx: Ctx, back: string, refused: string | null): Promise<void> {
  await ctx.state.render('door/code', {
    back,
    refused,
    sign_in: paths.signIn,
    code: field({
      name: 'code',
      label: words.code.code,
      hint: words.code.hint,
      autocomplete: 'one-time-code',
      mode: 'text',
      required: true,
    }),
  })
}
