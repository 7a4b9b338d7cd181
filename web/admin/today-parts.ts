// The parts of the first page: each from plain figures to what its table shows, every figure with the way to its rows.

import type { HotspotToday } from '../../appliance/people/checkout-funnel.ts'
import type { RouterToday } from '../../appliance/people/site-loads.ts'
import type { EndingSoon, MoneyToday, OpenKind } from '../../appliance/people/today.ts'
import { formatMoment, nairobi, type Instant } from '../../appliance/time.ts'
import { formatMilliseconds } from '../../appliance/words/figures.ts'
import { exception_kinds } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { hourlyChart } from '../charts.ts'
import { paths, withQuery } from '../paths.ts'
import { checkoutsLink } from './checkouts.ts'
import { isSilent, secondsSince, silentSeconds } from './health-ticks.ts'

const words = staffWords.today

export function moneyView(money: MoneyToday, now: Instant) {
  const { count, amount_cents, median_ms, slow_ms, by_hour } = money
  return {
    count,
    amount_cents,
    usual: median_ms === null ? '–' : formatMilliseconds(median_ms),
    slow: slow_ms === null ? words.no_payment_yet : words.slow(slow_ms),
    href: withQuery(paths.payments, { days: 'today' }),
    chart: hourlyChart(by_hour, now.toZonedDateTimeISO(nairobi).hour),
  }
}

export function queueView(kinds: OpenKind[], now: Instant) {
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

export function loadsView(routers: RouterToday[], now: Instant) {
  const sum = (rows: RouterToday[], column: 'online' | 'paid') =>
    rows.reduce((total, row) => total + row[column], 0)
  const sites = [...new Set(routers.map(({ site }) => site))]
  return {
    any: routers.length > 0,
    online: sum(routers, 'online'),
    paid: sum(routers, 'paid'),
    of_paid: words.of_paid(sum(routers, 'paid')),
    quiet: routers.flatMap((router) =>
      isSilent(router, now) ? [quietView(router.name, router.paid, router.heard_at!, now)] : [],
    ),
    sites: sites.map((site) => {
      const here = routers.filter((router) => router.site === site)
      return {
        name: site,
        // A line of its own only where it says more than its one router does.
        several: here.length > 1 && sites.length > 1,
        online: sum(here, 'online'),
        paid: sum(here, 'paid'),
        href: withQuery(paths.subscribers, { show: 'online', site }),
        routers: here.map((router) => routerView(router, now)),
      }
    }),
  }
}

function quietView(name: string, paid: number, heard_at: Instant, now: Instant) {
  return { title: words.quiet(name, formatMoment(heard_at, now)), text: words.hangs(paid) }
}

function routerView({ name, site, online, paid, heard_at }: RouterToday, now: Instant) {
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
}

function heardState(heard_at: Instant | null, now: Instant): { word: string; tone: string } {
  if (heard_at === null) return { word: words.never_heard, tone: 'over' }
  const seconds = secondsSince(heard_at, now)
  return seconds > silentSeconds
    ? { word: words.silent_for(seconds), tone: 'bad' }
    : { word: words.heard_ago(seconds), tone: 'good' }
}

export function endingView({ rows, count, short }: EndingSoon) {
  return {
    any: count > 0,
    count,
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

export function hotspotView(hotspot: HotspotToday, linked: boolean) {
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
