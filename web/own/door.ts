// Who of the subscribers is asking? The cookie's token names a browser that proved a phone, or came by a link; without one, or
// with one that has ended, it is nobody, and the door is shown. What is theirs is looked up among their own accounts only.

import type { Context } from 'koa'
import { NotFound } from '../../appliance/errors.ts'
import {
  findOwnSignIn,
  isOwnStale,
  seeOwnSignIn,
  type OwnHeld,
} from '../../appliance/people/own-sign-ins.ts'
import {
  findOwnLine,
  readBusiness,
  readOwnAccount,
  type OwnAccount,
  type OwnLine,
} from '../../appliance/people/own-file.ts'
import type { Business, Language, Subscriber } from '../../appliance/tables.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import { seeOther, type Ctx, type Handler, type ViewData, type WebState } from '../context.ts'
import { ownPaths, withQuery } from '../paths.ts'
import { languageOf } from '../portal/language.ts'
import { showPage, type Shown } from '../portal/page.ts'

const rememberedMilliseconds = 90 * 24 * 60 * 60 * 1000

/** What every page of one's own knows. */
export interface Own {
  held: OwnHeld
  account: Subscriber
  language: Language
  words: PortalWords
}

/** A page for whoever is signed in; others are led to the door. An account that is not theirs is not there. */
export function own(page: (ctx: Ctx, own: Own) => Promise<void>): Handler {
  return async (ctx) => {
    const held = await findHeld(ctx)
    if (!held) return seeOther(ctx, ownPaths.signIn)
    const { account_no } = ctx.params
    const account = held.accounts.find((one) => !account_no || one.account_no === account_no)
    if (!account) throw new NotFound('account_unknown', 'There is no such account.')
    const language = languageOf(ctx) ?? account.language
    await page(ctx, { held, account, language, words: portalWords(language) })
  }
}

/** The same for a page of one line of theirs. */
export function ownLine(
  page: (ctx: Ctx, own: Own & { file: OwnAccount; line: OwnLine }) => Promise<void>,
): Handler {
  return own(async (ctx, mine) => {
    const { db, now } = ctx.state.appliance
    const file = await readOwnAccount(db, mine.account, now())
    await page(ctx, { ...mine, file, line: findOwnLine(file, ctx.params['service_no']) })
  })
}

async function findHeld(ctx: Ctx): Promise<OwnHeld | undefined> {
  const { appliance } = ctx.state
  const token = ctx.cookies.get(cookieName(ctx.state))
  const held = token ? await findOwnSignIn(appliance.db, token, appliance.now()) : undefined
  if (held && isOwnStale(held, appliance.now()))
    await appliance.work((work) => seeOwnSignIn(work, held))
  return held
}

export { findHeld as findOwnHeld }

/** A remembered browser keeps it for 90 days; any other until it is closed. */
export function setOwnCookie(
  ctx: Pick<Context, 'cookies'> & { state: WebState },
  token: string | null,
  remembered: boolean,
): void {
  const secure = isSecure(ctx.state)
  ctx.cookies.secure = secure // TLS ends at the proxy, which Koa may not see.
  ctx.cookies.set(cookieName(ctx.state), token, {
    path: ownPaths.home,
    httpOnly: true,
    sameSite: 'lax',
    secure,
    signed: false,
    overwrite: true,
    ...(remembered && { maxAge: rememberedMilliseconds }),
  })
}

function cookieName(state: WebState): string {
  return isSecure(state) ? '__Secure-lango_own' : 'lango_own'
}

function isSecure({ appliance }: WebState): boolean {
  return appliance.config.publicUrl.startsWith('https:')
}

interface OwnShown extends Partial<Omit<Shown, 'language' | 'title'>> {
  language: Language
  title: string
  /** Where the other language leads from the answer to a form. */
  back?: string
}

/** Shows a view in their language, under the provider's name, with a link to the same page in the other one. */
export async function showOwn(
  ctx: Ctx,
  view: string,
  data: ViewData,
  { back = ownPaths.home, ...shown }: OwnShown,
): Promise<void> {
  const business: Business = await readBusiness(ctx.state.appliance.db)
  ctx.set('Cache-Control', 'no-store')
  const path = ctx.method === 'GET' ? ctx.path : back
  const other = (lang: Language) => withQuery(path, { lang })
  showPage(ctx, view, data, { place: null, business, other, ...shown })
}
