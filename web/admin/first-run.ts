// The first run: the link the command line printed makes the owner, once.

import { Conflict, Invalid, NotFound } from '../../appliance/errors.ts'
import { checkFirstRunToken, redeemFirstRunToken } from '../../appliance/people/first-run.ts'
import { findPasswordProblem } from '../../appliance/people/passwords.ts'
import { parseEmail, parseName } from '../../appliance/people/staff.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { browserOf, seeOther, type Ctx } from '../context.ts'
import { field, readForm, type Form } from '../forms.ts'
import { setSignInCookie } from '../middleware/hold-session.ts'
import { paths } from '../paths.ts'

const { first, problems, email, password } = staffWords.door
const fields = {
  token: (words: string) => words,
  name: parseName,
  email: parseEmail,
  password: (words: string) => words,
}

export async function showFirstRun(ctx: Ctx): Promise<void> {
  const { token } = ctx.query
  const given = typeof token === 'string' ? token : ''
  const spent = await checkFirstRunToken(ctx.state.appliance, given).then(() => null, asSpent)
  if (spent) return showSpent(ctx, spent)
  await showForm(ctx, given, null)
}

export async function makeOwner(ctx: Ctx): Promise<void> {
  const form = await withPasswordRule(readForm(ctx, fields))
  if (!form.ok) return showForm(ctx, form.typed.token, form)
  const { token, ...person } = form.values
  const { appliance } = ctx.state
  const made = await redeemFirstRunToken(appliance, token, person, browserOf(ctx)).catch(asSpent)
  if (typeof made !== 'string') return showSpent(ctx, made)
  setSignInCookie(ctx, made)
  seeOther(ctx, appliance.config.trial ? paths.today : paths.setup)
}

async function withPasswordRule(form: Form<typeof fields>): Promise<Form<typeof fields>> {
  const { typed } = form
  const problem = await findPasswordProblem(typed.password, typed.email)
  if (!problem) return form
  const found = form.ok ? { token: null, name: null, email: null } : form.problems
  return { ok: false, typed, problems: { ...found, password: problems[problem] } }
}

async function showForm(ctx: Ctx, token: string, form: Form<typeof fields> | null): Promise<void> {
  const typed = form?.typed ?? { name: '', email: '' }
  const wrong = form && !form.ok ? form.problems : { name: null, email: null, password: null }
  if (form) ctx.status = 422
  await ctx.state.render('door/first-run', {
    token,
    refused: form !== null,
    name: field({
      name: 'name',
      label: first.name,
      hint: first.name_hint,
      value: typed.name,
      wrong: wrong.name,
      autocomplete: 'name',
      required: true,
    }),
    email: field({
      name: 'email',
      label: email,
      type: 'email',
      value: typed.email,
      wrong: wrong.email,
      autocomplete: 'username',
      required: true,
    }),
    password: field({
      name: 'password',
      label: password,
      hint: first.password_hint,
      type: 'password',
      wrong: wrong.password,
      autocomplete: 'new-password',
      required: true,
    }),
  })
}

type Spent = { done: boolean }

function asSpent(error: unknown): Spent {
  if (error instanceof Conflict && error.code === 'already_set_up') return { done: true }
  if (error instanceof NotFound || error instanceof Invalid) return { done: false }
  throw error
}

async function showSpent(ctx: Ctx, { done }: Spent): Promise<void> {
  ctx.status = done ? 409 : 404
  await ctx.state.render('door/first-run-spent', {
    title: done ? first.done_title : first.spent_title,
    text: done ? first.done : first.spent,
    sign_in: done ? paths.signIn : null,
  })
}
