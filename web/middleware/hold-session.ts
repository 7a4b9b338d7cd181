// Who is asking? The cookie's token names a sign-in; without one, or with one that has ended, it is nobody.

import type { Context, Middleware } from 'koa'
import { findSignIn, isStale, seeSignIn } from '../../appliance/people/sign-ins.ts'
import type { WebState } from '../context.ts'

type Holder = Pick<Context, 'cookies'> & { state: WebState }

export const holdSession: Middleware<WebState> = async (ctx, next) => {
  const { appliance } = ctx.state
  const token = tokenOf(ctx)
  const held = token === null ? undefined : await findSignIn(appliance.db, token, appliance.now())
  ctx.state.held = held ?? null
  // A page that keeps itself true is nobody at the desk: it lets half an hour of idleness pass.
  const alone = ctx.get('Lango-Live') !== ''
  if (held && !alone && isStale(held, appliance.now()))
    await appliance.work((work) => seeSignIn(work, held))
  await next()
}

/** The token the browser brought; null for none. */
export function tokenOf(ctx: Holder): string | null {
  return ctx.cookies.get(cookieName(ctx.state)) ?? null
}

/** Lax, so that a link into a page works; never readable by a script. */
export function setSignInCookie(ctx: Holder, token: string | null): void {
  const secure = isSecure(ctx.state)
  ctx.cookies.secure = secure // TLS ends at the proxy, which Koa may not see.
  ctx.cookies.set(cookieName(ctx.state), token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure,
    signed: false,
    overwrite: true,
  })
}

function cookieName(state: WebState): string {
  return isSecure(state) ? '__Host-lango_sign_in' : 'lango_sign_in'
}

function isSecure({ appliance }: WebState): boolean {
  return appliance.config.publicUrl.startsWith('https:')
}
