// The door of subscribers' own pages: a phone, then the code it was sent; or a link. What is said to a number that is nobody's is
// what is said to one that is somebody's.

import { Invalid, TooMany } from '../../appliance/errors.ts'
import { readOwnLink } from '../../appliance/people/own-links.ts'
import { mayText } from '../../appliance/people/own-file.ts'
import { endOwnSignIn, signInByCode, signInByLink } from '../../appliance/people/own-sign-ins.ts'
import { askCode } from '../../appliance/people/sms-codes.ts'
import { shorten } from '../../appliance/money/link-file.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { coverPhone } from '../../appliance/words/figures.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import { browserOf, seeOther, type Ctx } from '../context.ts'
import { field, readForm } from '../forms.ts'
import { tick } from '../form-fields.ts'
import { ownPaths } from '../paths.ts'
import { guestFields } from '../portal/fields.ts'
import { languageOf } from '../portal/language.ts'
import type { Notice } from '../portal/refusals.ts'
import { findOwnHeld, setOwnCookie, showOwn } from './door.ts'

const asIs = (words: string) => words

export async function showOwnDoor(ctx: Ctx): Promise<void> {
  if (await findOwnHeld(ctx)) return seeOther(ctx, ownPaths.home)
  await showPhone(ctx, {})
}

/** Sends a code, and shows where to type it. The page is the answer itself: what it carries is nowhere else. */
export async function askForCode(ctx: Ctx): Promise<void> {
  const language = languageOf(ctx) ?? 'sw'
  const words = portalWords(language)
  const { phone } = guestFields(words)
  const form = readForm(ctx, { lang: asIs, phone })
  if (!form.ok) {
    ctx.status = 422
    return showPhone(ctx, { typed: form.typed.phone, wrong: form.problems.phone })
  }
  const { work, safe, db } = ctx.state.appliance
  if (!(await mayText(db))) return showPhone(ctx, {})
  const asked = { msisdn: form.values.phone, language, source_address: ctx.ip || null }
  try {
    const ask = await work((unit) => askCode(unit, safe, { purpose: 'sign_in', ...asked }))
    await showCode(ctx, { ask, sent: words.own.door.sent(coverPhone(form.values.phone)) })
  } catch (error) {
    if (!(error instanceof TooMany)) throw error
    await showPhone(ctx, { typed: form.typed.phone, notice: tellTooMany(ctx, error, words) })
  }
}

function tellTooMany(ctx: Ctx, { status, again_at }: TooMany, words: PortalWords): Notice {
  const now = ctx.state.appliance.now()
  ctx.status = status
  ctx.set('Retry-After', String(Math.max(1, Math.ceil(now.until(again_at).total('seconds')))))
  const { title, text } = words.own.door.too_many
  const again = tellMoment(languageOf(ctx) ?? 'sw', again_at.add({ seconds: 59 }), now)
  return { tone: 'wait', title, text: text(again) }
}

export async function typeCode(ctx: Ctx): Promise<void> {
  const words = portalWords(languageOf(ctx) ?? 'sw')
  const { door } = words.own
  const code = (typed: string) => {
    const digits = typed.replace(/[\s-]/g, '')
    if (/^\d{6}$/.test(digits)) return digits
    throw new Invalid('code_unreadable', door.code_unreadable)
  }
  const form = readForm(ctx, { lang: asIs, ask: asIs, remember: tick, code })
  const ask = form.typed.ask.slice(0, 100)
  if (!form.ok) {
    ctx.status = 422
    return showCode(ctx, { ask, wrong: form.problems.code })
  }
  const { work, safe } = ctx.state.appliance
  const given = { ask, typed: form.values.code, remember: form.values.remember }
  const done = await work((unit) => signInByCode(unit, safe, given, browserOf(ctx)))
  if (done.outcome === 'in') {
    setOwnCookie(ctx, done.token, given.remember)
    return seeOther(ctx, ownPaths.home)
  }
  ctx.status = 422
  if (done.outcome === 'wrong') return showCode(ctx, { ask, wrong: door.code_wrong })
  await showPhone(ctx, { notice: { tone: 'bad', ...door.over } })
}

/** Opening a link shows whose it is; nothing is signed in before a button is pressed: programs look at links, too. */
export async function showLinkDoor(ctx: Ctx): Promise<void> {
  const { db, safe, now } = ctx.state.appliance
  const { name, language: theirs } = await readOwnLink(db, safe, linkOf(ctx), now())
  const language = languageOf(ctx) ?? theirs
  const { door } = portalWords(language).own
  const view = { action: ownPaths.link(linkOf(ctx)), text: door.link_text(shorten(name)) }
  await showOwn(ctx, 'own/link', view, { language, title: door.tab, ajar: true })
}

export async function openByLink(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { lang: asIs, remember: tick })
  const remember = form.ok && form.values.remember
  const { work, safe } = ctx.state.appliance
  const given = { link: linkOf(ctx), remember }
  const token = await work((unit) => signInByLink(unit, safe, given, browserOf(ctx)))
  setOwnCookie(ctx, token, remember)
  seeOther(ctx, ownPaths.home)
}

function linkOf(ctx: Ctx): string {
  return ctx.params['token'] ?? ''
}

export async function signOutOwn(ctx: Ctx): Promise<void> {
  const held = await findOwnHeld(ctx)
  const form = readForm(ctx, { everywhere: tick })
  const everywhere = form.ok && form.values.everywhere
  if (held)
    await ctx.state.appliance.work((work) => endOwnSignIn(work, held, everywhere, ctx.ip || null))
  setOwnCookie(ctx, null, false)
  seeOther(ctx, ownPaths.signIn)
}

async function showPhone(
  ctx: Ctx,
  shown: { typed?: string; wrong?: string | null; notice?: Notice },
): Promise<void> {
  const language = languageOf(ctx) ?? 'sw'
  const { door } = portalWords(language).own
  const may = await mayText(ctx.state.appliance.db)
  const view = {
    notice: may ? (shown.notice ?? null) : { tone: 'wait', ...door.no_sms },
    action: may ? ownPaths.signIn : null,
    phone: field({
      name: 'phone',
      label: door.phone,
      hint: door.phone_hint,
      type: 'tel',
      mode: 'tel',
      autocomplete: 'tel',
      value: shown.typed ?? '',
      wrong: shown.wrong ?? null,
      required: true,
    }),
  }
  await showOwn(ctx, 'own/sign-in', view, { language, title: door.tab, back: ownPaths.signIn })
}

async function showCode(
  ctx: Ctx,
  { ask, sent = null, wrong = null }: { ask: string; sent?: string | null; wrong?: string | null },
): Promise<void> {
  const language = languageOf(ctx) ?? 'sw'
  const { door } = portalWords(language).own
  const view = {
    action: ownPaths.code,
    again: ownPaths.signIn,
    ask,
    sent,
    code: field({
      name: 'code',
      label: door.code,
      mode: 'numeric',
      autocomplete: 'one-time-code',
      wrong,
      required: true,
    }),
  }
  // The other language would ask for another code: there is no way back to this page.
  await showOwn(ctx, 'own/code', view, {
    language,
    title: door.code_title,
    ajar: true,
    other: null,
  })
}
