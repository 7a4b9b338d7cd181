// Paying for one's own line: so many terms or any amount, from this phone or another, by hand, or by a link that somebody else
// pays. A prompt leads on to the page of its link, where it is told how it stands.

import { Conflict, Invalid } from '../../appliance/errors.ts'
import { askOwn } from '../../appliance/money/own-requests.ts'
import { promptLink } from '../../appliance/money/payment-links.ts'
import { parseShillings, type Cents } from '../../appliance/money.ts'
import { maskMsisdn, readMsisdn, type Msisdn } from '../../appliance/msisdn.ts'
import { readOwnMoney, type OwnAccount, type OwnLine } from '../../appliance/people/own-file.ts'
import { kes } from '../../appliance/words/figures.ts'
import { tellTerm } from '../../appliance/words/portal/offers.ts'
import { seeOther, type Ctx } from '../context.ts'
import { field, oneOf, readForm, readQuery } from '../forms.ts'
import { formNumber, keptFormNumber } from '../form-fields.ts'
import { ownPaths, portalPaths, withQuery } from '../paths.ts'
import { phoneProblem } from '../portal/fields.ts'
import { readRefusal, type Notice } from '../portal/refusals.ts'
import { byHandLines } from '../portal/waiting-view.ts'
import { ownLine, showOwn, type Own } from './door.ts'
import { wholeShillings } from './home.ts'

type OnLine = Own & { file: OwnAccount; line: OwnLine }
const counts = ['1', '2', '3', '6', '12'] as const
const choices = [...counts, 'other'] as const
type Choice = (typeof choices)[number]

export const showPay = ownLine(async (ctx, own) => {
  const { amount } = readQuery(ctx, { amount: (typed) => (/^\d{1,6}$/.test(typed) ? typed : '') })
  const typed = amount === '' ? {} : { terms: 'other', amount }
  await showPayPage(ctx, own, { typed })
})

export const startPay = ownLine(async (ctx, own) => {
  const { words, account, language, line } = own
  const form = readForm(ctx, {
    lang: (given) => given,
    form_no: formNumber,
    way: oneOf(['prompt', 'link'] as const),
    terms: oneOf(choices),
    amount: (typed) => typed,
    phone: (typed) => readPhone(typed, own),
  })
  const typed = form.typed
  if (!form.ok) return showWrong(ctx, own, { typed, wrong: { phone: form.problems.phone } })
  const { terms, way, form_no, phone } = form.values
  const amount_cents = amountOf(terms, form.values.amount, own)
  if (amount_cents === null)
    return showWrong(ctx, own, { typed, wrong: { amount: words.own_pay.amount_wrong } })

  const { work, safe } = ctx.state.appliance
  const { service_no } = line.line
  const asked = { form_no, service_no, amount_cents, about: aboutOf(terms, own) }
  const source_address = ctx.ip || null
  try {
    const token = await work((unit) => askOwn(unit, safe, account, asked, source_address))
    if (way === 'link') return await showLink(ctx, own, token, amount_cents)
    const to = { msisdn: phone, language, source_address }
    await work((unit) => promptLink(unit, token, to))
    seeOther(ctx, withQuery(portalPaths.link(token), { lang: language }))
  } catch (error) {
    if (error instanceof Conflict && error.code === 'link_over')
      return seeOther(ctx, ownPaths.account(account.account_no))
    await showPayPage(ctx, own, { typed, notice: readRefusal(ctx, error, own) })
  }
})

function readPhone(typed: string, { held, words }: Own): Msisdn {
  if (typed.trim() === '') return held.sign_in.msisdn
  const msisdn = readMsisdn(typed)
  if (msisdn) return msisdn
  throw new Invalid('field_unreadable', phoneProblem(words.problems, typed))
}

/** Whole shillings; null for what cannot be asked for. What is in the wallet counts, what is owed comes on top. */
function amountOf(terms: Choice, typed: string, { line, file }: OnLine): Cents | null {
  if (terms !== 'other') return priceOf(Number(terms), { line, file })
  try {
    const amount = parseShillings(typed)
    return amount > 0 && amount % 100 === 0 && amount <= 250_000_00 ? amount : null
  } catch (problem) {
    if (problem instanceof Invalid) return null
    throw problem
  }
}

function priceOf(count: number, { line, file }: Pick<OnLine, 'line' | 'file'>): Cents {
  const whole = line.next.price_cents * count
  const lacking = whole - file.wallet_cents
  return wholeShillings(lacking > 0 ? lacking : whole)
}

function aboutOf(terms: Choice, { line, words }: OnLine): string {
  const { own_pay } = words
  const { name } = line.next
  return terms === 'other'
    ? own_pay.about_other(name)
    : own_pay.about(name, tellTerms(Number(terms), { line, words }))
}

function tellTerms(count: number, { line, words }: Pick<OnLine, 'line' | 'words'>): string {
  const { term_count, term_unit } = line.line
  return tellTerm(words, { term_count: term_count * count, term_unit })
}

interface Shown {
  typed: Partial<Record<'form_no' | 'terms' | 'amount' | 'phone', string>>
  wrong?: Partial<Record<'phone' | 'amount', string | null>>
  notice?: Notice
}

async function showWrong(ctx: Ctx, own: OnLine, shown: Shown): Promise<void> {
  ctx.status = 422
  await showPayPage(ctx, own, shown)
}

async function showPayPage(
  ctx: Ctx,
  own: OnLine,
  { typed, wrong = {}, notice }: Shown,
): Promise<void> {
  const { words, account, language, line, file, held } = own
  const { own_pay } = words
  const { service_no } = line.line
  const { paybill } = await readOwnMoney(ctx.state.appliance.db, account)
  const picked = choices.find((one) => one === typed.terms) ?? '1'
  const most = file.wallet_cents
  const view = {
    notice: notice ?? (paybill ? null : { tone: 'wait', ...own_pay.no_paybill }),
    title: own_pay.title(line.next.name),
    wallet: most === 0 ? null : most > 0 ? own_pay.wallet(kes(most)) : own_pay.owed(kes(-most)),
    action: paybill?.asks ? ownPaths.pay(account.account_no, service_no) : null,
    form_no: keptFormNumber(typed.form_no),
    terms: [
      ...counts.map((value) => ({
        value,
        name: tellTerms(Number(value), own),
        about: own_pay.terms_about(Number(value)),
        price: kes(priceOf(Number(value), own)),
        picked: value === picked,
      })),
      { value: 'other', name: own_pay.other, about: own_pay.other_about, price: '', picked: picked === 'other' },
    ],
    amount: field({ name: 'amount', label: own_pay.amount, mode: 'numeric', value: typed.amount ?? '', wrong: wrong.amount ?? null }),
    phone: field({
      name: 'phone',
      label: own_pay.phone,
      hint: own_pay.phone_hint(maskMsisdn(held.sign_in.msisdn)),
      type: 'tel',
      mode: 'tel',
      autocomplete: 'tel',
      value: typed.phone ?? '',
      wrong: wrong.phone ?? null,
    }),
    by_hand: byHandLines({ paybill, account_no: account.account_no, service_no, amount_cents: priceOf(1, own) }, words),
    back: ownPaths.account(account.account_no),
  } // prettier-ignore
  await showOwn(ctx, 'own/pay', view, {
    language,
    title: own_pay.tab,
    copies: true,
    back: ownPaths.pay(account.account_no, service_no),
  })
}

async function showLink(ctx: Ctx, own: OnLine, token: string, amount: Cents): Promise<void> {
  const { words, account, language } = own
  const link = `${ctx.state.appliance.config.publicUrl}${portalPaths.link(token)}`
  const body = encodeURIComponent(link)
  const view = {
    text: words.own_pay.share.text(kes(amount)),
    link,
    open: portalPaths.link(token),
    whatsapp: `https://wa.me/?text=${body}`,
    sms: `sms:?&body=${body}`,
    back: ownPaths.account(account.account_no),
  }
  await showOwn(ctx, 'own/share', view, {
    language,
    title: words.own_pay.share.title,
    copies: true,
    other: null,
  })
}
