// One box for everything: a code, a phone in any spelling, an account number, a name, a user name, a voucher, a MAC, an
// IP address, an amount with a time. What words name for certain comes before what they only stand in.

import type { Appliance } from '../appliance.ts'
import { voucherHashes } from '../money/vouchers.ts'
import { scopeOf, type Viewer } from './scopes.ts'
import {
  findUnprovedClaim,
  findVoucherHit,
  hitsMax,
  listNamedPayments,
  listNamedSubscribers,
  listPaymentsLike,
  listRouters,
  listSubscribersLike,
  type ClaimHit,
  type PaymentHit,
  type RouterHit,
  type SubscriberHit,
  type VoucherHit,
} from './search-rows.ts'
import { readSought } from './sought.ts'
import type { Instant } from '../time.ts'

export interface Found {
  /** Whether the words are somebody's or something's own name, and not a part of one. */
  named: boolean
  subscribers: SubscriberHit[]
  payments: PaymentHit[]
  vouchers: VoucherHit[]
  claims: ClaimHit[]
  routers: RouterHit[]
  /** Whether there are more subscribers, or payments, than are shown. */
  more: { subscribers: boolean; payments: boolean }
}

/** `money`: whether this person may look at payments. */
export async function search(
  { db, safe }: Pick<Appliance, 'db' | 'safe'>,
  q: string,
  { money, viewer, now }: { money: boolean; viewer: Viewer; now: Instant },
): Promise<Found> {
  const sought = readSought(q, now)
  const scope = scopeOf(viewer)
  if (sought.words.length < 2) return found(true, {})

  const [subscribers, payments, voucher, claim] = await Promise.all([
    listNamedSubscribers(db, sought, scope),
    money ? listNamedPayments(db, sought, scope) : [],
    money ? findVoucherHit(db, voucherHashes(safe, sought.code), scope) : undefined,
    money && scope.everybody ? findUnprovedClaim(db, sought) : undefined,
  ])
  const vouchers = voucher ? [voucher] : []
  const claims = claim && payments.length === 0 ? [claim] : []
  if (subscribers.length + payments.length + vouchers.length + claims.length > 0)
    return found(true, { subscribers, payments, vouchers, claims })

  const [like, paid, routers] = await Promise.all([
    listSubscribersLike(db, sought, scope),
    money ? listPaymentsLike(db, sought, scope) : [],
    scope.everybody ? listRouters(db, sought) : [],
  ])
  return found(false, { subscribers: like, payments: paid, routers })
}

function found(named: boolean, hits: Partial<Found>): Found {
  const { subscribers = [], payments = [], vouchers = [], claims = [], routers = [] } = hits
  return {
    named,
    subscribers: subscribers.slice(0, hitsMax),
    payments: payments.slice(0, hitsMax),
    vouchers,
    claims,
    routers,
    more: { subscribers: subscribers.length > hitsMax, payments: payments.length > hitsMax },
  }
}
