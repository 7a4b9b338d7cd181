// What the accountant calls our accounts, and the journal as it leaves the box: every entry of a month, under their codes.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { pageOf, type Page } from '../people/paging.ts'
import type { Cents } from '../money.ts'
import type { ChartLine, Transfer } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { AccountKind } from './trial-balance.ts'

export type Chart = Partial<Record<AccountKind, Pick<ChartLine, 'code' | 'name'>>>

export async function readChart(db: Db): Promise<Chart> {
  const rows = await db('chart_of_accounts').select('kind', 'code', 'name')
  return Object.fromEntries(rows.map(({ kind, code, name }) => [kind, { code, name }]))
}

/** The whole chart, as it is to be from now on; changes are one act. Throws Conflict `code_twice`, Invalid `code_unreadable`. */
export async function changeChart(work: Work, chart: Chart, by: Actor): Promise<void> {
  await work.db.raw('lock table chart_of_accounts in share row exclusive mode')
  const before = await readChart(work.db)
  const lines = Object.entries(chart) as [AccountKind, Pick<ChartLine, 'code' | 'name'>][]
  for (const [, { code, name }] of lines)
    if (!/^[\p{L}\d][\p{L}\d .-]{0,19}$/u.test(code) || name === '')
      throw new Invalid('code_unreadable', 'Letters, digits, dots and dashes, please; at most 20.')
  if (new Set(lines.map(([, { code }]) => code)).size < lines.length)
    throw new Conflict('code_twice', 'Two accounts have the same code.')
  await work.db('chart_of_accounts').delete()
  if (lines.length > 0)
    await work
      .db('chart_of_accounts')
      .insert(lines.map(([kind, line]) => ({ kind, ...line, changed_at: work.now })))
  const told = (one: Chart) =>
    Object.fromEntries(
      Object.entries(one).map(([kind, { code, name }]) => [kind, `${code} ${name}`]),
    )
  await recordAct(work, {
    ...by,
    action: 'chart.changed',
    subject: 'ledger:chart',
    before: told(before),
    after: told(chart),
  })
}

export interface JournalEntry extends Pick<Transfer, 'kind' | 'posted_at' | 'reason' | 'undoes'> {
  id: number
  transfer_id: number
  account_kind: AccountKind
  /** A paybill's number, a budget's or a reseller's name. */
  of: string | null
  account_no: string | null
  amount_cents: Cents
}

/** Entries of a stretch of time, in the order they were posted; `place` is where the last page ended. */
export async function listJournal(
  db: Db,
  { from, until, place }: { from: Instant; until: Instant; place: string | null },
  limit: number,
): Promise<Page<JournalEntry>> {
  const { rows } = await db.raw<{ rows: JournalEntry[] }>(
    `select e.id, e.transfer_id, e.amount_cents, t.kind, t.posted_at, t.reason, t.undoes, a.kind as account_kind,
            coalesce(a.shortcode, b.name, s.name) as of, p.account_no
     from entries e join transfers t on t.id = e.transfer_id join accounts a on a.id = e.account_id
     left join subscribers p on p.id = a.subscriber_id left join budgets b on b.id = a.budget_id
     left join staff s on s.id = a.staff_id
     where e.id > :after and t.posted_at >= :from and t.posted_at < :until order by e.id limit :limit`,
    { after: Number(place ?? 0), from: from as never, until: until as never, limit: limit + 1 },
  )
  return pageOf(rows, limit, ({ id }) => String(id))
}
