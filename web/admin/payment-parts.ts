// The parts of a payment's page, from what the appliance knows to what the template shows.

import { maskMsisdn } from '../../appliance/msisdn.ts'
import { codeOf } from '../../appliance/money/payments.ts'
import type { PaymentFile, ToldSighting } from '../../appliance/people/payment-file.ts'
import { coverPhone, spacePhone } from '../../appliance/words/figures.ts'
import { channels, exception_kinds, proofs, sources } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'
import { exchangeWords, messageWords } from './messages.ts'

const words = staffWords.payments.one
type Payment = PaymentFile['payment']

export function factsView(payment: Payment, phones: 'covered' | 'shown') {
  const { fact, unknown } = words
  const typed = payment.account_typed?.trim() ?? ''
  const whole =
    payment.payer_msisdn && (phones === 'shown' ? spacePhone : maskMsisdn)(payment.payer_msisdn)
  const phone = whole ?? (phones === 'shown' ? payment.payer_msisdn_raw : null)
  return [
    { name: fact.code, value: codeOf(payment), code: true },
    {
      name: fact.typed,
      value: (phones === 'shown' ? typed : coverPhone(typed)) || words.blank,
      code: true,
    },
    { name: fact.name, value: payment.payer_name ?? unknown, code: false },
    { name: fact.phone, value: phone ?? unknown, code: false },
    { name: fact.paybill, value: payment.shortcode ?? unknown, code: false },
    { name: fact.channel, value: channels[payment.channel], code: false },
    {
      name: fact.customer,
      value: payment.customer_money ? words.customer.yes : words.customer.no,
      code: false,
    },
    { name: fact.proved, value: proofs[payment.proved_by], code: false },
    { name: fact.reference, value: payment.merchant_reference, code: true },
  ]
}

/** Paid → heard → proved → credited, each with how long after the one before. */
export function stepsView({ paid_at, heard_at, proved_at, settled_at, state }: Payment) {
  const { steps } = words
  const last = state === 'excepted' ? steps.excepted : steps.credited
  const done = [
    { name: steps.paid, at: paid_at },
    { name: steps.heard, at: heard_at },
    { name: steps.proved, at: proved_at },
    { name: last, at: settled_at },
  ].flatMap(({ name, at }) => (at ? [{ name, at }] : []))
  return done.map(({ name, at }, index) => ({
    name,
    at,
    later: index === 0 ? null : words.later(at.since(done[index - 1]!.at).total('milliseconds')),
    tone: name === steps.excepted ? 'bad' : 'good',
  }))
}

export function sightingsView({ sightings }: PaymentFile, phones: 'covered' | 'shown') {
  return sightings.map((sighting, index) => ({
    source: sources[sighting.source],
    from: sighting.source_address ? words.from_address(sighting.source_address) : null,
    heard_at: sighting.callback_heard_at ?? sighting.heard_at,
    amount_cents: sighting.amount_cents,
    typed: coverPhone(sighting.account_typed ?? words.unknown),
    state: sighting.differs ? words.differs : words.agrees,
    id: `message-${index}`,
    ...wordsOf(sighting, phones),
  }))
}

function wordsOf({ body, exchange }: ToldSighting, phones: 'covered' | 'shown') {
  if (body) return { label: words.message, message: messageWords(body, phones) }
  return exchange
    ? { label: words.answer, message: exchangeWords(exchange) }
    : { label: null, message: null }
}

export function inquiriesView({ inquiries }: PaymentFile) {
  return inquiries.map(({ kind, asked_at, answered_at, outcome }) => ({
    what: words.questions[kind],
    asked_at,
    answered_at,
    answer: outcome?.replaceAll('_', ' ') ?? words.no_answer,
  }))
}

/** One group a transfer, its entries below; each transfer sums to zero, and the page shows that it does. */
export function ledgerView({ ledger }: PaymentFile) {
  const ids = [...new Set(ledger.map(({ transfer_id }) => transfer_id))]
  return ids.map((id) => {
    const entries = ledger.filter(({ transfer_id }) => transfer_id === id)
    const { kind, posted_at } = entries[0]!
    return {
      name: words.transfers[kind],
      posted_at,
      sum: entries.reduce((total, { amount_cents }) => total + amount_cents, 0),
      entries: entries.map((entry) => ({
        account: words.account(entry),
        amount_cents: entry.amount_cents,
      })),
    }
  })
}

export function boughtView({ bought, payment }: PaymentFile) {
  return bought.map(({ plan, price_cents, user_name, starts_at, ends_at }) => ({
    plan: words.bought_line(plan, price_cents),
    user_name,
    starts_at,
    ends_at,
    href: paths.subscriber(payment.account_no!),
  }))
}

export function exceptionsView({ exceptions }: PaymentFile) {
  return exceptions.map(({ id, kind, opened_at, resolved_at, resolution }) => ({
    kind: exception_kinds[kind],
    href: paths.exception(id),
    opened_at,
    resolution: resolved_at ? (resolution ?? '') : null,
  }))
}
