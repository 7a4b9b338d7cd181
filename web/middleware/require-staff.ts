// Whether this person may use this route. Whoever is not signed in is shown the door; a role that is not in the
// route's row is told so.

import type { RouterMiddleware } from '@koa/router'
import { seeOther, type WebState } from '../context.ts'
import { paths, withQuery } from '../paths.ts'
import type { Row } from '../routes.ts'

export function requireStaff({ roles }: Row): RouterMiddleware<WebState> {
  return async (ctx, next) => {
    if (roles === 'anyone') return next()
    const { held } = ctx.state
    if (!held)
      return seeOther(ctx, withQuery(paths.signIn, { back: ctx.method === 'GET' ? ctx.url : null }))
    if (!roles.includes(held.staff.role)) {
      ctx.status = 403 // answer-errors writes the page.
      return
    }
    await next()
  }
}
