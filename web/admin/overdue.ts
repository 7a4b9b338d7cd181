// Work that is late, row by row.

import { listOverdue, type Overdue } from '../../appliance/people/overdue.ts'
import { formatLength, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

export async function showOverdue(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const at = now()
  const rows = await listOverdue(db, at)
  const money = may(staffOf(ctx).role, 'GET /payments')
  await ctx.state.render('admin/overdue', {
    any: rows.length > 0,
    rows: rows.map((row) => lineOf(row, at, money)),
  })
}

function lineOf(
  { kind, id, due_at, name, tries, account_no, rail }: Overdue,
  now: Instant,
  money: boolean,
) {
  const payment = money && rail !== null ? paths.payment(rail, name) : null
  return {
    what: staffWords.today.late_kinds[kind],
    which: name || `${kind} ${id}`,
    href: account_no ? paths.subscriber(account_no) : payment,
    late: formatLength(now.since(due_at).total('seconds')),
    due_at,
    tries: tries === null ? '–' : String(tries),
  }
}
