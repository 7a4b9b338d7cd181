// Whoever may not look everywhere, a reseller or somebody of one site, is given an appliance that shows them no more than
// they may see: whatever the handlers ask it, now or in a year (T22).

import type { Middleware } from 'koa'
import { narrow } from '../../appliance/people/scoped-views.ts'
import type { WebState } from '../context.ts'

export const keepScope: Middleware<WebState> = async (ctx, next) => {
  const { held, appliance } = ctx.state
  if (held) {
    const narrowed = await narrow(appliance, held.staff)
    ctx.state.appliance = narrowed.appliance
    ctx.state.leave = narrowed.leave // After the page of a refusal: its menu counts, too.
  }
  await next()
}
