// The queries behind the one box: first what a word names for certain, then what it stands in. Each is answered from an
// index; a kind brings at most so many rows, because nobody reads more.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import { codeOfM } from '../money/payments.ts'
import type { Msisdn } from '../msisdn.ts'
import { toldKinds } from '../providers/news.ts'
import type { Payment } from '../tables.ts'
import type { Instant } from '../time.ts'
import { anywhere, atEnd, begins } from './paging.ts'
import type { Scope } from './scopes.ts'
import type { Sought } from './sought.ts'

export const hitsMax = 25

export interface SubscriberHit {
  account_no: string
  name: string
  msisdn: Msisdn | null
  site: string
  by: 'account' | 'phone' | 'name' | 'user_name' | 'mac' | 'address'
  /** The user name, MAC or address that was meant. */
  matched: string | null
  suspended_at: Instant | null
  closed_at: Instant | null
  online: boolean
}

const named = `
  select id, 'account' as by, null::text as matched from subscribers where account_no = :account_no
  union all select id, 'phone', null from subscribers where msisdn = :msisdn
  union all select subscriber_id, 'user_name', user_name from services where user_name = :user_name
  union all select v.subscriber_id, 'mac', d.mac from devices d join services v on v.id = d.service_id where d.mac = :mac
  union all select subscriber_id, 'mac', locked_mac from services where locked_mac = :mac
  union all select v.subscriber_id, 'mac', :mac from sessions x join services v on v.id = x.service_id
            where x.calling_station_id = any(:macs) and x.stopped_at is null
  union all select v.subscriber_id, 'address', host(x.framed_ip_address) from routers r
            join sessions x on x.router_id = r.id join services v on v.id = x.service_id
            where x.router_id is not null and x.framed_ip_address = :address::inet and x.stopped_at is null
  union all select subscriber_id, 'address', host(static_address) from services where static_address = :address::inet`

const columns = `s.account_no, s.name, s.msisdn, i.name as site, h.by, h.matched, s.suspended_at, s.closed_at,
  exists (select from services v join sessions x on x.service_id = v.id
          where v.subscriber_id = s.id and x.stopped_at is null) as online`

/** Whom the words name for certain. */
export async function listNamedSubscribers(
  db: Db,
  sought: Sought,
  scope: Scope,
): Promise<SubscriberHit[]> {
  const { account_no, msisdn, words, mac, address } = sought
  const { rows } = await db.raw<{ rows: SubscriberHit[] }>(
    `select ${columns} from (select distinct on (id) * from (${named}) every_way order by id) h
     join subscribers s on s.id = h.id join sites i on i.id = s.site_id
     where ${scope.sql('s')} order by s.closed_at nulls first, lower(s.name), s.id limit ${hitsMax + 1}`,
    {
      account_no,
      msisdn,
      user_name: words.toLowerCase(),
      mac,
      macs: spellingsOf(mac) as never,
      address,
      ...scope.bindings,
    },
  )
  return rows
}

/** As routers send it in Calling-Station-Id. */
function spellingsOf(mac: string | null): string[] {
  if (mac === null) return []
  const upper = [mac, mac.replaceAll(':', '-'), mac.replaceAll(':', '')]
  return [...upper, ...upper.map((spelling) => spelling.toLowerCase())]
}

/** In whose name, user name, phone or account number the words stand. */
export async function listSubscribersLike(
  db: Db,
  { parts, digits, words }: Sought,
  scope: Scope,
): Promise<SubscriberHit[]> {
  const ways: string[] = []
  // First who is meant, then in order: by the order of names a rare name would be looked for among all of them.
  const way = (by: SubscriberHit['by'], where: string) =>
    ways.push(`(select s.id, '${by}' as by, null::text as matched from (select * from subscribers s where ${where} offset 0) s
      where ${scope.sql('s')} order by lower(s.name), s.id limit ${hitsMax + 1})`) // prettier-ignore
  const names = Object.fromEntries(parts.map((part, at) => [`part${at}`, anywhere(part)]))
  if (parts.length > 0) {
    const all = (column: string) => Object.keys(names).map((at) => `${column} ilike :${at}`).join(' and ') // prettier-ignore
    way('name', all('s.name'))
    ways.push(`(select s.id, 'user_name', v.user_name from services v join subscribers s on s.id = v.subscriber_id
      where ${all('v.user_name')} and ${scope.sql('s')} limit ${hitsMax + 1})`)
  } else if (words.length === 2) way('name', 'lower(s.name) >= :low and lower(s.name) < :high')
  if (digits !== '') {
    way('phone', 's.msisdn like :ending')
    way('account', 's.account_no like :beginning')
  }
  if (ways.length === 0) return []
  const { rows } = await db.raw<{ rows: SubscriberHit[] }>(
    `select ${columns} from (
       select distinct on (lower(s.name), s.id) w.* from (${ways.join(' union all ')}) w join subscribers s on s.id = w.id
       order by lower(s.name), s.id, w.by <> 'name' limit ${hitsMax + 1}) h
     join subscribers s on s.id = h.id join sites i on i.id = s.site_id order by lower(s.name), s.id`,
    {
      ...names,
      low: words.toLowerCase(),
      high: `${words.toLowerCase()}\u{10ffff}`,
      ending: atEnd(digits),
      beginning: begins(digits),
      ...scope.bindings,
    },
  )
  return rows
}

export interface PaymentHit extends Pick<
  Payment,
  'rail' | 'amount_cents' | 'heard_at' | 'payer_name' | 'state'
> {
  receipt_code: string
  account_no: string | null
  name: string | null
  /** Whether M-Pesa's callback has told of it, too. */
  called_back: boolean
}

type Bindings = Record<string, unknown>

async function listPaymentsBy(
  db: Db,
  ways: string[],
  bindings: Bindings,
  scope: Scope,
): Promise<PaymentHit[]> {
  if (ways.length === 0) return []
  // Whom it is joined with is asked only where somebody may not see all.
  const scoped = scope.everybody
    ? ''
    : `and m.subscriber_id in (select s.id from subscribers s where ${scope.sql('s')})`
  const newest = ways.map((where) => `(select m.id, m.heard_at from payments m
    where ${where} ${scoped} order by m.heard_at desc limit ${hitsMax + 1})`) // prettier-ignore
  const { rows } = await db.raw<{ rows: PaymentHit[] }>(
    `select m.rail, ${codeOfM} as receipt_code, m.amount_cents, m.heard_at, m.payer_name, m.state, s.account_no, s.name,
            exists (select from sightings g where g.payment_id = m.id and g.source = 'callback') as called_back
     from (select id, heard_at from (${newest.join(' union ')}) every_way order by heard_at desc limit ${hitsMax + 1}) h
     join payments m on m.id = h.id left join subscribers s on s.id = m.subscriber_id order by m.heard_at desc, m.id desc`,
    { ...bindings, ...scope.bindings } as never,
  )
  return rows
}

/** The payment of this code, or of this prompt. */
export async function listNamedPayments(
  db: Db,
  { code, words }: Sought,
  scope: Scope,
): Promise<PaymentHit[]> {
  const ofPrompt = (column: string, name: string) =>
    `m.stk_push_id in (select id from stk_pushes where ${column} = :${name})`
  const ways = [
    'm.receipt_code = :code',
    ofPrompt('account_reference', 'code'),
    ofPrompt('checkout_request_id', 'words'),
  ]
  return listPaymentsBy(db, ways, { code, words }, scope)
}

/** By payer, by what they typed, by the beginning of a code, by amount and time. */
export async function listPaymentsLike(
  db: Db,
  { words, code, parts, msisdn, amount_cents, from, until }: Sought,
  scope: Scope,
): Promise<PaymentHit[]> {
  const names = Object.fromEntries(parts.map((part, at) => [`part${at}`, anywhere(part)]))
  const ways = [
    ...(words === '' ? [] : ['lower(m.account_typed) = lower(:words)']),
    ...(parts.length === 0
      ? []
      : [Object.keys(names).map((at) => `m.payer_name ilike :${at}`).join(' and ')]), // prettier-ignore
    ...(/^[A-Z][A-Z0-9]{3,}$/.test(code) ? ['m.receipt_code like :beginning'] : []),
    ...(msisdn ? ['m.payer_msisdn = :msisdn'] : []),
    ...(amount_cents !== null || from
      ? [
          [
            ...(amount_cents === null ? [] : ['m.amount_cents = :amount_cents']),
            ...(from ? ['m.heard_at >= :from and m.heard_at < :until'] : []),
          ].join(' and '),
        ]
      : []),
  ]
  const bindings = { ...names, words, msisdn, beginning: begins(code), amount_cents, from, until }
  return listPaymentsBy(db, ways, bindings, scope)
}

export interface ClaimHit {
  receipt_code: string
  heard_at: Instant
}

/** A message that says this payment came, while Safaricom has not confirmed it. */
export async function findUnprovedClaim(db: Db, { code }: Sought): Promise<ClaimHit | undefined> {
  return db('callbacks')
    .where({ receipt_code: code })
    .whereIn('kind', toldKinds)
    .whereNotNull('due_at')
    .orderBy('id')
    .first<ClaimHit | undefined>('receipt_code', 'heard_at')
}

export interface VoucherHit {
  id: number
  plan: string
  price_cents: Cents
  made_at: Instant
  redeemed_at: Instant | null
  account_no: string | null
  name: string | null
}

export async function findVoucherHit(
  db: Db,
  code_hashes: Buffer[],
  scope: Scope,
): Promise<VoucherHit | undefined> {
  const { rows } = await db.raw<{ rows: VoucherHit[] }>(
    `select u.id, p.name as plan, u.price_cents, u.made_at, u.redeemed_at, s.account_no, s.name
     from vouchers u join plans p on p.id = u.plan_id left join services v on v.id = u.service_id
     left join subscribers s on s.id = v.subscriber_id where u.code_hash = any(:code_hashes) and ${scope.sql('s')}`,
    { code_hashes: code_hashes as never, ...scope.bindings },
  )
  return rows[0]
}

export interface RouterHit {
  name: string
  site: string
  address: string
}

export async function listRouters(db: Db, { words, address }: Sought): Promise<RouterHit[]> {
  const { rows } = await db.raw<{ rows: RouterHit[] }>(
    `select r.name, i.name as site, host(r.address) as address from routers r join sites i on i.id = r.site_id
     where r.retired_at is null and (r.address = :address::inet or (length(:words) > 2 and r.name ilike :like))
     order by r.name limit ${hitsMax}`,
    { address, words, like: anywhere(words) },
  )
  return rows
}
