// A subscriber's own page, gathered: each of their accounts with its lines as they stand, what is left, what was used, and the
// wallet. Only what is theirs: the accounts are those their sign-in may see.

import { countPlaces } from '../access/devices.ts'
import type { DataFacts } from '../access/data.ts'
import { findActiveShortcode, type ActiveShortcode } from '../access/portal.ts'
import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Business, Device, Subscriber } from '../tables.ts'
import type { Instant } from '../time.ts'
import {
  findSubscriber,
  listLines,
  listWalletEntries,
  type Line,
  type Person,
  type WalletEntry,
} from './subscribers.ts'
import { listUsage, type DayOfUse } from './usage.ts'
import { findFacts, listLineFacts } from './verdict-facts.ts'
import { decideVerdict, type Facts, type LineFacts, type Verdict } from './verdict.ts'

export interface OwnLine {
  line: Line
  verdict: Verdict
  facts: LineFacts
  data: DataFacts | null
  /** What its next renewal costs, by the plan that was chosen for it. */
  next: { name: string; price_cents: Cents }
  devices: Pick<Device, 'id' | 'mac' | 'bound_at'>[]
  places: number
}

export interface OwnAccount {
  person: Person
  facts: Facts
  lines: OwnLine[]
  wallet_cents: Cents
  usage: DayOfUse[]
}

const walletLimit = 12

/** The business, or what stands for it before it has a name. */
export async function readBusiness(db: Db): Promise<Business> {
  const business = await db('business').first('name', 'support_phone')
  if (business) return business
  const site = await db('sites').orderBy('id').first('name')
  return { name: site?.name ?? 'Lango', support_phone: null }
}

/** One of the accounts. Its open lines, in their order. */
export async function readOwnAccount(
  db: Db,
  { account_no }: Pick<Subscriber, 'account_no'>,
  now: Instant,
): Promise<OwnAccount> {
  const person = await findSubscriber(db, account_no)
  const all = await listLines(db, person.id, now)
  const lines = all.filter(({ closed_at }) => closed_at === null)
  const [facts, about, usage] = await Promise.all([
    findFacts(db, person, lines),
    listLineFacts(db, lines),
    listUsage(db, person.id, now),
  ])
  const { wallet_cents } = facts
  const own = await Promise.all(about.map((each) => readLine(db, { facts, about: each }, now)))
  return { person, facts, lines: own, wallet_cents, usage }
}

async function readLine(
  db: Db,
  { facts, about }: { facts: Facts; about: LineFacts },
  now: Instant,
): Promise<OwnLine> {
  const { line } = about
  const [places, devices, next] = await Promise.all([
    countPlaces(db, line.service_id, now),
    db('devices').where({ service_id: line.service_id }).orderBy('bound_at').select('id', 'mac', 'bound_at'),
    db('services')
      .join('plans', (on) => on.on('plans.id', db.raw('coalesce(services.next_plan_id, services.plan_id)') as never))
      .where('services.id', line.service_id)
      .first<OwnLine['next']>('plans.name', 'plans.price_cents'),
  ]) // prettier-ignore
  const verdict = decideVerdict(facts, about, now)
  return { line, verdict, facts: about, data: about.data, next, devices, places }
}

/** Their money, newest first, and where it is paid by hand. */
export async function readOwnMoney(
  db: Db,
  { id }: Pick<Subscriber, 'id'>,
): Promise<{ entries: WalletEntry[]; paybill: ActiveShortcode | null }> {
  const [entries, paybill] = await Promise.all([
    listWalletEntries(db, id, walletLimit),
    findActiveShortcode(db),
  ])
  return { entries, paybill: paybill ?? null }
}

/** The line of an account that a path names. Throws NotFound `line_unknown`. */
export function findOwnLine({ lines }: OwnAccount, service_no: string | undefined): OwnLine {
  const found = lines.find(({ line }) => String(line.service_no) === service_no)
  if (found) return found
  throw new NotFound('line_unknown', 'There is no such line.')
}

export async function mayText(db: Db): Promise<boolean> {
  return (await db('sms_gateway').first('provider')) !== undefined
}
