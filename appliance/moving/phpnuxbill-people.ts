// PHPNuxBill's customers and what each may use, until when (tbl_customers, tbl_user_recharges): a line for each kind they have.

import { readMsisdn } from '../msisdn.ts'
import { cents } from '../money.ts'
import type { ServiceKind } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { MySqlSource, OldRow } from './mysql-source.ts'
import type { OldBooks, OldLine, OldSubscriber, ReadingTerms } from './old-books.ts'
import type { SessionsRead } from './old-sessions.ts'
import { readBalance, readHost, readLocal, readName, readUserName } from './old-words.ts'
import { kindOf, type PlansRead } from './phpnuxbill-plans.ts'
import type { Why } from './reasons.ts'
import { readClear } from './stored-passwords.ts'

const customerColumns = [
  'id', 'username', 'password', 'pppoe_username', 'pppoe_password', 'pppoe_ip', 'fullname', 'phonenumber', 'balance',
  'status', 'created_at',
] as const // prettier-ignore
type Customer = OldRow<(typeof customerColumns)[number]>
const rechargeColumns = [
  'id', 'customer_id', 'username', 'plan_id', 'expiration', 'time', 'status', 'routers', 'type',
] as const // prettier-ignore
type Recharge = OldRow<(typeof rechargeColumns)[number]>

type PeopleRead = Pick<OldBooks, 'subscribers' | 'refused' | 'notes' | 'figures'>

interface Held extends Recharge {
  line_kind: ServiceKind | undefined
  ends_at: Instant | undefined
}

export async function readPeople(
  source: MySqlSource,
  terms: ReadingTerms,
  plans: PlansRead,
  sessions: SessionsRead,
): Promise<PeopleRead> {
  const read: PeopleRead = { subscribers: [], refused: [], notes: [], figures: [] }
  const held = new Map<string, Held[]>()
  for await (const row of source.rows('tbl_user_recharges', rechargeColumns, 'id')) {
    const line_kind =
      kindOf(row.type) ?? (row.type ? undefined : plans.kinds.get(row.plan_id ?? ''))
    const one = { ...row, line_kind, ends_at: readLocal(row.expiration, row.time, terms.zone) }
    held.set(row.customer_id ?? '0', [...(held.get(row.customer_id ?? '0') ?? []), one])
  }
  const statuses = new Map<string, number>()
  let balance = 0
  for await (const row of source.rows('tbl_customers', customerColumns, 'id')) {
    const status = row.status ?? 'Active'
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    balance += readBalance(row.balance) ?? 0
    const of = held.get(row.id!) ?? []
    held.delete(row.id!)
    readCustomer(read, { row, held: of, terms, sessions })
  }
  for (const one of held.get('0') ?? []) readVoucherGuest(read, one, terms, sessions)
  held.delete('0')
  for (const one of [...held.values()].flat())
    read.refused.push({ kind: 'line', key: one.id!, name: readName(one.username), why: 'row_unreadable' }) // prettier-ignore
  await readBills(source, read)
  for (const [status, count] of [...statuses].sort()) read.figures.push([`Customers: ${status}`, String(count)]) // prettier-ignore
  read.figures.push(['Balances together', `KES ${balance / 100}`])
  return read
}

interface About {
  row: Customer
  held: Held[]
  terms: ReadingTerms
  sessions: SessionsRead
}

function readCustomer(read: PeopleRead, { row, held, terms, sessions }: About): void {
  const user_name = readUserName(row.username)
  const name = readName(row.fullname) || readName(row.username) || `Customer ${row.id}`
  if (!user_name) {
    read.refused.push({ kind: 'subscriber', key: row.id!, name, why: 'user_name_unreadable' })
    return
  }
  const note = (what: Why) => read.notes.push({ kind: 'subscriber', name: user_name, what })
  const phone = (row.phonenumber ?? '').trim()
  const msisdn = readMsisdn(phone) ?? null
  if (!msisdn && phone !== '' && phone !== '0') note('phone_unreadable')
  const balance = readBalance(row.balance)
  if (balance === undefined) note('balance_unreadable')
  if (balance !== undefined && balance < 0) note('owes')
  const newest = newestOfEachKind(held)
  const off = newest.some((one) => one.status === 'off' && isAhead(one.ends_at, terms.now))
  const suspended = (row.status ?? 'Active') !== 'Active' || off
  if (suspended) note('status_not_active')
  const subscriber: OldSubscriber = {
    key: row.id!,
    name,
    msisdn,
    joined_at: readLocal(row.created_at, null, 'UTC') ?? null, // A TIMESTAMP, read in a session of UTC.
    suspended,
    wallet_cents: cents(Math.max(0, balance ?? 0)),
    typed: row.username,
    lines: [],
  }
  for (const one of newest) {
    const isLine = one.line_kind === 'pppoe'
    const own = isLine ? readUserName(row.pppoe_username) : undefined
    const password = (isLine && row.pppoe_password) || row.password || ''
    addLine(read, subscriber, { one, user_name: own ?? user_name, password, terms, sessions })
    const address = (row.pppoe_ip ?? '').trim()
    const line = subscriber.lines.at(-1)
    if (!isLine || address === '' || address === '0.0.0.0' || line?.key !== one.id) continue
    line.static_address = readHost(address) ?? null
    if (!line.static_address) note('address_unreadable')
  }
  read.subscribers.push(subscriber)
}

/** A row is changed in place at each renewal, so of each kind there should be one; where there are more, the last to end counts. */
function newestOfEachKind(held: Held[]): Held[] {
  const newest = new Map<string, Held>()
  for (const one of held) {
    const kind = one.line_kind ?? `unknown ${one.id}`
    const before = newest.get(kind)
    if (!before || isAhead(one.ends_at, before.ends_at)) newest.set(kind, one)
  }
  return [...newest.values()]
}

function isAhead(one: Instant | undefined, other: Instant | undefined): boolean {
  if (!one || !other) return one !== undefined
  return Temporal.Instant.compare(one, other) > 0
}

interface LineRead {
  one: Held
  user_name: string
  password: string
  /** Where the user name is a secret. */
  shown?: string
  terms: ReadingTerms
  sessions: SessionsRead
}

function addLine(
  read: PeopleRead,
  subscriber: OldSubscriber,
  { one, user_name, password, shown = user_name, terms, sessions }: LineRead,
): void {
  const refuse = (why: Why) => read.refused.push({ kind: 'line', key: one.id!, name: shown, why }) // prettier-ignore
  const note = (what: Why) => read.notes.push({ kind: 'line', name: shown, what })
  if (!one.line_kind) return void refuse('kind_unknown')
  const clear = readClear(password)
  if (typeof clear === 'string') return void refuse(clear)
  const ahead = isAhead(one.ends_at, terms.now)
  if (!one.ends_at) note('time_unreadable')
  else if (!ahead) note(one.status === 'on' ? 'still_on' : 'expired')
  if (shown === user_name && (password.length < 6 || password.toLowerCase() === user_name))
    note('short_password')
  const mac = sessions.macs.get(user_name) ?? null
  if (one.line_kind === 'hotspot' && ahead && !mac) note('waits_for_device')
  const line: OldLine = {
    key: one.id!,
    kind: one.line_kind,
    plan_key: one.plan_id ?? '',
    user_name,
    shown,
    password,
    paid_until: ahead ? one.ends_at! : null,
    static_address: null,
    mac,
    locked: false,
    router: one.routers === 'radius' ? null : readName(one.routers) || null,
  }
  subscriber.lines.push(line)
}

/** customer_id 0: somebody who came in by a voucher, and whose user name is its code. */
function readVoucherGuest(
  read: PeopleRead,
  one: Held,
  terms: ReadingTerms,
  sessions: SessionsRead,
): void {
  const user_name = readUserName(one.username)
  const shown = `Voucher of session ${one.id}`
  if (!isAhead(one.ends_at, terms.now) || one.status !== 'on') return
  if (!user_name) {
    read.refused.push({ kind: 'line', key: one.id!, name: shown, why: 'user_name_unreadable' })
    return
  }
  const subscriber: OldSubscriber = {
    key: `voucher:${one.id}`,
    name: shown,
    msisdn: null,
    joined_at: null,
    suspended: false,
    wallet_cents: cents(0),
    typed: null,
    lines: [],
  }
  addLine(read, subscriber, { one, user_name, shown, password: one.username!, terms, sessions })
  read.subscribers.push(subscriber)
}

async function readBills(source: MySqlSource, read: PeopleRead): Promise<void> {
  const names = new Map(read.subscribers.map(({ key, typed }) => [key, readName(typed)]))
  for await (const row of source.rows(
    'tbl_customers_fields',
    ['id', 'customer_id', 'field_name', 'field_value'],
    'id',
  )) {
    // prettier-ignore
    const name = names.get(row.customer_id ?? '')
    const isOpen = /bill$/i.test(row.field_name ?? '') && !(row.field_value ?? '').endsWith(':0')
    if (name !== undefined && isOpen) read.notes.push({ kind: 'subscriber', name, what: 'extra_bill' }) // prettier-ignore
  }
}
