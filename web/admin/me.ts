// One's own sign-in: the password, the codes from the phone, and every browser one is signed in with.

import { readCodesState } from '../../appliance/people/codes.ts'
import { changePassword, proveOwnPassword } from '../../appliance/people/password-links.ts'
import { findPasswordProblem } from '../../appliance/people/passwords.ts'
import {
  listSignIns,
  revokeSignIns,
  type Held,
  type ListedSignIn,
} from '../../appliance/people/sign-ins.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, browserOf, heldOf, needsCodes, seeOther, type Ctx } from '../context.ts'
import { field, oneOf, readForm, readQuery } from '../forms.ts'
import { setSignInCookie } from '../middleware/hold-session.ts'
import { idOf, paths, withQuery } from '../paths.ts'

const { me: words, proofs } = staffWords.people
const { door } = staffWords
const asTyped = (typed: string): string => typed
const done = { password: words.changed, others: words.others_out, one: words.one_out }

export interface Wrong {
  old?: string
  fresh?: string
  password?: string
  code?: string
  code_again?: string
}

export async function showMe(ctx: Ctx): Promise<void> {
  await showPage(ctx, {})
}

export async function changeOwnPassword(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { old: asTyped, fresh: asTyped })
  const held = heldOf(ctx)
  const problem = await findPasswordProblem(typed.fresh, held.staff.email)
  if (problem) return showPage(ctx, { fresh: door.problems[problem] })
  const wrong = await wrongPassword(ctx, typed.old)
  if (wrong) return showPage(ctx, { old: wrong })
  const { work } = ctx.state.appliance
  const token = await work((unit) => changePassword(unit, held, typed.fresh, browserOf(ctx)))
  setSignInCookie(ctx, token)
  seeOther(ctx, withQuery(paths.me, { done: 'password' }))
}

export async function deleteOwnSignIns(ctx: Ctx): Promise<void> {
  const { staff, sign_in } = heldOf(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) =>
    revokeSignIns(work, staff.id, { kept: sign_in.id }, actorOf(ctx)),
  )
  seeOther(ctx, withQuery(paths.me, { done: 'others' }))
}

export async function deleteOwnSignIn(ctx: Ctx): Promise<void> {
  const { staff } = heldOf(ctx)
  readForm(ctx, {})
  const id = idOf(ctx.params['id'])
  await ctx.state.appliance.work((work) => revokeSignIns(work, staff.id, { id }, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.me, { done: 'one' }))
}

/** What to say beside the field; null when the password is theirs. */
export async function wrongPassword(ctx: Ctx, password: string): Promise<string | null> {
  const proved = await proveOwnPassword(ctx.state.appliance, heldOf(ctx), password, ctx.ip || null)
  if (proved.outcome === 'wait') return words.wait(proved.seconds)
  return proved.outcome === 'right' ? null : words.wrong
}

export async function showPage(ctx: Ctx, wrong: Wrong): Promise<void> {
  const { db, now } = ctx.state.appliance
  const held = heldOf(ctx)
  const [codes, sign_ins] = await Promise.all([
    readCodesState(db, held.staff.id),
    listSignIns(db, held.staff.id, now()),
  ])
  const said = readQuery(ctx, { done: oneOf(['', 'password', 'others', 'one'] as const) })
  if (Object.keys(wrong).length > 0) ctx.status = 422
  const { proved, recovery_left } = codes
  await ctx.state.render('admin/me', {
    done: said.done === '' ? null : done[said.done],
    person: { name: held.staff.name, email: held.staff.email },
    password: {
      old: secretField('old', words.old, 'current-password', wrong.old),
      fresh: secretField(
        'fresh',
        words.fresh,
        'new-password',
        wrong.fresh,
        door.first.password_hint,
      ),
    },
    codes: {
      due: needsCodes(ctx.state),
      say: proved ? words.codes_on : needsCodes(ctx.state) ? words.codes_due : words.codes_off,
      proved,
      recovery: words.recovery(recovery_left),
      enter: proved ? words.replace : words.begin,
      open: Boolean(wrong.password || wrong.code),
      open_again: Boolean(wrong.code_again),
      password: secretField('password', words.your_password, 'current-password', wrong.password),
      code: codeField('code', wrong.code),
      code_again: codeField('code_again', wrong.code_again),
    },
    sign_ins: sign_ins.map((one) => signInView(one, held)),
    others: sign_ins.length > 1,
  })
}

function secretField(
  name: string,
  label: string,
  autocomplete: string,
  wrong: string | undefined,
  hint: string | null = null,
) {
  return field({
    name,
    label,
    type: 'password',
    autocomplete,
    wrong: wrong ?? null,
    hint,
    required: true,
  })
}

function codeField(name: string, wrong: string | undefined) {
  return field({
    name,
    label: words.code_now,
    autocomplete: 'one-time-code',
    wrong: wrong ?? null,
    required: true,
  })
}

export function signInView(one: ListedSignIn, held: Held | null) {
  return {
    browser: one.user_agent ?? words.unknown,
    address: one.source_address ?? '–',
    started_at: one.started_at,
    seen_at: one.seen_at,
    proof: proofs[one.proved_by ?? 'password'],
    here: one.id === held?.sign_in.id,
    action: `${paths.me}/sign-ins/${one.id}?_method=delete`,
  }
}
