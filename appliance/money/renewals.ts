// The wallet becomes time online. A payment buys one term of the service it is for; what is left renews
// services that have ended; the rest stays in the wallet and renews at expiry. Buying early adds to the end
// that is paid for; buying late starts now, less the days of grace that were used. A payment never shortens anything.

import type { Work } from '../appliance.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import type { Checkout, Credit, Payment, Service } from '../tables.ts'
import { addTerm, anchorDay, type Instant } from '../time.ts'
import { payDeposit, payDepositFirst } from './deposits.ts'
import { closeByItself, openException } from './exceptions.ts'
import { spendableOf } from './double-pays.ts'
import { lendGrace, settleGrace, usedOf, type Lent } from './grace.ts'
import { post } from './ledger.ts'
import { lendThroughOutage } from './outage-loans.ts'
import { listRenewables, type Renewable } from './renewables.ts'

export interface Purchase {
  service_id: number
  plan_id: number
  price_cents: Cents
  starts_at: Instant
  ends_at: Instant
  data_bytes: number | null
  anchor_day: number
  /** Days of grace that it covers. */
  lent?: Lent | null
}

export type Renewal =
  | { outcome: 'buy'; purchase: Purchase }
  | { outcome: 'short'; service_id: number; short_cents: Cents }
  | { outcome: 'nothing' } // There is nothing to buy for.

/** What became of a line at the end of a credit. */
export type AtExpiry = Renewal | { outcome: 'lent'; until: Instant }

/** What a wallet buys for one service at this moment. Pure. */
export function decideRenewal(
  wallet_cents: Cents,
  renewable: Renewable | undefined,
  now: Instant,
): Renewal {
  if (!renewable) return { outcome: 'nothing' }
  const { service, plan, paid_until, lent = null } = renewable
  if (wallet_cents < plan.price_cents) {
    return {
      outcome: 'short',
      service_id: service.id,
      short_cents: cents(plan.price_cents - wallet_cents),
    }
  }
  const early = paid_until !== null && Temporal.Instant.compare(paid_until, now) >= 0
  const starts_at = early ? paid_until : now
  // Who pays within the days of grace has the term they would have had; later, it is shorter by what was used.
  const from = lent && !early ? now.subtract(usedOf(lent, now)) : starts_at
  const unbroken = early || (paid_until !== null && from.equals(paid_until))
  // An unbroken line of months keeps its day, through February; a late one begins a new line.
  const anchor_day = (unbroken ? service.anchor_day : null) ?? anchorDay(from)
  const { id: plan_id, price_cents, data_bytes } = plan
  const ends_at = addTerm(from, plan, anchor_day)
  const bought = { plan_id, price_cents, data_bytes, starts_at, ends_at, anchor_day, lent }
  return { outcome: 'buy', purchase: { service_id: service.id, ...bought } }
}

/** The service a payment is for: the one it names, else the active one that ends first. Pure. */
export function chooseService(
  renewables: Renewable[],
  service_id: number | null,
): Renewable | undefined {
  const named = renewables.find(({ service }) => service.id === service_id)
  return named ?? renewables.toSorted((one, other) => compareEnds(one, other))[0]
}

function compareEnds(one: Renewable, other: Renewable): number {
  const byNumber = one.service.service_no - other.service.service_no
  if (one.paid_until === null || other.paid_until === null) {
    return Number(one.paid_until !== null) - Number(other.paid_until !== null) || byNumber
  }
  return Temporal.Instant.compare(one.paid_until, other.paid_until) || byNumber
}

/** After a suspension: what the wallet can pay of the lines that ended meanwhile. The subscriber is held by the caller. */
export async function renewEnded(work: Work, subscriber_id: number): Promise<void> {
  if (!(await mayBuy(work, subscriber_id))) return
  let left = await spendableOf(work.db, subscriber_id)
  for (const renewable of await listRenewables(work, subscriber_id)) {
    if (!hasEnded(renewable.paid_until, work.now)) continue
    left = await applyRenewal(work, subscriber_id, left, decideRenewal(left, renewable, work.now))
  }
}

/** After money has come into a wallet, in the transaction that brought it. The subscriber is held by the caller. */
export async function renewAfterPayment(
  work: Work,
  payment: Pick<Payment, 'id' | 'receipt_code' | 'amount_cents'> & {
    subscriber_id: number
    service_id: number | null
  },
  /** Asked for at a price that may have changed since: it is what this payment buys for. */
  checkout?: Pick<Checkout, 'service_id' | 'amount_cents'>,
): Promise<void> {
  const { subscriber_id } = payment
  const may = await mayBuy(work, subscriber_id)
  const wallet = await spendableOf(work.db, subscriber_id)
  const renewables = may ? await listRenewables(work, subscriber_id, checkout) : []
  const chosen = chooseService(renewables, payment.service_id)
  await noteExpected(work, payment.id, chosen)
  const first = decideRenewal(wallet, chosen, work.now)
  let left = await applyRenewal(work, subscriber_id, wallet, first)

  const ended = renewables.filter(
    ({ service, paid_until }) =>
      service.id !== chosen?.service.id && hasEnded(paid_until, work.now),
  )
  for (const renewable of first.outcome === 'buy' ? ended : []) {
    left = await applyRenewal(work, subscriber_id, left, decideRenewal(left, renewable, work.now))
  }
  if (may) await payDeposit(work, subscriber_id)
  await noteWhatIsLeft(work, payment, first, await spendableOf(work.db, subscriber_id))
}

/**
 * At the end of a credit: the wallet renews its service, if it can. The subscriber is held by the caller. We are
 * always a little late: within the hour the line goes on unbroken from the very end, and months keep their day.
 */
export async function renewAtExpiry(
  work: Work,
  service: Service,
  ended: Pick<Credit, 'ends_at' | 'kind'>,
): Promise<AtExpiry> {
  const { subscriber_id } = service
  const late = ended.ends_at.until(work.now).total('minutes')
  const at = late <= 60 ? ended.ends_at : work.now
  const may = await mayBuy(work, subscriber_id)
  const wallet = await spendableOf(work.db, subscriber_id)
  const renewables = may ? await listRenewables(work, subscriber_id) : []
  const renewable = renewables.find((one) => one.service.id === service.id)
  const renewal = decideRenewal(wallet, renewable, at)
  await applyRenewal(work, subscriber_id, wallet, renewal)
  if (renewal.outcome !== 'short' || ended.kind === 'grace') return renewal
  const until =
    (await lendGrace(work, service, ended.ends_at)) ??
    (await lendThroughOutage(work, service, ended.ends_at))
  return until ? { outcome: 'lent', until } : renewal
}

async function applyRenewal(
  work: Work,
  subscriber_id: number,
  wallet: Cents,
  renewal: Renewal,
): Promise<Cents> {
  if (renewal.outcome !== 'buy') return wallet
  await buyCredit(work, subscriber_id, renewal.purchase)
  const left = cents(wallet - renewal.purchase.price_cents)
  const kinds = left === 0 ? (['paid_less', 'paid_more'] as const) : (['paid_less'] as const)
  await closeByItself(
    work,
    { kinds: [...kinds], subscriber_id },
    'The money was spent on time online.',
  )
  return left
}

/** Sells one stretch of time: wallet → sales, and the credit that RADIUS enforces. */
export async function buyCredit(
  work: Work,
  subscriber_id: number,
  purchase: Purchase,
): Promise<void> {
  const { anchor_day, lent, ...credit } = purchase
  if (lent) await settleGrace(work, lent)
  const transfer_id = await post(work, {
    kind: 'sell',
    from: { kind: 'wallet', subscriber_id },
    to: { kind: 'sales' },
    amount_cents: credit.price_cents,
    reason: `Time for service ${credit.service_id} until ${credit.ends_at.toString({ smallestUnit: 'second' })}`,
  })
  await work.db('credits').insert({ ...credit, transfer_id, due_at: credit.ends_at })
  // A plan that was to come has come.
  const plan_id = work.db.raw('coalesce(next_plan_id, plan_id)') as never
  await work
    .db('services')
    .where({ id: credit.service_id })
    .update({ anchor_day, plan_id, next_plan_id: null })
}

/** Suspended, or leaving: time that RADIUS would refuse, or nobody wants, is not bought. */
async function mayBuy(work: Work, id: number): Promise<boolean> {
  const row = await work.db('subscribers').where({ id }).first('suspended_at', 'cancelled_at')
  if (row?.suspended_at != null || row?.cancelled_at != null) return false
  return (await payDepositFirst(work, id)) === 'may'
}

/** What it should have been, kept even where it was not: of the line that it is for, at its price of this moment. */
async function noteExpected(work: Work, id: number, chosen: Renewable | undefined): Promise<void> {
  const expected_cents = chosen?.plan.price_cents
  if (expected_cents === undefined) return
  await work.db('payments').where({ id, expected_cents: null }).update({ expected_cents })
}

function hasEnded(paid_until: Instant | null, now: Instant): boolean {
  return paid_until !== null && Temporal.Instant.compare(paid_until, now) <= 0
}

// Money that bought nothing, or more than was needed, is safe in the wallet: staff see it, nothing waits for them.
async function noteWhatIsLeft(
  work: Work,
  payment: { id: number; subscriber_id: number; amount_cents: Cents },
  renewal: Renewal,
  left: Cents,
): Promise<void> {
  if (left === 0) return
  if (renewal.outcome === 'buy' && payment.amount_cents <= renewal.purchase.price_cents) return
  const short = renewal.outcome === 'short' ? { short_cents: renewal.short_cents } : {}
  await openException(work, {
    kind: renewal.outcome === 'short' ? 'paid_less' : 'paid_more',
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    subscriber_id: payment.subscriber_id,
    amount_cents: left,
    details: { wallet: `KES ${formatShillings(left)}`, ...short },
  })
}
