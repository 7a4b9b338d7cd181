// Paid: on to the router, or the page that says welcome, or why this phone is not in and what to do. Pure.

import { showOrig } from '../../appliance/access/hotspot-login.ts'
import type { Visitor } from '../../appliance/access/portal.ts'
import type { CheckoutFile } from '../../appliance/money/checkout-file.ts'
import { formatShillings } from '../../appliance/money.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import type { Language } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { tellOffer, tellTerm } from '../../appliance/words/portal/offers.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import { wordsFor } from '../../appliance/words/words.ts'
import type { ViewData } from '../context.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { plansLink } from './waiting-view.ts'

const ledFor = { minutes: 2 }

/**
 * enter: to the router's login now. in: the router led here a moment after we sent it there, or tells of a session. not_in: we were there a moment ago,
 * so it is for the guest to press. elsewhere: no phone at a gate is known. over: its time has ended.
 */
export type Arrival = 'enter' | 'in' | 'not_in' | 'elsewhere' | 'over'

export function decideArrival(
  { device, hand_off, service_id, paid_until }: CheckoutFile,
  visitor: Visitor | undefined,
  came: string,
  now: Instant,
): Arrival {
  if (!paid_until || Temporal.Instant.compare(paid_until, now) <= 0) return 'over'
  if (!device || !hand_off || device.service_id !== service_id) return 'elsewhere'
  if (!visitor?.pass) return 'not_in'
  if (visitor.pass.online || (came === '1' && isLedIn(visitor, now))) return 'in'
  return came !== '' || visitor.tried_lately ? 'not_in' : 'enter'
}

/**
 * Whether `?in=1` can be the router's word: anybody may type it, so it counts while the device has a session, or we sent
 * it to the router a moment ago.
 */
export function isLedIn({ pass, device }: Visitor, now: Instant): boolean {
  const tried = device?.login_tried_at
  const lately = !!tried && Temporal.Instant.compare(tried.add(ledFor), now) > 0
  return pass !== null && (pass.online || lately)
}

export function tellPaid(
  file: CheckoutFile,
  arrival: Arrival,
  language: Language,
  now: Instant,
): ViewData {
  const { place, device, hand_off, merchant_reference } = file
  const words = portalWords(language)
  const orig = arrival === 'in' && hand_off ? showOrig(hand_off.orig) : null
  const mac = device?.mac ?? null
  const lang = language === 'sw' ? null : language
  const status = place && mac && portalPaths.status(place.router.portal_key)
  return {
    ...tellArrival(file, arrival, language, now),
    more: arrival === 'in' ? words.paid.is_open : null,
    go_on: orig && { href: orig.href, label: words.paid.go_on(orig.host) },
    enter:
      arrival === 'not_in'
        ? withQuery(portalPaths.checkoutLogin(merchant_reference), { lang })
        : null,
    buy: arrival === 'over' && place ? plansLink(file, language) : null,
    how:
      arrival === 'elsewhere'
        ? words.paid.elsewhere.steps(
            place ? `${place.business.name}, ${place.site}` : words.nameless,
          )
        : null,
    receipt: tellReceipt(file, words, language, now),
    status: status && withQuery(status, { mac, login: hand_off?.login ?? null, lang }),
  }
}

function tellArrival(
  { amount_cents, paid_until, payment }: CheckoutFile,
  arrival: Arrival,
  language: Language,
  now: Instant,
): { title: string; text: string } {
  const { paid } = portalWords(language)
  const until = paid_until ? tellMoment(language, paid_until, now) : ''
  const amount = formatShillings(payment?.amount_cents ?? amount_cents)
  const receipt_code = payment?.receipt_code ?? ''
  const { title, text } = wordsFor(language).payment.confirmed({ amount, until, receipt_code })
  switch (arrival) {
    case 'over':
      return { title: paid.over.title, text: paid.over.text(until) }
    case 'not_in':
      return { title: paid.not_in.title, text: paid.not_in.text(until) }
    case 'elsewhere':
      return { title: paid.not_in.title, text: paid.elsewhere.text(until) }
    default:
      return { title, text }
  }
}

/** What stands on paper elsewhere. The number is covered: whoever has this address is not always who paid. */
function tellReceipt(
  { plan, amount_cents, payment, msisdn, account_no, service_no }: CheckoutFile,
  words: PortalWords,
  language: Language,
  now: Instant,
): ViewData {
  const { paid, kes } = words
  const line = (name: string, value: string, code = false) => ({ name, value, code })
  const total = payment?.amount_cents ?? amount_cents
  return {
    title: payment?.receipt_no ? paid.receipt(payment.receipt_no) : paid.receipt_soon,
    plan: `${tellTerm(words, plan)}, ${tellOffer(words, plan)}`,
    price: kes(formatShillings(total)),
    total: kes(formatShillings(total)),
    lines: [
      payment?.receipt_code
        ? line(paid.mpesa, payment.receipt_code, true)
        : line(paid.mpesa, paid.mpesa_soon),
      line(paid.number, maskMsisdn(msisdn)),
      line(paid.account, `${account_no}-${service_no}`),
      ...(payment?.paid_at ? [line(paid.when, tellMoment(language, payment.paid_at, now))] : []),
    ],
  }
}
