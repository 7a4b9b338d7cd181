// Vouchers that another system drew, brought in from its list (U62): what can be read is told before anything is kept, line by
// line; what is here already, stands twice or is too short to be safe stays out.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { keepVouchers, plainCode, voucherHashes } from '../money/vouchers.ts'
import { listVoucherPlans } from '../people/voucher-register.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Safe } from '../secrets.ts'
import type { Plan } from '../tables.ts'

export const importedMax = 2000
/** Shorter ones are guessed; longer than the door takes would never open. */
const signsLeast = 6
const signsMost = 40
/** Below it a code is short: five tries an hour still make it slow to guess. */
const signsGood = 10

export interface ImportRow {
  line: number
  code: string
  /** As the list names it; empty: the plan that was chosen. */
  plan: string
}

/** A list with a head or without, parted by commas, semicolons or tabs: the code first, or under "code"; perhaps a plan. Pure. */
export function readImportList(text: string): ImportRow[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((words, at) => ({ line: at + 1, cells: cellsOf(words) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  const head = lines[0]?.cells.map((cell) => cell.toLowerCase()) ?? []
  const codeAt = head.findIndex((cell) => /^(code|voucher|username|user|kodi|namba|vocha)$/.test(cell))
  const planAt = head.findIndex((cell) => /^(plan|profile|package)$/.test(cell))
  const hasHead = codeAt >= 0
  return (hasHead ? lines.slice(1) : lines).map(({ line, cells }) => ({
    line,
    code: cells[hasHead ? codeAt : 0] ?? '',
    plan: (hasHead ? planAt >= 0 && cells[planAt] : cells[1]) || '',
  }))
} // prettier-ignore

function cellsOf(line: string): string[] {
  const parts = /\t/.test(line) ? '\t' : /;/.test(line) ? ';' : ','
  const cells: string[] = ['']
  let quoted = false
  for (const sign of line) {
    if (sign === '"') quoted = !quoted
    else if (sign === parts && !quoted) cells.push('')
    else cells[cells.length - 1] += sign
  }
  return cells.map((cell) => cell.replace(/^'/, '').trim())
}

export type Clash = 'unreadable' | 'twice' | 'here' | 'no_plan'

export interface ImportReport {
  good: { code: string; plan: Plan }[]
  clashes: { line: number; code: string; why: Clash }[]
  /** Of the good ones, how many are short. */
  short: number
  /** Rows beyond what one import takes. */
  left_out: number
}

/** Pure. `known` says which codes are here already. */
export function decideImport(
  rows: readonly ImportRow[],
  plans: readonly Plan[],
  chosen: Plan,
  known: (code: string) => boolean,
): ImportReport {
  const seen = new Set<string>()
  const report: ImportReport = {
    good: [],
    clashes: [],
    short: 0,
    left_out: Math.max(0, rows.length - importedMax),
  }
  for (const { line, code, plan: name } of rows.slice(0, importedMax)) {
    const plain = plainCode(code)
    const plan = name === '' ? chosen : plans.find((one) => same(one.name, name))
    const why = whyNot({ plain, plan, twice: seen.has(plain), here: known(code) })
    seen.add(plain)
    if (why) report.clashes.push({ line, code: code.slice(0, 40), why })
    else report.good.push({ code, plan: plan! })
    if (!why && plain.length < signsGood) report.short += 1
  }
  return report
}

function whyNot(row: {
  plain: string
  plan: Plan | undefined
  twice: boolean
  here: boolean
}): Clash | undefined {
  if (row.plain.length < signsLeast || row.plain.length > signsMost) return 'unreadable'
  if (row.twice) return 'twice'
  if (row.here) return 'here'
  return row.plan ? undefined : 'no_plan'
}

function same(one: string, other: string): boolean {
  return one.normalize('NFC').trim().toLowerCase() === other.normalize('NFC').trim().toLowerCase()
}

export interface Import {
  text: string
  plan_id: number
}

/** What would be brought in. Throws NotFound `plan_unknown`. */
export async function checkImport(
  db: Db,
  safe: Safe,
  { text, plan_id }: Import,
): Promise<ImportReport> {
  const plans = await listVoucherPlans(db)
  const chosen = plans.find(({ id }) => id === plan_id)
  if (!chosen) throw new NotFound('plan_unknown', 'This plan is not sold at the hotspot any more.')
  const rows = readImportList(text)
  const hashes = rows.slice(0, importedMax).flatMap(({ code }) => voucherHashes(safe, code))
  const found = hashes.length === 0 ? [] : await db('vouchers').whereIn('code_hash', hashes).select('code_hash') // prettier-ignore
  const here = new Set(found.map(({ code_hash }) => code_hash.toString('hex')))
  const known = (code: string) =>
    voucherHashes(safe, code).some((hash) => here.has(hash.toString('hex')))
  return decideImport(rows, plans, chosen, known)
}

/** Checking is looking at codes: it is written down, too. */
export async function recordCheck(work: Work, report: ImportReport, by: Actor): Promise<void> {
  const after = { good: report.good.length, clashes: report.clashes.length }
  await recordAct(work, { ...by, action: 'voucher.import_checked', subject: 'vouchers', after })
}

/** Keeps the good ones, a batch for each plan, and returns the report. Throws Conflict `nothing_good`. */
export async function importVouchers(
  work: Work,
  safe: Safe,
  asked: Import,
  by: Actor,
): Promise<ImportReport> {
  await work.db.raw('select pg_advisory_xact_lock(7101352)') // Two imports of one list: the second finds the first one's.
  const report = await checkImport(work.db, safe, asked)
  if (report.good.length === 0)
    throw new Conflict('nothing_good', 'Nothing of this list can be brought in.')
  const made_by = by.staff?.id ?? null
  for (const plan of new Set(report.good.map((one) => one.plan))) {
    const codes = report.good.filter((one) => one.plan === plan).map(({ code }) => code)
    await keepVouchers(work, safe, codes, { plan, made_by, made_how: 'imported' })
  }
  const after = { good: report.good.length, clashes: report.clashes.length }
  await recordAct(work, { ...by, action: 'voucher.imported', subject: 'vouchers', after })
  return report
}
