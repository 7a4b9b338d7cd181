// The first page: the day so far, and what needs somebody.

import {
  readToday,
  type EndingSoon,
  type MoneyToday,
  type OpenKind,
  type RouterToday,
  type Today,
} from '../../appliance/people/today.ts'
import type { HotspotToday } from '../../appliance/people/checkout-funnel.ts'
import type { Role } from '../../appliance/tables.ts'
import { formatMoment, nairobi, type Instant } from '../../appliance/time.ts'
import { formatMilliseconds } from '../../appliance/words/figures.ts'
import { exception_kinds } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { hourlyChart } from '../charts.ts'
import { staffOf, type Ctx } from '../context.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { checkoutsLink } from './checkouts.ts'

const words = staffWords.today
const silentSeconds = 15 * 60

export async function showToday(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const at = now()
  await ctx.state.render('admin/today', todayView(await readToday(db, staff, at), staff.role, at))
}

function todayView(today: Today, role: Role, now: Instant) {
  const { money, kinds, routers, ending, hotspot, late } = today
  const mayQueue = may(role, 'GET /exceptions')
  return {
    lead: leadOf(now),
    say: mayQueue ? words.say(money, kinds, now) : words.say_money_only(money),
    money: moneyView(money, now, may(role, 'GET /payments')),
    queue: mayQueue ? queueView(kinds, now) : null,
    routers: routersView(routers, now),
    ending: endingView(ending),
    hotspot: hotspot && hotspotView(hotspot, may(role, 'GET /checkouts')),
    health: Object.entries(words.late_kinds).map(([kind, label]) =>
      healthView(
        late.find((row) => row.kind === kind),
        label,
        now,
      ),
    ),
    overdue: paths.overdue,
    box: may(role, 'GET /health') ? paths.health : null,
  }
}

function leadOf(now: Instant): string {
  const here = now.toZonedDateTimeISO(nairobi)
  const day = here.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
  return words.lead(day, here.toPlainTime().toString({ smallestUnit: 'minute' }))
}

function moneyView(money: MoneyToday, now: Instant, linked: boolean) {
  const { count, amount_cents, median_ms, slow_ms, by_hour } = money
  return {
    count,
    amount_cents,
    usual: median_ms === null ? '–' : formatMilliseconds(median_ms),
    slow: slow_ms === null ? words.no_payment_yet : words.slow(slow_ms),
    href: linked ? withQuery(paths.payments, { days: 'today' }) : null,
    chart: hourlyChart(by_hour, now.toZonedDateTimeISO(nairobi).hour),
  }
}

function queueView(kinds: OpenKind[], now: Instant) {
  const sum = (column: 'fresh' | 'old' | 'older' | 'count' | 'amount_cents') =>
    kinds.reduce((total, row) => total + row[column], 0)
  return {
    href: paths.exceptions,
    any: kinds.length > 0,
    rows: kinds.map(({ kind, oldest_at, late, ...row }) => ({
      ...row,
      label: exception_kinds[kind],
      href: paths.exceptionsOf(kind),
      open: staffWords.exceptions.counted(row.count),
      oldest: staffWords.exceptions.age(secondsSince(oldest_at, now), late > 0),
    })),
    total: words.total_open(sum('count')),
    fresh: sum('fresh'),
    old: sum('old'),
    older: sum('older'),
    amount_cents: sum('amount_cents'),
  }
}

function routersView(routers: RouterToday[], now: Instant) {
  const sum = (column: 'online' | 'paid') => routers.reduce((total, row) => total + row[column], 0)
  return {
    any: routers.length > 0,
    online: sum('online'),
    paid: sum('paid'),
    of_paid: words.of_paid(sum('paid')),
    quiet: routers.flatMap(({ name, paid, heard_at }) => {
      if (heard_at === null || secondsSince(heard_at, now) <= silentSeconds || paid === 0) return []
      return [{ title: words.quiet(name, formatMoment(heard_at, now)), text: words.hangs(paid) }]
    }),
    rows: routers.map(({ name, site, online, paid, heard_at }) => {
      const share = paid === 0 ? 0 : Math.min(100, Math.round((online / paid) * 100))
      return {
        name,
        site,
        online,
        paid,
        share,
        of_paid: words.of_paid(paid),
        label: words.share_label(online, paid),
        low: paid > 0 && share < 50,
        href: withQuery(paths.subscribers, { show: 'online', router: name }),
        heard: heardState(heard_at, now),
      }
    }),
  }
}

function heardState(heard_at: Instant | null, now: Instant): { word: string; tone: string } {
  if (heard_at === null) return { word: words.never_heard, tone: 'over' }
  const seconds = secondsSince(heard_at, now)
  return seconds > silentSeconds
    ? { word: words.silent_for(seconds), tone: 'bad' }
    : { word: words.heard_ago(seconds), tone: 'good' }
}

function endingView({ rows, count, short }: EndingSoon) {
  return {
    any: count > 0,
    lead: words.ending_count(count, short),
    more: count > rows.length ? words.ending_all(count) : null,
    href: withQuery(paths.subscribers, { show: 'ending' }),
    rows: rows.map(({ account_no, name, plan, price_cents, wallet_cents, ends_at }) => ({
      account_no,
      name,
      plan,
      price_cents,
      wallet_cents,
      ends_at,
      href: paths.subscriber(account_no),
      outcome: wallet_cents >= price_cents ? words.renews : words.short(price_cents - wallet_cents),
    })),
  }
}

function hotspotView(hotspot: HotspotToday, linked: boolean) {
  const stages = { asked: 'any', paid: 'paid', unpaid: 'unpaid' } as const
  const link = (stage: 'any' | 'paid' | 'unpaid') =>
    linked ? checkoutsLink({ days: 'today', stage }) : null
  return {
    any: hotspot.asked > 0,
    href: link('any'),
    figures: (['asked', 'paid', 'unpaid'] as const).map((name) => ({
      label: words.hotspot_figure[name],
      help: words.hotspot_help[name],
      count: hotspot[name],
      href: link(stages[name]),
    })),
  }
}

function healthView(
  late: { count: number; oldest_at: Instant } | undefined,
  label: string,
  now: Instant,
) {
  return {
    label,
    state: late ? words.late(late.count) : words.none_late,
    sub: late ? words.late_since(secondsSince(late.oldest_at, now)) : null,
  }
}

function secondsSince(at: Instant, now: Instant): number {
  return Math.max(0, Math.round(now.since(at).total('seconds')))
}
