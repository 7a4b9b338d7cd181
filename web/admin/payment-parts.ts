// The parts of a payment's page, from what the appliance knows to what the template shows.

import { mayVoidAlone } from '../../appliance/money/voids.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import type { PaymentFile, ToldSighting } from '../../appliance/people/payment-file.ts'
import type { Viewer } from '../../appliance/people/exception-queue.ts'
import type { Instant } from '../../appliance/time.ts'
import { coverPhone, kes, spacePhone } from '../../appliance/words/figures.ts'
import { promptState, tellHeard, tellQuery } from '../../appliance/words/staff/prompts.ts'
import { channels, exception_kinds, proofs, sources } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'
import { field } from '../forms.ts'
import { may } from '../routes.ts'
import { checkoutsLink } from './checkouts.ts'
import { exchangeWords, messageWords } from './messages.ts'

const words = staffWords.payments.one

export function factsView(
  { payment, receipt_no }: Pick<PaymentFile, 'payment' | 'receipt_no'>,
  phones: 'covered' | 'shown',
) {
  const { fact, unknown } = words
  const prompted = payment.stk_push_id !== null
  const typed = prompted ? '' : (payment.account_typed?.trim() ?? '')
  const whole =
    payment.payer_msisdn && (phones === 'shown' ? spacePhone : maskMsisdn)(payment.payer_msisdn)
  const phone = whole ?? (phones === 'shown' ? payment.payer_msisdn_raw : null)
  return [
    {
      name: fact.code,
      value: payment.receipt_code ?? words.code_unknown,
      code: payment.receipt_code !== null,
    },
    {
      name: fact.typed,
      value:
        (phones === 'shown' ? typed : coverPhone(typed)) ||
        (prompted ? words.not_typed : words.blank),
      code: !prompted,
    },
    ...(payment.expected_cents === null
      ? []
      : [{ name: fact.expected, value: kes(payment.expected_cents), code: false }]),
    ...(payment.taken_by === null
      ? [
          { name: fact.name, value: payment.payer_name ?? unknown, code: false },
          { name: fact.phone, value: phone ?? unknown, code: false },
          { name: fact.paybill, value: payment.shortcode ?? unknown, code: false },
        ]
      : [
          { name: fact.taken_by, value: payment.taker ?? unknown, code: false },
          { name: fact.proof, value: payment.proof ?? unknown, code: false },
        ]),
    { name: fact.channel, value: channels[payment.channel], code: false },
    {
      name: fact.customer,
      value: payment.customer_money ? words.customer.yes : words.customer.no,
      code: false,
    },
    { name: fact.proved, value: words.proved_when(proofs[payment.proved_by], payment.proved_at), code: false }, // prettier-ignore
    {
      name: fact.receipt,
      value: receipt_no === null ? words.no_receipt : String(receipt_no),
      code: false,
    },
    { name: fact.reference, value: payment.merchant_reference, code: true },
  ]
}

/** For money taken by hand: whether whoever looks may void it alone, or asks. Null where there is nothing to void. */
export function voidView(
  { payment, asked }: PaymentFile,
  { id, role }: Viewer,
  now: Instant,
  problem: string | null,
) {
  const { manual_payments } = staffWords
  const { taken_by, state, rail } = payment
  const able = may(role, 'POST /payments/:rail/:receipt_code/void')
  if (taken_by === null || state !== 'settled' || !able) return null
  const alone = mayVoidAlone(payment, id, now)
  return {
    asked: asked.includes('void_payment'),
    action: `${paths.payment(rail, payment.receipt_code!)}/void`,
    text: alone ? manual_payments.void_alone : manual_payments.void_second,
    open: problem !== null,
    why: field({ name: 'void_why', label: manual_payments.void_why, wrong: problem }),
  }
}

/** What the phone was asked, attempt by attempt; null for money that no prompt asked for. */
export function promptsView({ prompts }: PaymentFile, phones: 'covered' | 'shown') {
  const [first] = prompts
  if (!first) return null
  return {
    count: words.prompts_lead(prompts.length),
    href: checkoutsLink({ q: first.account_reference, days: 'ever' }),
    rows: prompts.map((prompt) => ({
      attempt: words.attempt(prompt.attempt),
      reference: prompt.account_reference,
      phone: (phones === 'shown' ? spacePhone : maskMsisdn)(prompt.msisdn),
      sent_at: prompt.sent_at,
      ended: promptState(prompt),
      callback: prompt.callback_heard_at ? words.callback_yes : words.callback_no,
      heard: tellHeard(prompt),
      asked: tellQuery(prompt),
    })),
  }
}

/** Asked → paid → heard → proved → credited, each with how long after the one before. */
export function stepsView({ payment, prompts, sightings }: PaymentFile) {
  const { steps } = words
  const { paid_at, proved_at, settled_at, state } = payment
  const last = state === 'excepted' ? steps.excepted : steps.credited
  const asked = prompts.find((prompt) => prompt.account_reference === payment.account_typed)
  // What an STK query proves has been told of by its callback before, as a rule.
  const heard_at = sightings
    .flatMap(({ callback_heard_at }) => callback_heard_at ?? [])
    .concat(payment.heard_at)
    .toSorted(Temporal.Instant.compare)[0]!
  const done = [
    { name: steps.asked, at: asked?.sent_at ?? asked?.made_at ?? null },
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

function wordsOf({ body, exchange, purged_at }: ToldSighting, phones: 'covered' | 'shown') {
  if (purged_at) return { label: words.message, message: staffWords.messages.purged(purged_at) }
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

/** S2-32: who moved it from one state to another, and why. */
export function historyView({ acts }: PaymentFile) {
  return acts.map(({ action, at, staff_name, why }) => ({
    at,
    what: words.acts[action] ?? action.replaceAll('_', ' '),
    who: staff_name ?? '',
    why,
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
