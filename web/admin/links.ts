// Two links that somebody is handed: the one by which they come to work here, and the one for a forgotten password.
// What each opens is a form with one password; a link that is not good any more says so and nothing else.

import { NotFound } from '../../appliance/errors.ts'
import { acceptInvitation, findInvitation } from '../../appliance/people/invitations.ts'
import { findPasswordLink, redeemPasswordLink } from '../../appliance/people/password-links.ts'
import { findPasswordProblem } from '../../appliance/people/passwords.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { browserOf, seeOther, type Ctx } from '../context.ts'
import { field, readForm, text } from '../forms.ts'
import { setSignInCookie } from '../middleware/hold-session.ts'
import { paths, withQuery } from '../paths.ts'

const { door } = staffWords
const fields = { token: text(100), password: (words: string) => words }

interface Person {
  email: string
  name: string
}

export async function showJoin(ctx: Ctx): Promise<void> {
  await open(ctx, async (token) => showJoinForm(ctx, token, await invited(ctx, token), null))
}

export async function join(ctx: Ctx): Promise<void> {
  await redeem(ctx, invited, showJoinForm, async (token, password) => {
    const { work } = ctx.state.appliance
    const browser = browserOf(ctx)
    const signed_in = await work((unit) => acceptInvitation(unit, token, password, browser))
    setSignInCookie(ctx, signed_in)
    seeOther(ctx, paths.today)
  })
}

export async function showNewPassword(ctx: Ctx): Promise<void> {
  await open(ctx, async (token) => showPasswordForm(ctx, token, await linked(ctx, token), null))
}

export async function setNewPassword(ctx: Ctx): Promise<void> {
  await redeem(ctx, linked, showPasswordForm, async (token, password) => {
    const { work } = ctx.state.appliance
    await work((unit) => redeemPasswordLink(unit, token, password, ctx.ip || null))
    setSignInCookie(ctx, null)
    seeOther(ctx, withQuery(paths.signIn, { done: 'new_password' }))
  })
}

async function open(ctx: Ctx, task: (token: string) => Promise<void>): Promise<void> {
  const { token } = ctx.query
  await task(typeof token === 'string' ? token : '').catch((error) => showSpent(ctx, error))
}

type Shows = (ctx: Ctx, token: string, person: Person, wrong: string | null) => Promise<void>

async function redeem(
  ctx: Ctx,
  find: (ctx: Ctx, token: string) => Promise<Person>,
  show: Shows,
  task: (token: string, password: string) => Promise<void>,
): Promise<void> {
  const form = readForm(ctx, fields)
  const { token, password } = form.typed
  try {
    const person = await find(ctx, token)
    const problem = await findPasswordProblem(password, person.email)
    if (form.ok && !problem) return await task(token, password)
    ctx.status = 422
    await show(ctx, token, person, door.problems[problem ?? 'too_common'])
  } catch (error) {
    await showSpent(ctx, error)
  }
}

function invited(ctx: Ctx, token: string): Promise<Person> {
  const { db, now } = ctx.state.appliance
  return findInvitation(db, token, now())
}

function linked(ctx: Ctx, token: string): Promise<Person> {
  const { db, now } = ctx.state.appliance
  return findPasswordLink(db, token, now())
}

const showJoinForm: Shows = (ctx, token, { name }, wrong) =>
  ctx.state.render('door/link', {
    title: door.join.title(name),
    lead: door.join.lead,
    action: paths.join,
    enter: door.join.enter,
    token,
    password: passwordField(wrong),
  })

const showPasswordForm: Shows = (ctx, token, { name }, wrong) =>
  ctx.state.render('door/link', {
    title: door.new_password.title,
    lead: door.new_password.lead(name),
    action: paths.newPassword,
    enter: door.new_password.enter,
    token,
    password: passwordField(wrong),
  })

function passwordField(wrong: string | null) {
  return field({
    name: 'password',
    label: door.password,
    hint: door.first.password_hint,
    type: 'password',
    wrong,
    autocomplete: 'new-password',
    required: true,
  })
}

async function showSpent(ctx: Ctx, error: unknown): Promise<void> {
  if (!(error instanceof NotFound)) throw error
  ctx.status = 404
  await ctx.state.render('door/first-run-spent', { ...door.link_spent, sign_in: paths.signIn })
}
