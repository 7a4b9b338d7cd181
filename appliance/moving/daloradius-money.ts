// What daloRADIUS was paid: its payments' notes, where operators wrote M-Pesa's codes, and invoices that are marked paid by hand
// and are not.

import type { MySqlSource } from './mysql-source.ts'
import type { OldBooks } from './old-books.ts'
import { findReceipts, readBalance, readLocal, readPrice } from './old-words.ts'

type MoneyRead = Pick<OldBooks, 'receipts' | 'notes' | 'figures'>

const paid = '5'

export async function readPayments(source: MySqlSource, zone: string): Promise<MoneyRead> {
  const read: MoneyRead = { receipts: [], notes: [], figures: [] }
  const users = new Map<string, string>()
  for await (const row of source.rows('userbillinfo', ['id', 'username'], 'id')) users.set(row.id!, row.username ?? '') // prettier-ignore
  const invoices = new Map<string, { user: string; status: string; left: number }>()
  for await (const row of source.rows('invoice', ['id', 'user_id', 'status_id'], 'id'))
    invoices.set(row.id!, { user: users.get(row.user_id ?? '') ?? '', status: row.status_id ?? '', left: 0 }) // prettier-ignore
  for await (const row of source.rows('invoice_items', ['invoice_id', 'total'], 'id')) {
    const invoice = invoices.get(row.invoice_id ?? '')
    if (invoice) invoice.left += readBalance(row.total) ?? 0
  }
  let count = 0
  for await (const row of source.rows(
    'payment',
    ['id', 'invoice_id', 'amount', 'date', 'notes'],
    'id',
  )) {
    // prettier-ignore
    count += 1
    const invoice = invoices.get(row.invoice_id ?? '')
    if (invoice) invoice.left -= readBalance(row.amount) ?? 0
    for (const receipt_code of findReceipts(row.notes))
      read.receipts.push({
        key: `payment:${row.id}`,
        receipt_code,
        user_name: invoice?.user || null,
        amount_cents: readPrice(row.amount) ?? null,
        paid_at: readLocal(row.date, null, zone) ?? null,
      })
  }
  for (const [id, { status, left, user }] of invoices)
    if (status === paid && left > 0)
      read.notes.push({ kind: 'subscriber', name: `${user}, invoice ${id}, short by KES ${left / 100}`, what: 'invoice_short' }) // prettier-ignore
  if (count > 0) read.figures.push(['Payments', String(count)])
  return read
}
