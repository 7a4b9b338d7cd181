// Money that moved, as a list, and above it what M-Pesa is still being asked about.

import { maskMsisdn } from '../../appliance/msisdn.ts'
import type { Waiting } from '../../appliance/people/claims.ts'
import { channelsWanted, keepers, reconciliations } from '../../appliance/people/payment-answers.ts'
import {
  readPaymentList,
  spans,
  states,
  type ListedPayment,
  type PaymentList,
  type PaymentTotal,
  type StateWanted,
  type WantedPayments,
} from '../../appliance/people/payment-register.ts'
import { channels, payment_states, sources, tellProof } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { oneOf, place, readQuery, words as typed } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { exportView } from './export-button.ts'
import { may } from '../routes.ts'
import { answersForm, answersQuery, answersView, views, type View } from './payment-answers.ts'

const words = staffWords.payments
const usual = 'week'
export const paymentFilters = {
  q: typed(80),
  days: oneOf([usual, ...spans]),
  state: oneOf(states),
  shortcode: typed(10),
  channel: oneOf(channelsWanted),
  recon: oneOf(reconciliations),
  keeper: oneOf(keepers),
  view: oneOf(views),
  before: place,
}

export async function showPayments(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const wanted = { ...readQuery(ctx, paymentFilters), viewer_id: staffOf(ctx).id }
  const list = await readPaymentList(db, wanted, now())
  await ctx.state.render('admin/payments', {
    ...listView(list, wanted),
    export: exportView(ctx, 'POST /payments/export'),
    messages: may(staffOf(ctx).role, 'GET /messages') ? paths.messages : null,
    take: may(staffOf(ctx).role, 'POST /payments') ? paths.newPayment(null) : null,
  })
}

function listView({ page, totals, paybills, claims }: PaymentList, wanted: Wanted) {
  const { q, days, state: shown, shortcode } = wanted
  const of = (state: StateWanted) => totals.filter((row) => state === 'any' || row.state === state)
  const sum = (state: StateWanted, column: 'count' | 'amount_cents') =>
    of(state).reduce((total, row) => total + row[column], 0)
  const noneYet = days === 'ever' && q === '' && shown === 'any'
  return {
    q,
    state: shown === 'any' ? null : shown,
    spans: spans.map((span) => ({
      value: span,
      label: words.spans[span],
      selected: span === days,
    })),
    paybills: paybills.map((known) => ({ shortcode: known, selected: known === shortcode })),
    ...answersForm(wanted, linkTo),
    chips: shownStates(totals, shown).map((state) => ({
      label: words.chips[state],
      count: sum(state, 'count'),
      current: state === shown,
      href: linkTo({ ...wanted, state, before: null }),
    })),
    checking: claims.map(claimView),
    any_checking: claims.length > 0,
    rows: page.rows.map((row) => ({ ...rowView(row), ...answersView(row) })),
    any: page.rows.length > 0,
    none: noneYet
      ? { title: words.none_yet, text: words.none_yet_text }
      : { title: words.none, text: words.none_text },
    total: words.total(sum(shown, 'count')),
    total_cents: sum(shown, 'amount_cents'),
    next: page.next === null ? null : linkTo({ ...wanted, before: page.next }),
    first: wanted.before === null ? null : linkTo({ ...wanted, before: null }),
  }
}

type Wanted = WantedPayments & { view: View }

/** The rare ones only where there are some. */
function shownStates(totals: PaymentTotal[], shown: StateWanted): StateWanted[] {
  const always = new Set<StateWanted>(['any', 'settled', 'unsettled', 'excepted'])
  const there = (state: StateWanted) => totals.some((row) => row.state === state)
  return states.filter((state) => always.has(state) || state === shown || there(state))
}

function linkTo(wanted: Wanted): string {
  const { q, days, state, shortcode, before } = wanted
  return withQuery(paths.payments, {
    q,
    days: days === usual ? null : days,
    state: state === 'any' ? null : state,
    shortcode,
    ...answersQuery(wanted),
    before,
  })
}

function rowView(row: ListedPayment) {
  const {
    rail,
    receipt_code,
    heard_at,
    amount_cents,
    account_no,
    name,
    account_typed,
    payer_name,
    payer_msisdn,
    sightings,
  } = row
  const typed_words = account_typed?.trim() ? words.typed(account_typed) : words.left_blank
  const known = row.channel !== 'paybill' || (account_no !== null && account_no === account_typed)
  return {
    receipt_code,
    heard_at,
    amount_cents,
    href: paths.payment(rail, receipt_code),
    payer: payer_name ?? words.one.unknown,
    phone: payer_msisdn ? maskMsisdn(payer_msisdn) : null,
    owner: name ?? words.nobody,
    owner_href: account_no ? paths.subscriber(account_no) : null,
    typed: known ? channels[row.channel] : typed_words,
    // Until M-Pesa tells its code it is called by its prompt.
    nameless: row.channel === 'stk' && receipt_code === account_typed,
    state: payment_states[row.state],
    proof: tellProof(row),
    proved_at: row.proved_at,
    seen: words.heard_by(row.sources.map((source) => sources[source]).join(', ')),
    times: sightings > row.sources.length ? words.heard_times(sightings) : null,
  }
}

function claimView({ claim, said }: Waiting) {
  return {
    receipt_code: claim.receipt_code ?? words.one.unknown,
    heard_at: claim.heard_at,
    amount_cents: claim.amount_cents,
    payer: said.payer_name ?? words.one.unknown,
    typed: said.account_typed?.trim() ? words.typed(said.account_typed) : words.left_blank,
    asked: words.asked(claim.tries),
  }
}
