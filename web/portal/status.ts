// What this phone has left. Whoever knows its MAC, and that is everybody in the room, may read this page: so it says how
// long and how much, and nothing of who paid (S2-59).

import { hotspotLogout, showOrig } from '../../appliance/access/hotspot-login.ts'
import { readVisitor, type Pass, type Visitor } from '../../appliance/access/portal.ts'
import type { Instant } from '../../appliance/time.ts'
import { tellLength, tellMoment } from '../../appliance/words/portal/times.ts'
import type { Ctx, ViewData } from '../context.ts'
import { portalPaths } from '../paths.ts'
import { showPage } from './page.ts'
import { isLedIn } from './paid.ts'
import { carryTo, readVisit, type Visit } from './visit.ts'

const welcomeFor = { minutes: 5 }

export async function showStatus(ctx: Ctx): Promise<void> {
  const visit = await readVisit(ctx)
  const { db, now } = ctx.state.appliance
  const visitor = visit.mac === null ? null : await readVisitor(db, visit.mac, now(), null)
  const { place, language, words } = visit
  const key = place.router.portal_key
  const pass = visitor?.pass ?? null
  const led = visitor !== null && ctx.query['in'] === '1' && isLedIn(visitor, now())
  const fresh = led || (visitor !== null && isFresh(visitor, now()))
  const online = pass !== null && (pass.online || led)
  const view: ViewData = {
    pass: pass && tellPass(visit, pass, { online, welcome: fresh && online }, now()),
    buy: carryTo(portalPaths.plans(key), visit, pass ? { choose: '1' } : {}),
    // The router's own page, so that it gives a fresh challenge and sends them round by us.
    enter: pass && !online && visit.hand_off ? visit.hand_off.login : null,
    log_out: online ? logoutOf(visit) : null,
  }
  showPage(ctx, 'portal/status', view, {
    language,
    place,
    title: words.status.tab,
    open: online,
    ajar: pass !== null,
    other: (lang) => carryTo(portalPaths.status(key), visit, { lang }),
  })
}

/** A router may lead here from its own page, without a word of where it came from. */
function isFresh({ device }: Visitor, now: Instant): boolean {
  const tried = device?.login_tried_at
  return !!tried && Temporal.Instant.compare(tried.add(welcomeFor), now) > 0
}

function logoutOf({ carried, hand_off, place }: Visit): string | null {
  if (hand_off && carried.login !== '') return hotspotLogout(hand_off)
  const { hotspot_host } = place.router
  return hotspot_host === null ? null : hotspotLogout(hotspot_host)
}

function tellPass(
  { words, language, carried }: Visit,
  pass: Pass,
  { online, welcome }: { online: boolean; welcome: boolean },
  now: Instant,
): ViewData {
  const { status, plan, paid } = words
  const orig = welcome ? showOrig(carried.orig) : null
  const line = (name: string, value: string, strong = false) => ({ name, value, strong })
  return {
    welcome,
    online,
    title: welcome ? status.welcome : status.title,
    until: status.until(tellMoment(language, pass.paid_until, now)),
    state: online ? { word: status.online, tone: 'good' } : { word: status.offline, tone: 'over' },
    go_on: orig && { href: orig.href, label: paid.go_on(orig.host) },
    lines: [
      line(status.time_left, tellLength(language, pass.seconds_left), true),
      line(
        status.data_left,
        pass.data_left === null ? plan.unlimited : plan.data(pass.data_left),
        true,
      ),
      line(status.plan, pass.plan),
      line(status.devices, plan.devices(pass.devices)),
    ],
  }
}
