// One line a request: the route's pattern and not the address, because addresses hold tokens, phones and names.

import type { Middleware } from 'koa'
import { log } from '../../appliance/log.ts'
import type { WebState } from '../context.ts'

export const logRequests: Middleware<WebState, { _matchedRoute?: string | RegExp }> = async (
  ctx,
  next,
) => {
  const began = performance.now()
  try {
    await next()
  } finally {
    log('page.served', {
      method: ctx.method,
      route: String(ctx._matchedRoute ?? 'none'),
      status: ctx.status,
      ms: Math.round(performance.now() - began),
      staff_id: ctx.state.held?.staff.id ?? null,
    })
  }
}
