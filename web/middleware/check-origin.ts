// A change is asked for by a page of ours, or it does not happen (T28). Browsers say where a request comes from;
// one that says nothing is refused as well, but for guests who have no sign-in that a stranger's page could use: the
// browsers of weak phones are not to be kept from paying. Reading changes nothing and may come from anywhere.

import type { Middleware } from 'koa'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { WebState } from '../context.ts'
import { bareFrame } from '../frame.ts'
import { isOwn, isPortal } from '../paths.ts'
import { showPortalFailure } from '../portal/failures.ts'
import { renderView } from '../render.ts'

const safe = new Set(['GET', 'HEAD'])

export const checkOrigin: Middleware<WebState> = async (ctx, next) => {
  const { config, now } = ctx.state.appliance
  const headers = {
    site: ctx.get('Sec-Fetch-Site'),
    origin: ctx.get('Origin'),
    host: ctx.get('Host'),
  }
  if (safe.has(ctx.method) || isOurs(headers, config.publicUrl)) return next()
  if (isPortal(ctx.path)) {
    if (headers.site === '' && headers.origin === '' && !isOwn(ctx.path)) return next()
    return showPortalFailure(ctx, { status: 403, code: '', name: '' })
  }

  ctx.status = 403
  ctx.type = 'html'
  const { title, text } = staffWords.frame.failed.elsewhere
  ctx.body = renderView('door/failed', { title, text, again: null }, bareFrame(now()))
}

interface Headers {
  site: string
  origin: string
  host: string
}

/**
 * Sec-Fetch-Site decides where it is sent. On plain http to an address that is no localhost browsers leave it
 * out; then Origin must be the public address or the very host that was asked.
 */
export function isOurs({ site, origin, host }: Headers, publicUrl: string): boolean {
  if (site !== '') return site === 'same-origin'
  if (origin === publicUrl) return true
  return host !== '' && origin === `http://${host}`
}
