// Lists as files: what is on the page, all of its pages. Whoever takes one out of the box is written down; phones are
// covered, but for those who keep the books and ask for them.

import { exportPage, pagesOf, recordExport } from '../../appliance/people/exports.ts'
import { listCheckouts } from '../../appliance/people/checkout-register.ts'
import { bindingsFor } from '../../appliance/people/checkout-rows.ts'
import { listOpenExceptions } from '../../appliance/people/exception-queue.ts'
import { listPayments } from '../../appliance/people/payment-register.ts'
import { listSubscribers } from '../../appliance/people/subscriber-register.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import { nairobi, type Instant } from '../../appliance/time.ts'
import { coverPhone } from '../../appliance/words/figures.ts'
import { channels, exception_kinds, payment_states, tellProof } from '../../appliance/words/staff/states.ts' // prettier-ignore
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, staffOf, type Ctx } from '../context.ts'
import { count, csvFile, money, type Cell } from '../csv.ts'
import { oneOf, readForm, readQuery } from '../forms.ts'
import { checkoutFilters } from './checkouts.ts'
import { mayPhones } from './export-button.ts'
import { readWantedExceptions } from './exceptions.ts'
import { paymentFilters } from './payments.ts'
import { subscriberFilters } from './subscribers.ts'

const words = staffWords.exports

export async function exportPayments(ctx: Ctx): Promise<void> {
  const wanted = { ...readQuery(ctx, paymentFilters), viewer_id: staffOf(ctx).id }
  const { db, now } = ctx.state.appliance
  const at = now()
  const pages = pagesOf((before) => listPayments(db, { ...wanted, before }, at, exportPage))
  await sendFile(ctx, { list: 'payments', filters: wanted, header: words.payments }, pages, (row, phone) => [
      row.receipt_code, channels[row.channel], row.shortcode, time(row.paid_at), time(row.heard_at), money(row.amount_cents),
      row.payer_name, phone.of(row.payer_msisdn), phone.within(row.account_typed), row.account_no, row.name,
      payment_states[row.state].word, tellProof(row), time(row.proved_at), row.sources.join(' '), count(row.sightings),
      money(row.expected_cents), row.bought, row.service, row.receipt_no === null ? null : count(row.receipt_no),
      row.exception_kind && exception_kinds[row.exception_kind], row.reconciliation.replace('_', ' '), row.keeper,
  ]) // prettier-ignore
}

export async function exportSubscribers(ctx: Ctx): Promise<void> {
  const wanted = readQuery(ctx, subscriberFilters)
  const { db, now } = ctx.state.appliance
  const at = now()
  const pages = pagesOf((after) => listSubscribers(db, { ...wanted, after }, at, exportPage))
  await sendFile(ctx, { list: 'subscribers', filters: wanted, header: words.subscribers }, pages, (row, phone) => [
      row.account_no, row.name, phone.of(row.msisdn), row.site, row.plans, money(row.price_cents), time(row.paid_until),
      money(row.wallet_cents), row.online_at, time(row.suspended_at), time(row.closed_at),
  ]) // prettier-ignore
}

export async function exportCheckouts(ctx: Ctx): Promise<void> {
  const wanted = readQuery(ctx, checkoutFilters)
  const { db, now } = ctx.state.appliance
  const bindings = await bindingsFor(db, wanted, now())
  const pages = pagesOf((before) => listCheckouts(db, bindings, before, exportPage))
  await sendFile(ctx, { list: 'checkouts', filters: wanted, header: words.checkouts }, pages, (row, phone) => [
      row.account_reference, time(row.opened_at), time(row.closed_at), row.stage, money(row.amount_cents), row.plan,
      phone.of(row.msisdn), row.account_no, row.name, count(row.attempt), row.result_code, row.result_words,
      count(row.callbacks), row.payment_code,
  ]) // prettier-ignore
}

export async function exportExceptions(ctx: Ctx): Promise<void> {
  const wanted = readWantedExceptions(ctx)
  const { db, now } = ctx.state.appliance
  const rows = listOpenExceptions(db, staffOf(ctx), wanted, now(), 100_000)
  const pages = pagesOf(async () => ({ rows: await rows, next: null }))
  await sendFile(ctx, { list: 'exceptions', filters: wanted, header: words.exceptions }, pages, (row, phone) => [
      exception_kinds[row.kind], row.subject, money(row.amount_cents), time(row.opened_at), time(row.deadline_at), row.owner,
      row.receipt_code, phone.within(row.account_typed), row.payer_name, row.account_no, row.subscriber,
  ]) // prettier-ignore
}

interface Phone {
  of(msisdn: string | null): string | null
  /** What somebody typed, which may be a phone. */
  within(typed: string | null): string | null
}

interface Sheet {
  list: string
  filters: object
  header: readonly string[]
}

async function sendFile<Row>(
  ctx: Ctx,
  { list, filters, header }: Sheet,
  pages: AsyncIterable<Row[]>,
  cellsOf: (row: Row, phone: Phone) => Cell[],
): Promise<void> {
  const { work, now } = ctx.state.appliance
  const form = readForm(ctx, { phones: oneOf(['', 'full']) })
  const full = form.ok && form.values.phones === 'full' && mayPhones(ctx)
  const phone: Phone = {
    of: (msisdn) => (msisdn === null || full ? msisdn : maskMsisdn(msisdn)),
    within: (typed) => (typed === null || full ? typed : coverPhone(typed)),
  }
  const phones = full ? 'in full' : 'covered'
  await work((unit) => recordExport(unit, { list, filters, phones, actor: actorOf(ctx) }))
  const day = now().toZonedDateTimeISO(nairobi).toPlainDate().toString()
  ctx.set('Content-Disposition', `attachment; filename="${list}-${day}.csv"`)
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/csv; charset=utf-8'
  ctx.body = csvFile(
    header,
    rowsOf(pages, (row) => cellsOf(row, phone)),
  )
}

async function* rowsOf<Row>(pages: AsyncIterable<Row[]>, rowOf: (row: Row) => Cell[]) {
  for await (const rows of pages) yield rows.map(rowOf)
}

/** "2026-11-21 14:18:02" in Nairobi: what every spreadsheet reads as a time. */
function time(at: Instant | null): string | null {
  return at === null
    ? null
    : at
        .toZonedDateTimeISO(nairobi)
        .toPlainDateTime()
        .toString({ smallestUnit: 'second' })
        .replace('T', ' ')
}
