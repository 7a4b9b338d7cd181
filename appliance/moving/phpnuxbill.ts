// PHPNuxBill's books, read: customers, what each may use and until when, vouchers, and what was paid. The live list of columns is
// asked first, for a database of 2023 lacks half of them.

import type { MySqlSource } from './mysql-source.ts'
import { readNas } from './nas-tables.ts'
import type { OldBooks, ReadingTerms } from './old-books.ts'
import { readSessions } from './old-sessions.ts'
import { readName } from './old-words.ts'
import { readMoney } from './phpnuxbill-money.ts'
import { readPeople } from './phpnuxbill-people.ts'
import { readPlans } from './phpnuxbill-plans.ts'

const known = new Set(
  'tbl_appconfig tbl_bandwidth tbl_coupons tbl_customers tbl_customers_fields tbl_customers_inbox tbl_customers_meta tbl_language tbl_logs tbl_message_logs tbl_meta tbl_odps tbl_payment_gateway tbl_plans tbl_pool tbl_port_pool tbl_routers tbl_transactions tbl_user_recharges tbl_users tbl_voucher tbl_widgets rad_acct nas nasreload radacct radcheck radgroupcheck radgroupreply radpostauth radreply radusergroup'.split(
    ' ',
  ),
)

export async function readPhpNuxBill(
  source: MySqlSource,
  terms: ReadingTerms,
): Promise<Omit<OldBooks, 'system' | 'source'>> {
  const plans = await readPlans(source, terms.gigabyte)
  const sessions = await readSessions(source, terms)
  const people = await readPeople(source, terms, plans, sessions)
  const vouchers = await readVouchers(source)
  const money = await readMoney(source, terms.zone)
  const nas = await readNas(source)
  return {
    plans: plans.plans,
    routers: nas.routers,
    subscribers: people.subscribers,
    vouchers: vouchers.vouchers,
    receipts: money.receipts,
    refused: [...plans.refused, ...people.refused, ...nas.refused],
    notes: [...plans.notes, ...people.notes, ...nas.notes, ...money.notes],
    figures: [...people.figures, ...vouchers.figures, ...sessions.figures, ...money.figures],
    unknown_tables: source.tables.filter((name) => !known.has(name)),
  }
}

/** What the old system itself believes its zone to be: shown, and never taken. */
export async function saidZone(source: MySqlSource): Promise<string | undefined> {
  for await (const { setting, value } of source.rows(
    'tbl_appconfig',
    ['setting', 'value'],
    'id',
    "setting = 'timezone'",
  ))
    // prettier-ignore
    if (setting === 'timezone') return readName(value)
  return undefined
}

async function readVouchers(
  source: MySqlSource,
): Promise<{ vouchers: OldBooks['vouchers']; figures: [string, string][] }> {
  const columns = ['id', 'type', 'id_plan', 'code', 'status'] as const
  const vouchers: OldBooks['vouchers'] = []
  let used = 0
  for await (const row of source.rows('tbl_voucher', columns, 'id')) {
    if (row.status !== '0') used += 1
    vouchers.push({ key: row.id!, code: row.code ?? '', plan_key: row.id_plan ?? '', used: row.status !== '0' }) // prettier-ignore
  }
  const figures: [string, string][] = [
    ['Vouchers: unused', String(vouchers.length - used)],
    ['Vouchers: used', String(used)],
  ]
  return { vouchers, figures }
}
