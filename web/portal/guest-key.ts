// Which browser asked. A phone's MAC is no secret, so the page that waits for its payment is for the browser that began
// it: it holds 128 bits of chance, in a cookie, and in the form for windows that keep none.

import { drawToken } from '../../appliance/secrets.ts'
import type { Ctx } from '../context.ts'

const cookie = 'lango_guest'
const aDay = 24 * 60 * 60 * 1000

/** What the form carried, else what the cookie says; null for a browser that brought neither. */
export function readGuestKey(ctx: Ctx): string | null {
  const { key } = (ctx.request.body ?? {}) as { key?: unknown }
  return read(key) ?? read(ctx.cookies.get(cookie))
}

/** The key for a form of this page: the one that was brought, or a new one. */
export function giveGuestKey(ctx: Ctx): string {
  const brought = readGuestKey(ctx)
  if (brought !== null) return brought
  const key = drawToken(16)
  if (ctx.method === 'GET') keep(ctx, key)
  return key
}

function keep(ctx: Ctx, key: string): void {
  const secure = ctx.state.appliance.config.publicUrl.startsWith('https:')
  ctx.cookies.secure = secure // TLS ends at the proxy, which Koa may not see.
  ctx.cookies.set(cookie, key, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/p',
    maxAge: aDay,
    secure,
    signed: false,
    overwrite: true,
  })
}

function read(given: unknown): string | null {
  return typeof given === 'string' && /^[0-9a-f]{32}$/.test(given) ? given : null
}
