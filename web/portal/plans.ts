// The first page at the gate. Whoever has paid is let in and never sees it; whoever is being asked for a PIN is led
// back to where that is waited for, if this browser asked; everybody else chooses.

import { listOffers, readVisitor, type Pass, type Visitor } from '../../appliance/access/portal.ts'
import { formatShillings } from '../../appliance/money.ts'
import { tellOffer, tellTerm } from '../../appliance/words/portal/offers.ts'
import {
  readRouterTrouble,
  type RouterTrouble,
} from '../../appliance/words/portal/router-troubles.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { seeOther, type Ctx, type ViewData } from '../context.ts'
import { field } from '../forms.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { giveGuestKey, readGuestKey } from './guest-key.ts'
import { enterRouter } from './logins.ts'
import { showPage } from './page.ts'
import type { Notice } from './refusals.ts'
import { carryTo, hiddenFields, readVisit, type Visit } from './visit.ts'

export async function showWelcome(ctx: Ctx): Promise<void> {
  const visit = await readVisit(ctx)
  const { db, now } = ctx.state.appliance
  const { mac } = visit
  const visitor = mac === null ? null : await readVisitor(db, mac, now(), readGuestKey(ctx))
  const choosing = ctx.query['choose'] === '1'
  if (visitor?.pass && !choosing) return letIn(ctx, visit, visitor, visitor.pass)
  if (visitor?.open && !choosing) return leadBack(ctx, visit, visitor.open.merchant_reference)

  const { pass = null, waited = false } = visitor ?? {}
  await showPlans(ctx, visit, { pass, notice: tellFirst(visit, waited) })
}

/** Before anybody pays: that somebody is paying for this phone already, or why the router let nobody in, or that M-Pesa is away. */
function tellFirst({ words, error, place }: Visit, waited: boolean): Notice | null {
  if (waited) return { tone: 'wait', ...words.plans.waited } // By a MAC alone: so no word of who, and no address.
  const trouble = readRouterTrouble(error)
  const told = place.paybill?.till === null ? words.plans.out : words.plans.out_till
  const out = place.paybill?.out_since ? { tone: 'wait' as const, ...told } : null
  if (!trouble || !toldBeforePaying.has(trouble)) return out
  const { reason, advice } = words.router[trouble]
  return { tone: 'wait', title: reason, text: advice }
}

const toldBeforePaying: ReadonlySet<RouterTrouble> = new Set<RouterTrouble>([
  'time_used', 'data_used', 'closed_hours', 'wrong_place', 'wrong_device', 'suspended', 'busy', 'fault',
]) // prettier-ignore

/** Paid already: on to the router, unless we have just been there. Never twice by itself (S1-09). */
async function letIn(ctx: Ctx, visit: Visit, visitor: Visitor, pass: Pass): Promise<void> {
  const { place, words, language, carried, error, hand_off } = visit
  const key = place.router.portal_key
  const trouble = readRouterTrouble(error) ?? (visitor.tried_lately ? 'tried' : null)
  const stands = carried.login !== '' || error !== '' // At the gate; else they only look at the page.
  if (!stands || !hand_off) return seeOther(ctx, carryTo(portalPaths.status(key), visit))
  if (!trouble) return enterRouter(ctx, visit, pass.service_id)

  const now = ctx.state.appliance.now()
  const told = {
    text: words.returned.text(pass.plan, tellMoment(language, pass.paid_until, now)),
    trouble: words.router[trouble],
    again: carryTo(portalPaths.login(key), visit),
    buy: carryTo(portalPaths.plans(key), visit, { choose: '1' }),
  }
  showPage(ctx, 'portal/returned', told, {
    language,
    place,
    title: words.returned.tab,
    ajar: true,
    other: (lang) => carryTo(portalPaths.plans(key), visit, { error: trouble, lang }),
  })
}

function leadBack(ctx: Ctx, { language }: Visit, merchant_reference: string): void {
  const lang = language === 'sw' ? null : language
  seeOther(ctx, withQuery(portalPaths.checkout(merchant_reference), { lang }))
}

/** What was typed into which form, and what is wrong with it; nothing of it is lost. */
export interface Typed {
  pass?: Pass | null
  notice?: Notice | null
  form?: 'checkout' | 'move' | 'voucher'
  typed?: Record<string, string>
  problems?: Record<string, string | null>
}

export async function showPlans(ctx: Ctx, visit: Visit, shown: Typed = {}): Promise<void> {
  const { place, words, language } = visit
  const key = place.router.portal_key
  const offers = await listOffers(ctx.state.appliance.db, place.router.site_id)
  const { notice = null, pass = null, form = 'checkout', typed = {}, problems = {} } = shown
  const until = pass && tellMoment(language, pass.paid_until, ctx.state.appliance.now())
  const picked = typed['plan'] ?? (offers.length === 1 ? String(offers[0]!.id) : '')
  const byHand = place.paybill?.out_since != null && place.paybill.till === null
  const view: ViewData = {
    lead: words.plans.lead(place.site),
    notice,
    running: until && words.plans.running(until),
    outside: visit.mac === null,
    empty: findEmpty(visit, offers.length),
    action: portalPaths.checkouts(key),
    hidden: hiddenFields(visit),
    key: giveGuestKey(ctx),
    plan_wrong: problems['plan'] ?? null,
    plans: offers.map((offer) => ({
      id: offer.id,
      term: tellTerm(words, offer),
      about: tellOffer(words, offer),
      price: words.kes(formatShillings(offer.price_cents)),
      picked: picked === String(offer.id),
    })),
    phone: field({
      name: 'phone',
      label: words.plans.phone,
      hint: byHand ? words.plans.phone_by_hand : words.plans.phone_hint,
      type: 'tel',
      mode: 'tel',
      autocomplete: 'tel',
      value: typed['phone'] ?? '',
      wrong: problems['phone'] ?? null,
    }),
    wifi: visit.mac !== null,
    pay: byHand ? words.plans.pay_by_hand : words.plans.pay,
    ...otherWays(visit, form, typed, problems),
  }
  showPage(ctx, 'portal/plans', view, {
    language,
    place,
    title: words.plans.tab,
    other: (lang) =>
      carryTo(portalPaths.plans(key), visit, { lang, ...(pass !== null && { choose: '1' }) }),
  })
}

function findEmpty(
  { words, place }: Visit,
  offers: number,
): { title: string; text: string } | null {
  if (offers === 0) return words.plans.none
  return place.paybill === null ? words.plans.no_paybill : null
}

/** Time that is paid for, and vouchers: beside buying, folded until somebody used one. */
function otherWays(
  { place, words }: Visit,
  form: NonNullable<Typed['form']>,
  typed: Record<string, string>,
  problems: Record<string, string | null>,
): ViewData {
  const { already, voucher } = words
  const key = place.router.portal_key
  const one = (name: string, label: string, hint: string | null, mode: string | null = null) =>
    field({ name, label, hint, mode, value: typed[name] ?? '', wrong: problems[name] ?? null })
  return {
    already: {
      open: form === 'move',
      action: portalPaths.moves(key),
      receipt: one('receipt', already.receipt, already.receipt_hint),
      payer: one('payer', already.phone, already.payer_hint, 'tel'),
      paid_by: one('paid_by', already.phone, null, 'tel'),
      code: one('code', already.code, already.code_hint, 'numeric'),
    },
    voucher: {
      open: form === 'voucher' || place.paybill?.out_since != null,
      action: portalPaths.vouchers(key),
      field: one('voucher', voucher.label, voucher.hint),
    },
  }
}
