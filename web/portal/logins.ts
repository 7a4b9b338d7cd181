// On to the router: a browser is sent to its login with a pass's name and proof, and comes back to a page of ours.

import { beginLogin } from '../../appliance/access/logins.ts'
import { readVisitor } from '../../appliance/access/portal.ts'
import { readCheckout } from '../../appliance/money/checkout-file.ts'
import { seeOther, type Ctx } from '../context.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { carryTo, readVisit, type Visit } from './visit.ts'

/** For whoever has a pass and stands at the gate; to what is left of it, where no router takes a login. */
export async function enterRouter(ctx: Ctx, visit: Visit, service_id: number): Promise<void> {
  const { mac, hand_off, place, carried } = visit
  const status = portalPaths.status(place.router.portal_key)
  const { work, safe, config } = ctx.state.appliance
  if (mac === null || hand_off === null) return seeOther(ctx, carryTo(status, visit))

  const after = ownPage(carried.orig, config.publicUrl, status) ?? statusAfter(visit)
  const dst = config.publicUrl + after
  const url = await work((unit) => beginLogin(unit, safe, { mac, service_id, hand_off, dst }))
  seeOther(ctx, url ?? carryTo(status, visit))
}

/**
 * The same from a form, which may have been open for minutes: where the router gives challenges, its login page is asked
 * for a new one. That leads back to our plans, which know the pass.
 */
export async function enterFromForm(ctx: Ctx, visit: Visit, service_id: number): Promise<void> {
  const { mac, hand_off } = visit
  if (mac === null || !hand_off || hand_off.chap_id === '')
    return enterRouter(ctx, visit, service_id)
  const dst = ctx.state.appliance.config.publicUrl + statusAfter(visit)
  seeOther(ctx, withQuery(hand_off.login, { dst }))
}

/** The page that says welcome, and where the guest was going. */
function statusAfter({ mac, place, carried, language }: Visit): string {
  const { login, orig } = carried
  const status = portalPaths.status(place.router.portal_key)
  return withQuery(status, { mac, in: '1', login, orig, lang: language })
}

/** Where we wanted to come out, when the router brings it back as the page that was asked for. */
function ownPage(orig: string, publicUrl: string, status: string): string | null {
  if (!orig.startsWith(`${publicUrl}/`)) return null
  const path = orig.slice(publicUrl.length)
  if (/^\/p\/checkouts\/[0-9a-f-]{36}\?in=1(&lang=(en|sw))?$/.test(path)) return path
  return path.startsWith(`${status}?mac=`) && /^[\w/?&=%.~:+*-]+$/.test(path) ? path : null
}

/** Pressed by a guest: so it may be tried again. */
export async function startPassLogin(ctx: Ctx): Promise<void> {
  const visit = await readVisit(ctx)
  const { db, now } = ctx.state.appliance
  const visitor = visit.mac === null ? null : await readVisitor(db, visit.mac, now(), null)
  if (visitor?.pass) return enterRouter(ctx, visit, visitor.pass.service_id)
  seeOther(ctx, carryTo(portalPaths.plans(visit.place.router.portal_key), visit))
}

export async function startCheckoutLogin(ctx: Ctx): Promise<void> {
  const { db, now, work, safe, config } = ctx.state.appliance
  const { merchant_reference = '' } = ctx.params
  const page = portalPaths.checkout(merchant_reference)
  const file = await readCheckout(db, merchant_reference, now())
  const { lang } = ctx.query
  const language = lang === 'en' || lang === 'sw' ? lang : null
  if (file?.stage !== 'paid' || !file.device || !file.hand_off)
    return seeOther(ctx, withQuery(page, { lang: language }))

  const { service_id, hand_off, device } = file
  const dst = config.publicUrl + withQuery(page, { in: '1', lang: language })
  // A challenge is good for one showing of the router's login page, and phones look at that page by themselves while
  // their owner types a PIN. So the router is asked for a new one: it leads back to our plans, which know the pass.
  if (hand_off.chap_id !== '') return seeOther(ctx, withQuery(hand_off.login, { dst }))

  const wish = { mac: device.mac, service_id, hand_off, dst }
  const url = await work((unit) => beginLogin(unit, safe, wish))
  seeOther(ctx, url ?? withQuery(page, { in: '0', lang: language })) // 0: do not try by itself again.
}
