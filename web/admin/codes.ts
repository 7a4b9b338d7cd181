// Setting up codes from one's phone: the password again, a picture to scan, the first code, and ten recovery codes that
// are shown once.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import {
  beginCodes,
  demandCode,
  proveCodes,
  readCodesState,
  readNewSeed,
  renewRecoveryCodes,
  switchCodesOff,
} from '../../appliance/people/codes.ts'
import { endAllSignIns, startSignIn } from '../../appliance/people/sign-ins.ts'
import { formatBase32, provisioningUri } from '../../appliance/people/totp.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, browserOf, heldOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, text } from '../forms.ts'
import { setSignInCookie } from '../middleware/hold-session.ts'
import { paths, withQuery } from '../paths.ts'
import { qrImage } from '../qr-code.ts'
import { showPage, wrongPassword } from './me.ts'

const words = staffWords.people.set_up
const asTyped = (typed: string): string => typed

export async function beginOwnCodes(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { password: asTyped, code: text(60) })
  const wrong = await wrongPassword(ctx, typed.password)
  if (wrong) return showPage(ctx, { password: wrong })
  const { work, safe } = ctx.state.appliance
  const refused = await work(async (unit) => {
    await demandCode(unit, safe, staffOf(ctx).id, typed.code)
    await beginCodes(unit, safe, actorOf(ctx))
  }).catch(wrongCode)
  if (refused) return showPage(ctx, { code: refused })
  seeOther(ctx, paths.codes)
}

export async function showSetUp(ctx: Ctx): Promise<void> {
  const { db } = ctx.state.appliance
  const { waiting } = await readCodesState(db, staffOf(ctx).id)
  if (!waiting) return seeOther(ctx, paths.me)
  await showForm(ctx, null)
}

/** A picture of its own, so that the page needs nothing inline. Nobody keeps it. */
export async function showQr(ctx: Ctx): Promise<void> {
  const { db, safe } = ctx.state.appliance
  const { id, email } = staffOf(ctx)
  const { waiting } = await readCodesState(db, id)
  if (!waiting) return seeOther(ctx, paths.me)
  const seed = await readNewSeed(db, safe, id)
  ctx.type = 'image/svg+xml'
  ctx.set('Cache-Control', 'no-store')
  ctx.body = qrImage(provisioningUri(seed, email), words.qr)
}

/** From here on signing in asks for a code: every other browser is signed out, this one has a new token (T29). */
export async function proveOwnCodes(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { code: text(60) })
  const { work, safe } = ctx.state.appliance
  const staff = staffOf(ctx)
  const made = await work(async (unit) => {
    const codes = await proveCodes(unit, safe, typed.code, actorOf(ctx))
    await endAllSignIns(unit, staff.id)
    return { codes, token: await startSignIn(unit, staff, browserOf(ctx), 'code') }
  }).catch(wrongCode)
  if (typeof made === 'string') return showForm(ctx, made)
  setSignInCookie(ctx, made.token)
  heldOf(ctx).has_codes = true
  await showRecoveryCodes(ctx, made.codes)
}

/** From here on the password is enough: every other browser is signed out, this one has a new token (T29). */
export async function deleteOwnCodes(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { password_off: asTyped, code_off: text(60) })
  const wrong = await wrongPassword(ctx, typed.password_off)
  if (wrong) return showPage(ctx, { password_off: wrong })
  const { appliance } = ctx.state
  const staff = staffOf(ctx)
  const token = await appliance
    .work(async (unit) => {
      await switchCodesOff(unit, appliance, typed.code_off, actorOf(ctx))
      await endAllSignIns(unit, staff.id)
      return startSignIn(unit, staff, browserOf(ctx), 'password')
    })
    .catch((error) => ({ refused: wrongCode(error) }))
  if (typeof token !== 'string') return showPage(ctx, { code_off: token.refused })
  setSignInCookie(ctx, token)
  seeOther(ctx, withQuery(paths.me, { done: 'codes_off' }))
}

export async function renewOwnRecovery(ctx: Ctx): Promise<void> {
  const { typed } = readForm(ctx, { code_again: text(60) })
  const { work, safe } = ctx.state.appliance
  const { id } = staffOf(ctx)
  const codes = await work(async (unit) => {
    const { proved } = await readCodesState(unit.db, id)
    if (!proved) throw new Conflict('no_codes', 'First set up codes from your phone.')
    await demandCode(unit, safe, id, typed.code_again)
    return renewRecoveryCodes(unit, actorOf(ctx))
  }).catch(wrongCode)
  if (typeof codes === 'string') return showPage(ctx, { code_again: codes })
  await showRecoveryCodes(ctx, codes)
}

function wrongCode(error: unknown): string {
  if (error instanceof Invalid && error.code === 'code_wrong') return error.message
  throw error
}

async function showRecoveryCodes(ctx: Ctx, codes: string[]): Promise<void> {
  await ctx.state.render('admin/recovery-codes', { codes, back: paths.me })
}

async function showForm(ctx: Ctx, wrong: string | null): Promise<void> {
  const { db, safe } = ctx.state.appliance
  const seed = await readNewSeed(db, safe, staffOf(ctx).id)
  if (wrong) ctx.status = 422
  await ctx.state.render('admin/codes', {
    picture: paths.codesPicture,
    seed: formatBase32(seed).match(/.{4}/g)!.join(' '),
    back: paths.me,
    code: field({
      name: 'code',
      label: words.code,
      wrong,
      autocomplete: 'one-time-code',
      mode: 'numeric',
      required: true,
    }),
  })
}
