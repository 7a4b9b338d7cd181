// Whether this person may use this route. Whoever is not signed in is shown the door; a role that is not in the
// route's row is told so, and so is whoever must set up codes before changing anything.

import type { RouterMiddleware } from '@koa/router'
import { needsCodes, seeOther, type WebState } from '../context.ts'
import { paths, withQuery } from '../paths.ts'
import type { Row } from '../routes.ts'

export function requireStaff({
  roles,
  changes,
  beforeCodes,
  wholeHouse,
}: Row): RouterMiddleware<WebState> {
  return async (ctx, next) => {
    if (roles === 'anyone') return next()
    const { held } = ctx.state
    if (!held)
      return seeOther(ctx, withQuery(paths.signIn, { back: ctx.method === 'GET' ? ctx.url : null }))
    const elsewhere = wholeHouse && held.staff.site_id !== null
    if (!roles.includes(held.staff.role) || elsewhere) {
      ctx.status = 403 // answer-errors writes the page.
      return
    }
    if (changes && !beforeCodes && needsCodes(ctx.state)) {
      ctx.status = 403
      return ctx.state.render('admin/codes-first', { href: paths.me })
    }
    await next()
  }
}
