// Requests of staff: whom first, then how much, by a prompt or by a link; below, what became of each.

import { Conflict, Invalid, TooMany, Unavailable } from '../../appliance/errors.ts'
import { invoiceNo } from '../../appliance/money/matching.ts'
import { linkDays } from '../../appliance/money/payment-links.ts'
import { requestPayment } from '../../appliance/money/payment-requests.ts'
import { formatShillings, parseShillings } from '../../appliance/money.ts'
import { maskMsisdn, parseMsisdn } from '../../appliance/msisdn.ts'
import { findPayee, type Payee } from '../../appliance/people/payees.ts'
import { decideReason } from '../../appliance/people/prompts.ts'
import {
  readRequestList,
  requestStates,
  type ListedRequest,
  type RequestList,
  type RequestStateWanted,
} from '../../appliance/people/request-register.ts'
import type { Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { prompt_reasons } from '../../appliance/words/staff/prompts.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, oneOf, place, readForm, readQuery, text, words as typedWords } from '../forms.ts'
import { choice, formNumber, keptFormNumber } from '../form-fields.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.requests
const filters = {
  account: typedWords(40),
  state: oneOf(requestStates),
  way: oneOf(['prompt', 'link'] as const),
  before: place,
}
export const requestFields = {
  form_no: formNumber,
  account: typedWords(40),
  amount: parseShillings,
  about: (typed: string) => {
    const about = text(120)(typed)
    if (about === '') throw new Invalid('about_missing', words.about_missing)
    return about
  },
}
const fields = {
  ...requestFields,
  phone: (typed: string) => (typed.trim() === '' ? null : parseMsisdn(typed)),
}
type Name = keyof typeof fields | 'days'
export interface Shown {
  typed: Partial<Record<Name, string>>
  problems: Partial<Record<Name, string | null>>
  way?: 'link'
}

export async function showRequests(ctx: Ctx): Promise<void> {
  const { account, way } = readQuery(ctx, filters)
  await showAsking(ctx, account, { typed: {}, problems: {}, ...(way === 'link' && { way }) })
}

export async function createRequest(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, fields)
  if (!form.ok) return showAsking(ctx, form.typed.account, form, 422)
  const { account, phone: msisdn, amount: amount_cents, about, form_no } = form.values
  const { db, now, work } = ctx.state.appliance
  const payee = await findPayee(db, account, staffOf(ctx), now())
  if (!payee) return showAsking(ctx, account, { typed: form.typed, problems: {} }, 422)
  try {
    const asked = { form_no, account_no: payee.account_no, msisdn, amount_cents, about }
    await work((unit) => requestPayment(unit, asked, actorOf(ctx)))
    seeOther(ctx, paths.requests)
  } catch (error) {
    await showAsking(ctx, account, { typed: form.typed, problems: problemOf(error) }, 422)
  }
}

function problemOf(error: unknown): Shown['problems'] {
  if (error instanceof Invalid && error.code === 'amount_unaskable')
    return { amount: error.message }
  const told =
    error instanceof Invalid ||
    error instanceof TooMany ||
    error instanceof Unavailable ||
    (error instanceof Conflict && error.code === 'account_closed')
  if (told) return { phone: error.message }
  throw error
}

export async function showAsking(
  ctx: Ctx,
  account: string,
  shown: Shown,
  status = 200,
): Promise<void> {
  const { db, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const { state, before } = readQuery(ctx, filters)
  const list = await readRequestList(db, staff, { state, before, now: now() })
  const payee = account === '' ? undefined : await findPayee(db, account, staff, now())
  const maker = may(staff.role, 'POST /requests')
  const nobody = account !== '' && !payee ? staffWords.manual_payments.nobody(account) : null
  const who = { name: 'account', label: words.who, hint: words.who_hint }
  ctx.status = status
  await ctx.state.render('admin/requests', {
    find: maker && !payee ? field({ ...who, value: account, wrong: nobody }) : null,
    form: maker && payee ? formView(payee, shown) : null,
    ...listView(list, {
      state,
      before,
      now: now(),
      withdraws: may(staff.role, 'DELETE /requests/:id'),
    }),
    payments: may(staff.role, 'GET /payments'),
  })
}

function formView(payee: Payee, { typed, problems, way }: Shown) {
  const { account_no, name, closed, wallet_cents, lines } = payee
  const [line] = lines
  const missing = Math.max(0, (line?.price_cents ?? 0) - wallet_cents)
  const whole = Math.ceil(missing / 100) * 100
  const shown = (one: Name) => ({ value: typed[one] ?? '', wrong: problems[one] ?? null })
  const amount = typed.amount ?? (whole > 0 ? formatShillings(whole) : '')
  return {
    name,
    account_no,
    href: paths.subscriber(account_no),
    another: paths.requests,
    refused: closed ? words.closed : null,
    form_no: keptFormNumber(typed.form_no),
    needs: missing > 0 ? words.needs(missing) : null,
    ways: (['prompt', 'link'] as const).map((one) => ({
      label: words.ways[one],
      current: one === (way ?? 'prompt'),
      href: withQuery(paths.requests, { account: account_no, way: one === 'link' ? one : null }),
    })),
    action: way ? paths.requestLinks : paths.requests,
    enter: way ? words.enter_link : words.enter(name),
    amount: field({
      name: 'amount',
      label: words.amount,
      mode: 'decimal',
      required: true,
      ...shown('amount'),
      value: amount,
    }),
    phone: way
      ? null
      : field({
          name: 'phone',
          label: words.phone,
          hint: words.phone_hint,
          type: 'tel',
          ...shown('phone'),
        }),
    days: way
      ? choice({
          name: 'days',
          label: words.days,
          value: typed.days ?? '7',
          options: linkDays.map((days) => ({ value: String(days), label: words.day_choice(days) })),
        })
      : null,
    about: field({
      name: 'about',
      label: words.about,
      hint: way ? words.about_hint_link : words.about_hint,
      ...shown('about'),
    }),
  }
}

interface Looking {
  state: RequestStateWanted
  before: string | null
  now: Instant
  withdraws: boolean
}

function listView({ page, counts }: RequestList, looking: Looking) {
  const { state, before } = looking
  const all = Object.values(counts).reduce((total, count) => total + count, 0)
  const linkTo = (wanted: RequestStateWanted, place: string | null = null) =>
    withQuery(paths.requests, { state: wanted === 'any' ? null : wanted, before: place })
  return {
    chips: requestStates.map((one) => ({
      label: words.chips[one],
      count: one === 'any' ? all : counts[one],
      current: one === state,
      href: linkTo(one),
    })),
    rows: page.rows.map((row) => rowView(row, looking)),
    any: page.rows.length > 0,
    next: page.next === null ? null : linkTo(state, page.next),
    first: before === null ? null : linkTo(state),
  }
}

function rowView(row: ListedRequest, { now, withdraws }: Looking) {
  const { account_no, name, asker, msisdn, about, asked_at, amount_cents, state } = row
  return {
    name,
    account_no,
    asker,
    about: `${invoiceNo(row.id)} · ${about}`,
    asked_at,
    amount_cents,
    amount: kes(amount_cents),
    phone: msisdn === null ? null : maskMsisdn(msisdn),
    link: row.way === 'link' ? words.link(row.open ? row.expires_at : null, now) : null,
    withdraw:
      row.open && withdraws
        ? { action: `${paths.request(row.id)}?_method=delete`, label: words.withdraw_label(name) }
        : null,
    href: paths.subscriber(account_no),
    payment: row.receipt_code === null ? null : paths.payment('mpesa', row.receipt_code),
    state: words.states[state],
    reason: reasonOf(row),
  }
}

function reasonOf(row: ListedRequest): string | null {
  if (row.state !== 'failed') return null
  if (row.way === 'link') return row.withdrawn_at ? words.withdrawn : words.ended
  const reason = row.push_state && decideReason({ ...row, state: row.push_state })
  return reason ? prompt_reasons[reason] : null
}
