// One box for a code, a phone, an account number or a name.

import { search } from '../../appliance/people/search.ts'
import { seeOther, staffOf, type Ctx } from '../context.ts'
import { readQuery, words } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

export async function findAnything(ctx: Ctx): Promise<void> {
  const { q } = readQuery(ctx, { q: words(80) })
  const { db, now } = ctx.state.appliance
  const money = may(staffOf(ctx).role, 'GET /payments')
  const found = await search(db, q, { money, now: now() })
  if (found.kind === 'payment') return seeOther(ctx, paths.payment(found.rail, found.receipt_code))
  if (found.kind === 'subscriber') return seeOther(ctx, paths.subscriber(found.account_no))
  const days = found.kind === 'payments' ? 'ever' : null
  seeOther(ctx, withQuery(paths[found.kind], { q, days }))
}
