// When a guest's page could not be shown: what it means for them, in their language, and what to do now.

import type { Context } from 'koa'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import type { WebState } from '../context.ts'
import { renderForGuest } from '../render.ts'
import { portalPolicy } from '../middleware/set-headers.ts'
import { languageOf } from './language.ts'
import { frameOf } from './page.ts'

export interface PortalFailure {
  status: number
  /** The refusal's code; empty where it was none. */
  code: string
  /** What stands in the log, for a fault of ours. */
  name: string
}

export function showPortalFailure(
  ctx: Context & { state: WebState },
  failure: PortalFailure,
): void {
  const language = languageOf(ctx) ?? 'sw'
  const words = portalWords(language)
  const said = tell(words, failure)
  const again = ctx.method === 'GET' && failure.status >= 500 ? ctx.url : null
  ctx.status = failure.status
  ctx.type = 'html'
  ctx.set('Content-Security-Policy', portalPolicy(null))
  if (again && failure.status === 503) ctx.set('Refresh', '5') // The database comes back; nobody need press anything.
  const frame = frameOf(ctx.state.appliance.now(), {
    language,
    title: said.title,
    place: null,
    other: null,
  })
  ctx.body = renderForGuest('portal/failed', { ...said, again }, frame, words)
}

function tell({ failed, own }: PortalWords, { status, code, name }: PortalFailure) {
  if (code === 'place_unknown') return failed.unknown_place
  if (code === 'own_link_unknown') return own.door.link_over
  if (status === 503) return failed.away
  if (status === 403) return failed.elsewhere
  if (status === 404 || status === 405) return failed.gone
  if (status < 500) return failed.unreadable
  return { title: failed.fault.title, text: failed.fault.text(name) }
}
