// The first page: the day so far, what needs somebody, and how everything is, for the work of whoever looks. Money leads
// for whom it is work; lines and routers for the others.

import { readToday, type Today } from '../../appliance/people/today.ts'
import type { Role } from '../../appliance/tables.ts'
import { nairobi, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { seeOther, staffOf, type Ctx } from '../context.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { ticksOf } from './health-ticks.ts'
import { endingView, hotspotView, loadsView, moneyView, queueView } from './today-parts.ts'

const words = staffWords.today

export async function showToday(ctx: Ctx): Promise<void> {
  const { appliance } = ctx.state
  const staff = staffOf(ctx)
  if (staff.role === 'reseller') return seeOther(ctx, paths.subscribers)
  const now = appliance.now()
  const money = may(staff.role, 'GET /payments')
  const today = await readToday(appliance, staff, { money, now })
  await ctx.state.render('admin/today', todayView(today, staff.role, now))
}

function todayView(today: Today, role: Role, now: Instant) {
  const { money, kinds, ending, suspended, hotspot, wellness } = today
  const mayQueue = may(role, 'GET /exceptions')
  const loads = loadsView(wellness.routers, now)
  const ticks = ticksOf(wellness, { now, payments: money !== null })
  return {
    lead: leadOf(now),
    say: sayOf(today, mayQueue, loads, now),
    money: money && moneyView(money, now),
    lines_lead: money === null,
    queue: mayQueue ? queueView(kinds, now) : null,
    loads,
    loads_href: withQuery(paths.subscribers, { show: 'online' }),
    ending: endingView(ending),
    suspended: { count: suspended, href: withQuery(paths.subscribers, { show: 'suspended' }) },
    hotspot: hotspot && hotspotView(hotspot, may(role, 'GET /checkouts')),
    ticks,
    health: paths.health,
  }
}

function sayOf(
  { money, kinds }: Today,
  mayQueue: boolean,
  { online, paid }: { online: number; paid: number },
  now: Instant,
) {
  if (!money) return words.say_lines(online, paid, mayQueue ? kinds : [], now)
  return mayQueue ? words.say(money, kinds, now) : words.say_money_only(money)
}

function leadOf(now: Instant): string {
  const here = now.toZonedDateTimeISO(nairobi)
  const day = here.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
  return words.lead(day, here.toPlainTime().toString({ smallestUnit: 'second' }))
}
