// Whatever goes wrong below becomes a page in plain words: a refusal says what to do, a database that is away is
// a 503, and a fault of ours has a name that stands in the log too. Nothing of the fault itself is shown.

import { randomInt } from 'node:crypto'
import type { Context, Middleware } from 'koa'
import { isAway } from '../../appliance/database.ts'
import { Refusal, Unavailable } from '../../appliance/errors.ts'
import { warn } from '../../appliance/log.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { WebState } from '../context.ts'
import { bareFrame, readFrame } from '../frame.ts'
import { isPortal } from '../paths.ts'
import { showPortalFailure } from '../portal/failures.ts'
import { renderView } from '../render.ts'

const { failed } = staffWords.frame

const unstorable = '22021' // PostgreSQL: a sign that no text can hold, like NUL.

interface Failure {
  status: number
  title: string
  text: string
  /** Of a refusal: a guest is told in other words. */
  code?: string
  /** Of a fault of ours, as it stands in the log. */
  name?: string
}

export const answerErrors: Middleware<WebState> = async (ctx, next) => {
  try {
    await next()
    if (ctx.status >= 403 && !ctx.body) await show(ctx, failureOf(ctx.status))
  } catch (error) {
    const failure = read(error)
    if (failure.status === 503) ctx.set('Retry-After', '5')
    if (failure.status >= 500)
      warn('page.failed', { title: failure.title, text: failure.text, error })
    await show(ctx, failure)
  }
}

function read(error: unknown): Failure {
  if (error instanceof Unavailable || isAway(error)) return { status: 503, ...failed.away }
  if (error instanceof Refusal)
    return { ...failureOf(error.status), text: error.message, code: error.code }
  const { status, expose, code } = error as { status?: number; expose?: boolean; code?: string }
  if (status && expose) return failureOf(status)
  if (code === unstorable) return failureOf(422)
  const name = drawFaultName()
  return { status: 500, title: failed.fault.title, text: failed.fault.text(name), name }
}

function failureOf(status: number): Failure {
  const known: Record<number, { title: string; text: string }> = {
    403: failed.forbidden,
    404: failed.not_found,
    405: failed.method,
    409: { title: failed.conflict.title, text: '' },
    413: failed.too_large,
    501: failed.method,
  }
  return { status, ...(known[status] ?? failed.unreadable) }
}

/** "F-7Q2M": easy to say on the phone. */
function drawFaultName(): string {
  const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
  return `F-${Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('')}`
}

async function show(
  ctx: Context & { state: WebState },
  { status, title, text, code = '', name = '' }: Failure,
): Promise<void> {
  if (isPortal(ctx.path)) return showPortalFailure(ctx, { status, code, name })
  const { appliance, held } = ctx.state
  const bare = bareFrame(appliance.now())
  // The menu asks the database; where that is what is away, the page does without.
  const frame =
    held && status < 500 ? await readFrame(ctx.state, ctx.path, '').catch(() => bare) : bare
  const view = frame.staff ? 'admin/failed' : 'door/failed'
  ctx.status = status
  ctx.type = 'html'
  ctx.set('Cache-Control', 'no-store')
  ctx.body = renderView(view, { title, text, again: status >= 500 ? ctx.path : null }, frame)
}
