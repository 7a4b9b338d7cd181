// How a guest's page is shown: its frame, and what browsers are told about it. No sign-in, no cookie that matters.

import type { PortalPlace } from '../../appliance/access/portal.ts'
import { readMsisdn } from '../../appliance/msisdn.ts'
import type { Business, Language } from '../../appliance/tables.ts'
import { spacePhone } from '../../appliance/words/figures.ts'
import { portalWords } from '../../appliance/words/portal/words.ts'
import type { Ctx, ViewData } from '../context.ts'
import type { PortalFrame } from '../frame.ts'
import { portalPolicy } from '../middleware/set-headers.ts'
import { renderForGuest } from '../render.ts'
import { keepLanguage, otherThan } from './language.ts'

export interface Shown extends Partial<Omit<PortalFrame, 'now' | 'brand' | 'support' | 'other'>> {
  language: Language
  title: string
  place: PortalPlace | null
  /** Whose page it is, where there is no hotspot. */
  business?: Business | null
  /** The same page in the other language; null where there is none to go to. */
  other: ((lang: Language) => string) | null
}

export function showPage(ctx: Ctx, view: string, data: ViewData, shown: Shown): void {
  const { language, place } = shown
  keepLanguage(ctx)
  ctx.type = 'html'
  // A form of ours may end at the router's login: browsers ask the policy at every step of the way there.
  ctx.set('Content-Security-Policy', portalPolicy(place?.router.hotspot_host ?? null))
  const frame = frameOf(ctx.state.appliance.now(), shown)
  ctx.body = renderForGuest(view, data, frame, portalWords(language))
}

export function frameOf(now: PortalFrame['now'], shown: Shown): PortalFrame {
  const { language, place, other, business = place?.business, ...given } = shown
  const words = portalWords(language)
  const [to, phone] = [otherThan(language), business?.support_phone]
  return {
    now,
    brand: business?.name ?? words.nameless,
    open: false,
    ajar: false,
    live: false,
    copies: false,
    refresh: 5,
    beside: false,
    support: phone ? callable(phone) : null,
    other: other && { href: other(to), lang: to, language: portalWords(to).language },
    ...given,
  }
}

function callable(phone: string): { href: string; shown: string } {
  const msisdn = readMsisdn(phone)
  return msisdn
    ? { href: `tel:+${msisdn}`, shown: spacePhone(msisdn) }
    : { href: `tel:${phone.replace(/[^\d+]/g, '')}`, shown: phone }
}
