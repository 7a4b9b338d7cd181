// One box for everything. What is found alone is opened at once; else a page says what was found, and by what.

import { search, type Found } from '../../appliance/people/search.ts'
import type { PaymentHit, SubscriberHit, VoucherHit } from '../../appliance/people/search-rows.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import { payment_states } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { seeOther, staffOf, type Ctx } from '../context.ts'
import { readQuery, words as typed } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.find

export async function findAnything(ctx: Ctx): Promise<void> {
  const { q } = readQuery(ctx, { q: typed(80) })
  const { now } = ctx.state.appliance
  const viewer = staffOf(ctx)
  const money = may(viewer.role, 'GET /payments')
  const found = await search(ctx.state.appliance, q, { money, viewer, now: now() })
  const [only, another] = addressesOf(found)
  if (only && another === undefined) return seeOther(ctx, only)
  await ctx.state.render('admin/search', pageView(found, q))
}

/**
 * Where each thing that was found is shown: two ways to one page are one, and null is shown here only. Somebody's own
 * payments bear their name, and stand on their page.
 */
function addressesOf({ subscribers, payments, vouchers, claims, routers }: Found) {
  const others = payments.filter(
    ({ account_no }) => !subscribers.some((hit) => hit.account_no === account_no),
  )
  return [
    ...new Set([
      ...subscribers.map(({ account_no }) => paths.subscriber(account_no)),
      ...others.map(({ rail, receipt_code }) => paths.payment(rail, receipt_code)),
      ...vouchers.map(voucherPath),
      ...claims.map(({ receipt_code }) => claimPath(receipt_code)),
      ...routers.map(({ name }) => routerPath(name)),
    ]),
  ]
}

function pageView(found: Found, q: string) {
  const { subscribers, payments, vouchers, claims, routers, named, more } = found
  const count = subscribers.length + payments.length + vouchers.length + claims.length + routers.length // prettier-ignore
  const code = /^[A-Z]{2}[A-Z0-9]{8}$/i.test(q)
  const none = q === '' ? words.blank_text : code ? words.none_text_code : words.none_text
  return {
    q,
    heading: q === '' ? words.title : words.title_of(q),
    lead: q === '' ? words.blank_lead : words.lead(count, named),
    any: count > 0,
    none: { title: q === '' ? words.blank : words.none, text: none },
    any_subscribers: subscribers.length > 0,
    subscribers: subscribers.map(subscriberView),
    all_subscribers: more.subscribers ? withQuery(paths.subscribers, { q }) : null,
    any_payments: payments.length > 0,
    payments: payments.map(paymentView),
    all_payments: more.payments ? withQuery(paths.payments, { q, days: 'ever' }) : null,
    any_vouchers: vouchers.length > 0,
    vouchers: vouchers.map(voucherView),
    any_claims: claims.length > 0,
    claims: claims.map((claim) => ({ ...claim, href: claimPath(claim.receipt_code) })),
    any_routers: routers.length > 0,
    routers: routers.map((router) => ({ ...router, href: routerPath(router.name) })),
  }
}

function subscriberView(hit: SubscriberHit) {
  const { account_no, name, site, msisdn, by, matched } = hit
  return {
    account_no,
    name,
    site,
    href: paths.subscriber(account_no),
    phone: msisdn ? maskMsisdn(msisdn) : null,
    by: words.by(by, matched),
    state: stateOf(hit),
  }
}

function stateOf({ closed_at, suspended_at, online }: SubscriberHit) {
  if (closed_at) return words.closed
  if (suspended_at) return words.suspended
  return online ? words.online : words.offline
}

function paymentView(hit: PaymentHit) {
  const { rail, receipt_code, account_no, name, payer_name, called_back, state, ...row } = hit
  return {
    ...row,
    receipt_code,
    href: paths.payment(rail, receipt_code),
    payer: payer_name ?? words.unknown,
    owner: name ?? words.nobody,
    owner_href: account_no ? paths.subscriber(account_no) : null,
    callback: rail !== 'mpesa' ? null : called_back ? words.called_back : words.not_called_back,
    state: payment_states[state],
  }
}

function voucherView(voucher: VoucherHit) {
  const { plan, price_cents, made_at, redeemed_at, account_no, name } = voucher
  return {
    code: codeOf(voucher),
    href: voucherPath(voucher),
    what: words.voucher(plan, price_cents),
    made_at,
    state: redeemed_at ? words.used : words.unused,
    owner: name,
    owner_href: account_no ? paths.subscriber(account_no) : null,
  }
}

/** The number its payment goes by: its code opens it. */
function codeOf({ id }: VoucherHit): string {
  return `V${String(id).padStart(6, '0')}`
}

/** Once it is used, it is a payment. */
function voucherPath(voucher: VoucherHit): string | null {
  return voucher.redeemed_at ? paths.payment('voucher', codeOf(voucher)) : null
}

function claimPath(receipt_code: string): string {
  return withQuery(paths.payments, { q: receipt_code, days: 'ever' })
}

function routerPath(name: string): string {
  return withQuery(paths.subscribers, { show: 'online', router: name })
}
