// What both pages of a float show: what went in and out.

import type { FloatFile } from '../../appliance/people/float-register.ts'
import { formatShillings } from '../../appliance/money.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths, withQuery } from '../paths.ts'

const words = staffWords.floats

/** A line's number in the address; null: the latest. */
export function readBefore(typed: string): number | null {
  return /^[1-9]\d{0,14}$/.test(typed) ? Number(typed) : null
}

/** `at`: the page's own address. */
export function movesView({ page }: FloatFile, at: string, before: number | null) {
  return {
    any: page.rows.length > 0,
    rows: page.rows.map((row) => ({
      ...words.line(row),
      href: row.account_no && row.receipt_code ? paths.payment('float', row.receipt_code) : null,
      posted_at: row.posted_at,
      amount: `${row.amount_cents > 0 ? '+' : '−'} ${formatShillings(Math.abs(row.amount_cents))}`,
      left_cents: row.left_cents,
    })),
    counted: '',
    next: page.next === null ? null : withQuery(at, { before: page.next }),
    first: before === null ? null : at,
  }
}
