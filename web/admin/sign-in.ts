// Signing in and out. A sign-in is made by POST and ended by DELETE.

import { isSetUp, parseEmail } from '../../appliance/people/staff.ts'
import { endSignIn, findSignIn, signIn } from '../../appliance/people/sign-ins.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { browserOf, seeOther, type Ctx } from '../context.ts'
import { field, readForm } from '../forms.ts'
import { setSignInCookie, tokenOf } from '../middleware/hold-session.ts'
import { ownPath, paths, withQuery } from '../paths.ts'

const words = staffWords.door
const fields = { email: parseEmail, password: asTyped, back: asTyped }

export async function showSignIn(ctx: Ctx): Promise<void> {
  if (ctx.state.held) return seeOther(ctx, paths.today)
  const { back, done } = ctx.query
  const said = done === 'new_password' ? words.new_password.done : null
  await showForm(ctx, {
    back: typeof back === 'string' ? back : '',
    email: '',
    refused: null,
    said,
  })
}

export async function startSignIn(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  const { email, back } = form.typed
  if (!form.ok) return refuse(ctx, 422, { back, email, refused: words.refused })
  const signed = await signIn(ctx.state.appliance, form.values, browserOf(ctx))
  if (signed.outcome === 'refused') return refuse(ctx, 422, { back, email, refused: words.refused })
  if (signed.outcome === 'wait') {
    ctx.set('Retry-After', String(signed.seconds))
    return refuse(ctx, 429, { back, email, refused: words.wait(signed.seconds) })
  }
  await endWhatWasHeld(ctx)
  setSignInCookie(ctx, signed.token)
  const wanted = signed.outcome === 'code_wanted'
  seeOther(ctx, wanted ? withQuery(paths.signInCode, { back }) : ownPath(back))
}

export async function signOut(ctx: Ctx): Promise<void> {
  await endWhatWasHeld(ctx)
  setSignInCookie(ctx, null)
  seeOther(ctx, paths.signIn)
}

/** A sign-in the browser brought is over, whoever's it was: nothing of it lives on in the new one (T29). */
async function endWhatWasHeld(ctx: Ctx): Promise<void> {
  const { work, db, now } = ctx.state.appliance
  const token = tokenOf(ctx)
  const held = token === null ? undefined : await findSignIn(db, token, now())
  if (held) await work((unit) => endSignIn(unit, held, ctx.ip || null))
}

interface Shown {
  back: string
  email: string
  refused: string | null
  said?: string | null
}

async function refuse(ctx: Ctx, status: number, shown: Shown): Promise<void> {
  ctx.status = status
  await showForm(ctx, shown)
}

async function showForm(ctx: Ctx, { back, email, refused, said = null }: Shown): Promise<void> {
  await ctx.state.render('door/sign-in', {
    back,
    refused,
    said,
    set_up: await isSetUp(ctx.state.appliance.db),
    email: field({
      name: 'email',
      label: words.email,
      type: 'email',
      value: email,
      autocomplete: 'username',
      required: true,
    }),
    password: field({
      name: 'password',
      label: words.password,
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    }),
  })
}

function asTyped(typed: string): string {
  return typed
}
