// What PHPNuxBill was paid: the M-Pesa codes in its paid attempts and in the words of its sales, for the guard against crediting
// one of them again. Its callbacks are read as JSON or not at all; PHP's own form is never unpacked (T61).

import { cents } from '../money.ts'
import type { MySqlSource } from './mysql-source.ts'
import type { Note, OldReceipt } from './old-books.ts'
import { findReceipts, readLocal, readPrice, readReceipt } from './old-words.ts'

export interface MoneyRead {
  receipts: OldReceipt[]
  notes: Note[]
  figures: [string, string][]
}

const paid = '2'

export async function readMoney(source: MySqlSource, zone: string): Promise<MoneyRead> {
  const read: MoneyRead = { receipts: [], notes: [], figures: [] }
  const attempts = ['id', 'username', 'gateway', 'gateway_trx_id', 'price', 'pg_paid_response', 'paid_date', 'status'] as const // prettier-ignore
  for await (const row of source.rows('tbl_payment_gateway', attempts, 'id')) {
    if (row.status !== paid) continue
    const code =
      readReceipt(row.gateway_trx_id) ?? findInCallback(row.pg_paid_response ?? '') ?? undefined
    if (!code) {
      if (/mpesa|m-pesa|daraja|safaricom/i.test(row.gateway ?? ''))
        read.notes.push({ kind: 'receipt', name: `attempt ${row.id}`, what: 'no_receipt' })
      continue
    }
    read.receipts.push({
      key: `attempt:${row.id}`,
      receipt_code: code,
      user_name: row.username,
      amount_cents: readPrice(row.price) ?? null,
      paid_at: readLocal(row.paid_date, null, zone) ?? null,
    })
  }
  const sales = ['id', 'username', 'price', 'recharged_on', 'recharged_time', 'method', 'note'] as const // prettier-ignore
  const months = new Map<string, { count: number; cents: number }>()
  for await (const row of source.rows('tbl_transactions', sales, 'id')) {
    const price = readPrice(row.price)
    const month = (row.recharged_on ?? '').slice(0, 7)
    const sum = months.get(month) ?? { count: 0, cents: 0 }
    months.set(month, { count: sum.count + 1, cents: sum.cents + (price ?? 0) })
    for (const receipt_code of findReceipts(`${row.method ?? ''} ${row.note ?? ''}`))
      read.receipts.push({
        key: `sale:${row.id}`,
        receipt_code,
        user_name: row.username,
        amount_cents: price ?? null,
        paid_at: readLocal(row.recharged_on, row.recharged_time, zone) ?? null,
      })
  }
  for (const [month, sum] of [...months].sort().slice(-3))
    read.figures.push([`Sales of ${month}`, `${sum.count}, together KES ${cents(sum.cents) / 100}`])
  return read
}

/** Daraja's stkCallback (MpesaReceiptNumber) or confirmation (TransID), however deep a plugin put it. */
function findInCallback(words: string): string | undefined {
  if (!/^\s*[[{]/.test(words)) return undefined
  let body: unknown
  try {
    body = JSON.parse(words)
  } catch {
    return undefined
  }
  return findIn(body, 0)
}

const names = /^(MpesaReceiptNumber|TransID|TransactionReceipt|mpesa_receipt(_number)?)$/i
const depthMax = 8

function findIn(value: unknown, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null || depth > depthMax) return undefined
  const { Name, Value } = value as { Name?: unknown; Value?: unknown }
  if (typeof Name === 'string' && names.test(Name)) return readReceipt(Value)
  for (const [name, inner] of Object.entries(value)) {
    const found = names.test(name) ? readReceipt(inner) : findIn(inner, depth + 1)
    if (found) return found
  }
  return undefined
}
