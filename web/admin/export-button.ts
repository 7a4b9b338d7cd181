// The way from a list to the same list as a file.

import { staffOf, type Ctx } from '../context.ts'
import { may, type RouteName } from '../routes.ts'

/** What the partial `export` shows: null for whom it does not work. */
export function exportView(ctx: Ctx, route: Extract<RouteName, `POST /${string}/export`>) {
  if (!may(staffOf(ctx).role, route)) return null
  return { action: `${route.slice('POST '.length)}${ctx.search}`, phones: mayPhones(ctx) }
}

/** Phones in full are for those who keep the books. */
export function mayPhones(ctx: Ctx): boolean {
  return may(staffOf(ctx).role, 'POST /payments/:rail/:receipt_code/messages')
}
