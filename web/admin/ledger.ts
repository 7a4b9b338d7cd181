// The trial balance, what stands behind each line of it, and both as files for whoever keeps the books.

import { listJournal, readChart } from '../../appliance/money/chart-of-accounts.ts'
import { readLedgerHead } from '../../appliance/money/ledger-chain.ts'
import {
  accountKinds,
  countUnsealed,
  listEntries,
  readTrialBalance,
  type BalanceLine,
} from '../../appliance/money/trial-balance.ts'
import { NotFound } from '../../appliance/errors.ts'
import { exportPage, pagesOf, recordExport } from '../../appliance/people/exports.ts'
import { nairobi, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, staffOf, type Ctx } from '../context.ts'
import { count, csvFile, money, type Cell } from '../csv.ts'
import { readForm, readQuery } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.ledger
const pageLines = 50
const monthsOffered = 24

export async function showLedger(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const { role } = staffOf(ctx)
  const [balance, chart, head, waiting] = await Promise.all([
    readTrialBalance(db),
    readChart(db),
    readLedgerHead(db),
    countUnsealed(db),
  ])
  await ctx.state.render('admin/ledger', {
    any: balance.lines.length > 0,
    lines: balance.lines.map((line) => ({
      ...line,
      name: nameOf(line),
      code: chart[line.kind] ? `${chart[line.kind]!.code} ${chart[line.kind]!.name}` : null,
      href: withQuery(paths.ledgerAccount(line.kind), {
        account: line.account_id === null ? null : String(line.account_id),
      }),
    })),
    debit_cents: balance.debit_cents,
    credit_cents: balance.credit_cents,
    chain: words.chain_text(head.link_no, waiting),
    head: `${head.link_no} ${head.hash}`,
    months: monthsUntil(now()),
    journal: paths.ledgerJournal,
    balance: paths.ledgerBalance,
    saves: may(role, 'POST /ledger/journal/export'),
    chart: may(role, 'GET /ledger/chart') ? paths.ledgerChart : null,
  })
}

const nameOf = ({ kind, of }: Pick<BalanceLine, 'kind' | 'of'>) =>
  words.accounts[kind] + (of ? ` ${of}` : '')

function monthsUntil(now: Instant) {
  const month = now.toZonedDateTimeISO(nairobi).toPlainDate().toPlainYearMonth()
  return Array.from({ length: monthsOffered }, (_, back) => {
    const one = month.subtract({ months: back })
    const label = one
      .toPlainDate({ day: 1 })
      .toLocaleString('en-KE', { month: 'long', year: 'numeric' })
    return { value: one.toString(), label }
  })
}

export async function showLedgerAccount(ctx: Ctx): Promise<void> {
  const { db } = ctx.state.appliance
  const kind = accountKinds.find((one) => one === ctx.params['kind'])
  if (!kind) throw new NotFound('account_unknown', 'There is no such account.')
  const number = (typed: string) => idOf(typed) || null
  const { account, before } = readQuery(ctx, { account: number, before: number })
  const [rows, balance] = await Promise.all([
    listEntries(db, { kind, account_id: account, before }, pageLines + 1),
    readTrialBalance(db),
  ])
  const line = balance.lines.find(
    (one) => one.kind === kind && (account === null || one.account_id === account),
  )
  const shown = rows.slice(0, pageLines)
  const linkTo = (place: number | null) =>
    withQuery(paths.ledgerAccount(kind), {
      account: account === null ? null : String(account),
      before: place === null ? null : String(place),
    })
  await ctx.state.render('admin/ledger-account', {
    title: words.entries(nameOf({ kind, of: account === null ? null : (line?.of ?? null) })),
    back: paths.ledger,
    any: shown.length > 0,
    rows: shown.map(
      ({ id, transfer_id, amount_cents, posted_at, reason, undoes, account_no, ...row }) => ({
        id,
        amount_cents,
        posted_at,
        reason,
        what: words.transfers[row.kind as keyof typeof words.transfers] ?? row.kind,
        transfer: words.transfer(transfer_id),
        undoes: undoes === null ? null : words.undoes(undoes),
        others: row.others.map((other) => words.accounts[other]).join(', '),
        account_no,
        href: account_no === null ? null : paths.subscriber(account_no),
      }),
    ),
    next: rows.length > pageLines ? linkTo(shown.at(-1)!.id) : null,
    first: before === null ? null : linkTo(null),
  })
}

const month = (typed: string) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(typed) ? typed : '')
const day = (typed: string) => readDay(typed) ?? ''

function readDay(typed: string): string | undefined {
  try {
    return Temporal.PlainDate.from(typed, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}

interface Days {
  from: Temporal.PlainDate
  /** The first one after. */
  until: Temporal.PlainDate
  name: string
}

/** Days of Nairobi from one to another, both of them; else a month, the one that was asked for or this one. Pure. */
export function journalDays(
  asked: { month: string; from: string; until: string },
  today: Temporal.PlainDate,
): Days {
  const days = [asked.from, asked.until].filter((one) => one !== '').toSorted()
  if (days.length > 0) {
    const [from, last] = [days[0]!, days.at(-1)!].map((one) => Temporal.PlainDate.from(one))
    return { from: from!, until: last!.add({ days: 1 }), name: `${from}-to-${last}` }
  }
  const first =
    asked.month === '' ? today.with({ day: 1 }) : Temporal.PlainDate.from(`${asked.month}-01`)
  return { from: first, until: first.add({ months: 1 }), name: first.toPlainYearMonth().toString() }
}

export async function exportJournal(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const form = readForm(ctx, { month, from: day, until: day })
  const asked = form.ok ? form.values : { month: '', from: '', until: '' }
  const { from, until, name } = journalDays(asked, now().toZonedDateTimeISO(nairobi).toPlainDate())
  const at = (date: Temporal.PlainDate) => date.toZonedDateTime(nairobi).toInstant()
  const stretch = { from: at(from), until: at(until) }
  const chart = await readChart(db)
  const pages = pagesOf((place) => listJournal(db, { ...stretch, place }, exportPage))
  async function* lines() {
    for await (const rows of pages)
      yield rows.map((row): Cell[] => {
        const line = chart[row.account_kind]
        return [
          row.posted_at.toZonedDateTimeISO(nairobi).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
          count(row.transfer_id), words.transfers[row.kind], line?.code ?? null, line?.name ?? words.accounts[row.account_kind],
          row.of, row.account_no, money(Math.max(0, -row.amount_cents)), money(Math.max(0, row.amount_cents)), row.reason,
          row.undoes === null ? null : count(row.undoes),
        ]
      }) // prettier-ignore
  }
  await send(ctx, 'journal', name, { days: name }, words.journal_header, lines())
}

export async function exportBalance(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  readForm(ctx, {})
  const [balance, chart] = [await readTrialBalance(db), await readChart(db)]
  async function* lines() {
    yield balance.lines.map((line): Cell[] => [
      chart[line.kind]?.code ?? null, chart[line.kind]?.name ?? words.accounts[line.kind], line.of, count(line.accounts),
      money(line.debit_cents), money(line.credit_cents),
    ]) // prettier-ignore
  }
  const today = now().toZonedDateTimeISO(nairobi).toPlainDate().toString()
  await send(ctx, 'trial-balance', today, {}, words.balance_header, lines())
}

async function send(
  ctx: Ctx,
  list: string,
  of: string,
  filters: object,
  header: readonly string[],
  lines: AsyncIterable<Cell[][]>,
): Promise<void> {
  const { work } = ctx.state.appliance
  await work((unit) =>
    recordExport(unit, { list, filters, phones: 'covered', actor: actorOf(ctx) }),
  )
  ctx.set('Content-Disposition', `attachment; filename="${list}-${of}.csv"`)
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/csv; charset=utf-8'
  ctx.body = csvFile(header, lines)
}
