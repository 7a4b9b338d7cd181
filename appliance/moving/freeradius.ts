// FreeRADIUS's books, with daloRADIUS's beside them where they are there: users of radcheck and radusergroup, who they are
// (userinfo), until when (Expiration, else nextbill), and what was paid. Columns of cards are in no list here.

import { cents } from '../money.ts'
import { readMsisdn } from '../msisdn.ts'
import { drawServicePassword } from '../secrets.ts'
import type { MySqlSource } from './mysql-source.ts'
import { readNas } from './nas-tables.ts'
import type { OldBooks, OldLine, OldSubscriber, ReadingTerms } from './old-books.ts'
import { readSessions } from './old-sessions.ts'
import { readHost, readLocal, readMac, readName, readNamedDay, readUserName } from './old-words.ts'
import { readPayments } from './daloradius-money.ts'
import { disabledGroup, readAttributes, readGroups, type Attributes } from './radius-groups.ts'
import type { Why } from './reasons.ts'
import { passwordAttributes, readStoredPassword } from './stored-passwords.ts'

const known = new Set(
  'radcheck radreply radgroupcheck radgroupreply radusergroup radacct radpostauth nas nasreload radippool radhuntgroup cui wimax userinfo userbillinfo billing_plans billing_plans_profiles billing_rates billing_history billing_merchant billing_paypal invoice invoice_items invoice_status invoice_type payment payment_type batch_history hotspots operators operators_acl operators_acl_files realms proxys node messages dictionary'.split(
    ' ',
  ),
)

export async function readFreeRadius(
  source: MySqlSource,
  terms: ReadingTerms,
): Promise<Omit<OldBooks, 'system' | 'source'>> {
  const groups = await readGroups(source, terms.hotspot)
  const sessions = await readSessions(source, terms)
  const users = await readUsers(source)
  const read: Read = { subscribers: [], refused: [...groups.refused], notes: [...groups.notes] }
  for (const user of users) readUser(read, user, sessions.macs, terms)
  const nas = await readNas(source)
  const money = await readPayments(source, terms.zone)
  return {
    plans: groups.plans,
    routers: nas.routers,
    subscribers: read.subscribers,
    vouchers: [],
    receipts: money.receipts,
    refused: [...read.refused, ...nas.refused],
    notes: [...read.notes, ...nas.notes, ...money.notes],
    figures: [['Users', String(users.length)], ...sessions.figures, ...money.figures],
    unknown_tables: source.tables.filter((name) => !known.has(name)),
  }
}

type Read = Pick<OldBooks, 'subscribers' | 'refused' | 'notes'>

interface User {
  username: string
  checks: Attributes
  replies: Attributes
  /** Lowest priority first. */
  groups: string[]
  info: Info | undefined
  nextbill: string | null
}

interface Info {
  name: string
  phone: string | null
  joined: string | null
}

async function readUsers(source: MySqlSource): Promise<User[]> {
  const checks = await readAttributes(source, 'radcheck', 'username')
  const replies = await readAttributes(source, 'radreply', 'username')
  const groups = new Map<string, { group: string; priority: number }[]>()
  for await (const row of source.rows(
    'radusergroup',
    ['username', 'groupname', 'priority'],
    'id',
  )) {
    // prettier-ignore
    const of = groups.get(row.username ?? '') ?? []
    const group = row.groupname ?? ''
    if (!of.some((one) => one.group === group)) of.push({ group, priority: Number(row.priority) })
    groups.set(row.username ?? '', of)
  }
  const infos = new Map<string, Info>()
  const columns = ['username', 'firstname', 'lastname', 'mobilephone', 'workphone', 'homephone', 'creationdate'] as const // prettier-ignore
  for await (const row of source.rows('userinfo', columns, 'id')) {
    const name = readName(`${row.firstname ?? ''} ${row.lastname ?? ''}`)
    const phone = [row.mobilephone, row.workphone, row.homephone].find((one) => one?.trim()) ?? null
    infos.set(row.username ?? '', { name, phone, joined: row.creationdate })
  }
  const bills = new Map<string, string | null>()
  for await (const row of source.rows('userbillinfo', ['username', 'nextbill'], 'id'))
    bills.set(row.username ?? '', row.nextbill)
  const names = new Set([...checks.keys(), ...groups.keys(), ...infos.keys(), ...bills.keys()])
  return [...names].map((username) => ({
    username,
    checks: checks.get(username) ?? {},
    replies: replies.get(username) ?? {},
    groups: (groups.get(username) ?? []).sort((one, other) => one.priority - other.priority).map(({ group }) => group), // prettier-ignore
    info: infos.get(username),
    nextbill: bills.get(username) ?? null,
  }))
}

function readUser(
  read: Read,
  { username, checks, replies, groups, info, nextbill }: User,
  macs: ReadonlyMap<string, string>,
  { zone, now, hotspot }: ReadingTerms,
): void {
  const user_name = readUserName(username)
  const shown = user_name ?? readName(username)
  const refuse = (why: Why) => read.refused.push({ kind: 'line', key: username, name: shown, why })
  const note = (what: Why) => read.notes.push({ kind: 'line', name: shown, what })
  if (!user_name) return void refuse('user_name_unreadable')
  const isOff = groups.some((group) => group.toLowerCase() === disabledGroup) || /^reject$/i.test(checks['auth-type'] ?? '') // prettier-ignore
  const plans = groups.filter((group) => group.toLowerCase() !== disabledGroup)
  if (plans.length > 1) note('several_groups')
  const plan_key = plans[0] ?? ''
  const kind = hotspot.has(plan_key.toLowerCase()) ? 'hotspot' : 'pppoe'

  const attribute = passwordAttributes.find((name) => checks[name] !== undefined)
  const accepts = /^accept$/i.test(checks['auth-type'] ?? '')
  if (!attribute) return void refuse(accepts ? 'accepts_anybody' : 'no_password')
  const stored = readStoredPassword(attribute, checks[attribute]!)
  if (typeof stored === 'string') return void refuse(stored)
  const isMark = attribute === 'cleartext-password' && isOff && /^[0-9a-f]{32}$/.test(stored.password) // prettier-ignore
  if (isMark) return void refuse('switched_off_marker')
  // At the portal a pass logs in by the box's own word; whoever has only a digest can't be told to the router.
  const unsayable = kind === 'hotspot' && stored.password.startsWith('\0')
  if (unsayable) note('portal_only')
  else if (stored.note) note(stored.note)
  else if (stored.password.length < 6 || stored.password.toLowerCase() === user_name) note('short_password') // prettier-ignore

  const until = readNamedDay(checks['expiration'] ?? null, zone) ?? readLocal(nextbill, null, zone)
  const ahead = until !== undefined && Temporal.Instant.compare(until, now) > 0
  if (!until) note('no_expiry')
  else if (!ahead) note('expired')
  if (isOff) note('status_not_active')
  if (checks['login-time']) note('hours_not_moved')
  const msisdn = readMsisdn(info?.phone ?? '') ?? null
  if (info?.phone && !msisdn) note('phone_unreadable')
  const address = replies['framed-ip-address'] ?? ''
  const wantsAddress = address !== '' && !/^(0\.0\.0\.0|255\.255\.255\.25[45])$/.test(address)
  const static_address = wantsAddress ? (readHost(address) ?? null) : null
  if (wantsAddress && !static_address) note('address_unreadable')
  const locked = readMac(checks['calling-station-id'] ?? null)
  const line: OldLine = {
    key: username,
    kind,
    plan_key,
    user_name,
    shown,
    password: unsayable ? drawServicePassword() : stored.password,
    paid_until: ahead ? until : null,
    static_address,
    mac: locked ?? macs.get(user_name) ?? null,
    locked: locked !== undefined && kind === 'pppoe',
    router: null,
  }
  if (kind === 'hotspot' && ahead && !line.mac) note('waits_for_device')
  const subscriber: OldSubscriber = {
    key: username,
    name: info?.name || shown,
    msisdn,
    joined_at: readLocal(info?.joined ?? null, null, zone) ?? null,
    suspended: isOff,
    wallet_cents: cents(0),
    typed: username,
    lines: [line],
  }
  read.subscribers.push(subscriber)
}
