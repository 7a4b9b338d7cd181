// One line of M-Pesa's organisation statement, as the portal hands it out: 13 columns, found by their names; times of
// Nairobi's clock in three spellings; money with thousands commas, what left with a minus (payments.md A.16).

import { cents, parseShillings, type Cents } from '../money.ts'
import { nairobi, type Instant } from '../time.ts'
import { asTyped, plain, readReceiptCode } from './fields.ts'

export type LineKind = 'customer' | 'fee' | 'reversal' | 'other_in' | 'out' | 'nothing'

export interface StatementLine {
  line_no: number
  receipt_code: string
  kind: LineKind
  completed: boolean
  status: string
  /** In is plus, out is minus. */
  amount_cents: Cents
  balance_cents: Cents | null
  completed_at: Instant
  reason_type: string
  details: string
  other_party: string
  linked_code: string | null
  account_typed: string | null
}

export type Fault =
  | 'torn'
  | 'too_long'
  | 'receipt_missing'
  | 'receipt_odd'
  | 'time_unreadable'
  | 'amount_unreadable'
  | 'both_ways'
  | 'repeated'
  | 'contradicts'
export interface FaultyLine {
  line_no: number
  fault: Fault
  words: string
}

const names = {
  receipt: ['receiptno', 'receiptnumber'],
  completed_at: ['completiontime'],
  details: ['details'],
  status: ['transactionstatus'],
  paid_in: ['paidin'],
  withdrawn: ['withdrawn'],
  balance: ['balance'],
  reason: ['reasontype'],
  party: ['otherpartyinfo'],
  linked: ['linkedtransactionid'],
  account: ['acno', 'accountno'],
} as const
type Column = keyof typeof names
export type Columns = Readonly<Record<Column, number>>

/** Where each column stands; what the file is instead where it is no organisation's statement. */
export function readHeader(cells: readonly string[]): Columns | 'personal_statement' | 'not_a_statement' {
  const heads = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''))
  const at = (column: Column) => heads.findIndex((head) => (names[column] as readonly string[]).includes(head))
  const found = Object.fromEntries((Object.keys(names) as Column[]).map((name) => [name, at(name)])) as Columns
  const needed = [found.receipt, found.completed_at, found.status, found.paid_in, found.withdrawn]
  if (needed.some((place) => place < 0)) return 'not_a_statement'
  // A person's own statement has neither; anybody can print one for themselves.
  if (found.reason < 0 || found.account < 0) return 'personal_statement'
  return found
} // prettier-ignore

/** Whether a row is the header, as opposed to the lines that may precede it. */
export function isHeader(cells: readonly string[]): boolean {
  return /^\s*receipt\s*n(o|umber)\b/i.test(cells[0] ?? '')
}

/** The paybill or till that a line before the header names: "Short Code,600966". */
export function readPreamble(cells: readonly string[]): string | null {
  if (!/short ?code|pay ?bill|till|organi[sz]ation (no|number)/i.test(cells[0] ?? '')) return null
  return /(?<!\d)(\d{5,7})(?!\d)/.exec(cells.join(' '))?.[1] ?? null
}

/** Reads a line, or says what is wrong with it. Pure. */
export function readLine(columns: Columns, cells: readonly string[], line_no: number): StatementLine | FaultyLine {
  const cell = (column: Column) => (columns[column] < 0 ? '' : (cells[columns[column]] ?? '').trim())
  const faulty = (fault: Fault): FaultyLine => ({ line_no, fault, words: plain(cells.join(',')) })

  const receipt = readReceiptCode(cell('receipt'))
  if (receipt === 'receipt_code_missing') return faulty('receipt_missing')
  if (receipt === 'receipt_code_odd') return faulty('receipt_odd')
  const completed_at = readStatementTime(cell('completed_at'))
  if (!completed_at) return faulty('time_unreadable')
  const paid_in = readSigned(cell('paid_in'))
  const withdrawn = readSigned(cell('withdrawn'))
  if (paid_in === null || withdrawn === null || paid_in < 0) return faulty('amount_unreadable')
  if (paid_in !== 0 && withdrawn !== 0) return faulty('both_ways')

  const amount_cents = cents(paid_in - Math.abs(withdrawn))
  const reason_type = plain(cell('reason'))
  const details = plain(cell('details'))
  const linked = readReceiptCode(cell('linked'))
  const kind = kindOf(reason_type || details, amount_cents)
  return {
    line_no,
    receipt_code: receipt.receipt_code,
    kind,
    completed: /^completed$/i.test(cell('status')),
    status: plain(cell('status')),
    amount_cents,
    balance_cents: readSigned(cell('balance')),
    completed_at,
    reason_type,
    details,
    other_party: plain(cell('party')),
    linked_code: typeof linked === 'object' ? linked.receipt_code : kind === 'reversal' ? codeIn(details) : null,
    account_typed: asTyped(cell('account')).trim() || accountIn(details),
  }
} // prettier-ignore

/** What sort of money a line is. Words of Safaricom's that we don't know are money in or money out, never a customer's. */
export function kindOf(reason_type: string, amount_cents: number): LineKind {
  if (amount_cents === 0) return 'nothing'
  if (/charge|fee\b|levy|excise|tariff/i.test(reason_type)) return 'fee'
  if (/revers/i.test(reason_type)) return amount_cents < 0 ? 'reversal' : 'other_in'
  if (amount_cents < 0) return 'out'
  const ours = /pay ?bill|pay utility|buy goods|pay merchant|merchant payment|standing order/i
  return ours.test(reason_type) && !/business|organi[sz]ation|b2b|settle/i.test(reason_type)
    ? 'customer'
    : 'other_in'
}

/** `dd-MM-yyyy HH:mm:ss`, `dd-MM-yyyy HH:mm`, `yyyy-MM-dd HH:mm:ss`, or a spreadsheet's count of days: Nairobi's clock. */
export function readStatementTime(words: string): Instant | null {
  const day = /^(\d{2})[-/.](\d{2})[-/.](20\d{2})[ T](\d{1,2}:\d{2}(?::\d{2})?)$/.exec(words)
  const iso = /^(20\d{2}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}(?::\d{2})?)$/.exec(words)
  const serial = /^([2-9]\d{4})(?:\.(\d{1,17}))?$/.exec(words)
  try {
    const at = day
      ? Temporal.PlainDateTime.from(`${day[3]}-${day[2]}-${day[1]}T${clock(day[4]!)}`, { overflow: 'reject' })
      : iso
        ? Temporal.PlainDateTime.from(`${iso[1]}T${clock(iso[2]!)}`, { overflow: 'reject' })
        : serial && fromSerial(Number(serial[1]), Number(`0.${serial[2] ?? '0'}`))
    return at ? at.toZonedDateTime(nairobi).toInstant() : null
  } catch {
    return null
  }
} // prettier-ignore

const clock = (words: string) => (/:[0-5]\d:60$/.test(words) ? 'no time' : words.padStart(words.length > 5 ? 8 : 5, '0')) // prettier-ignore

/** Excel counts days since 30 December 1899, and the day's seconds as a fraction of it. */
function fromSerial(days: number, part: number): Temporal.PlainDateTime {
  return Temporal.PlainDate.from('1899-12-30')
    .add({ days })
    .toPlainDateTime()
    .add({ seconds: Math.round(part * 86_400) })
}

/** "1,500.00", "-1,500.00", nothing for 0; null for what is no amount. */
function readSigned(words: string): Cents | null {
  const amount = words.replace(/^KES\s*/i, '').trim()
  if (amount === '' || amount === '-') return cents(0)
  const away = /^[-−(]/.test(amount)
  try {
    const read = parseShillings(amount.replace(/^[-−(]/, '').replace(/\)$/, ''))
    return away ? cents(0 - read) : read
  } catch {
    return null
  }
}

const codeIn = (details: string) => /\b(?=[A-Z]*\d)[A-Z0-9]{9,12}\b/.exec(details)?.[0] ?? null
const accountIn = (details: string) => /\bAcc\.\s*(.+)$/.exec(details)?.[1]?.trim() || null
