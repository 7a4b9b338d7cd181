// The books of the system that was here before, in our words: what every reader of old systems makes of what it finds, and all
// that is decided and brought over from.

import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Plan, ServiceKind } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { Why } from './reasons.ts'

export const systems = ['phpnuxbill', 'daloradius', 'freeradius'] as const
export type System = (typeof systems)[number]

export type OldKind = 'plan' | 'router' | 'subscriber' | 'line' | 'voucher' | 'receipt'

export interface ReadingTerms {
  /** In which zone the old system wrote its times. */
  zone: string
  gigabyte: 1000 | 1024 | null
  now: Instant
  /** Groups of FreeRADIUS that are sold at the hotspot, in small letters; the others are lines at home. */
  hotspot: ReadonlySet<string>
}

export interface OldBooks {
  system: System
  /** "phpnuxbill:isp": what its keys are unique in. */
  source: string
  plans: OldPlan[]
  routers: OldRouter[]
  subscribers: OldSubscriber[]
  vouchers: OldVoucher[]
  receipts: OldReceipt[]
  /** What could not be read as anything. */
  refused: Unmoved[]
  /** What is read, and yet not as it was. */
  notes: Note[]
  /** Sums and counts of theirs, to hold beside their own pages. */
  figures: [string, string][]
  /** Tables we know nothing of. */
  unknown_tables: string[]
}

/** A row that stays behind. Secrets have no place in `name`. */
export interface Unmoved {
  kind: OldKind
  key: string
  name: string
  why: Why
}

export interface Note {
  kind: OldKind
  name: string
  what: Why
}

type Terms = Pick<
  Plan,
  | 'kind'
  | 'price_cents'
  | 'term_count'
  | 'term_unit'
  | 'down_kbps'
  | 'up_kbps'
  | 'data_bytes'
  | 'devices'
  | 'address_pool'
  | 'burst_down_kbps'
  | 'burst_up_kbps'
  | 'threshold_down_kbps'
  | 'threshold_up_kbps'
  | 'burst_seconds'
  | 'priority'
>

export interface OldPlan extends Terms {
  key: string
  name: string
  /** Not sold any more. */
  withdrawn: boolean
}

export interface OldRouter {
  key: string
  name: string
  address: string
  secret: string
  coa_port: number
}

export interface OldSubscriber {
  key: string
  name: string
  msisdn: Msisdn | null
  joined_at: Instant | null
  suspended: boolean
  /** What they had paid and not used; never less than nothing. */
  wallet_cents: Cents
  /** What they typed at the paybill. */
  typed: string | null
  lines: OldLine[]
}

export interface OldLine {
  key: string
  kind: ServiceKind
  /** Of a plan of these books. */
  plan_key: string
  user_name: string
  /** How a report names it: the user name, or something else where that is a voucher's code. */
  shown: string
  /** As services.password is kept: see stored-passwords.ts. */
  password: string
  paid_until: Instant | null
  static_address: string | null
  /** The device it was last seen with, or the only one it may come from. */
  mac: string | null
  locked: boolean
  /** The router it may come from, by its name; null: any. */
  router: string | null
}

export interface OldVoucher {
  key: string
  code: string
  plan_key: string
  /** It stays behind, and no other may have its code. */
  used: boolean
}

export interface OldReceipt {
  key: string
  receipt_code: string
  user_name: string | null
  amount_cents: Cents | null
  paid_at: Instant | null
}
