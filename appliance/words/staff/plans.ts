// Plans: the list, the form with what each field means, and what RADIUS will be told.

import type { Told } from '../../access/acceptance.ts'
import type { TimedSpeed } from '../../access/speeds.ts'
import type { Plan } from '../../tables.ts'
import { formatLength } from '../../time.ts'
import { countOf, formatBytes, formatSpeed } from '../figures.ts'
import { tellTerm } from '../portal/offers.ts'
import { portalWords } from '../portal/words.ts'

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** "every day", "Mon to Fri", "Sat, Sun". */
export function tellDays(weekdays: readonly number[]): string {
  const key = weekdays.join('')
  if (key === '1234567') return 'every day'
  if (key === '12345') return 'Mon to Fri'
  return weekdays.map((day) => dayNames[day - 1]).join(', ')
}

const hour = (time: string) => time.slice(0, 5)

export const plans = {
  title: 'Plans',
  lead: 'What you sell: a price, a time, a speed. Times are Nairobi’s.',
  add: 'Add a plan',
  show: { sold: 'Sold', withdrawn: 'Not sold any more' },
  narrow: 'Which plans',
  kinds: { pppoe: 'Lines at home (PPPoE)', hotspot: 'Passes (hotspot)' },
  kind: { pppoe: 'Line at home', hotspot: 'Hotspot pass' },
  column: {
    plan: 'Plan',
    price: 'Price',
    speed: 'Down / up',
    data: 'Data',
    rules: 'Rules',
    lines: 'Have it',
    paid: 'Paid now',
  },
  term: (plan: Pick<Plan, 'term_count' | 'term_unit'>): string => tellTerm(portalWords('en'), plan),
  speed: ({ down_kbps, up_kbps }: Pick<Plan, 'down_kbps' | 'up_kbps'>): string =>
    `${formatSpeed(down_kbps)} / ${formatSpeed(up_kbps)}`,
  unlimited: 'no limit',
  rules: {
    site: (name: string): string => `only ${name}`,
    desk: 'at the desk only',
    hours: (opens: string, closes: string): string => `${hour(opens)} to ${hour(closes)}`,
    others: (count: number): string => countOf(count, 'other speed', 'other speeds'),
    fair: (bytes: number): string => `slower after ${formatBytes(bytes)}`,
    burst: 'burst',
    devices: (count: number): string => countOf(count, 'device'),
    grace: (days: number): string => `${countOf(days, 'day')} grace`,
    none: 'none',
  },
  none: {
    sold: {
      title: 'Nothing is sold yet',
      text: 'Add a plan: lines at home and passes at the hotspot are both sold by one.',
    },
    withdrawn: { title: 'Every plan is sold', text: 'A plan that you stop selling is kept here.' },
  },

  form: {
    add_title: 'A new plan',
    change_title: (name: string): string => name,
    lines: (count: number): string =>
      count === 0 ? 'Nobody has it yet.' : `${countOf(count, 'line has', 'lines have')} it now.`,
    changing:
      'Speeds, hours and devices change at once for everybody who has it. Price, time and data count for what is bought from now on.',
    withdrawn: 'Not sold any more. Whoever has it keeps it, and can renew it.',
    basics: 'What it is',
    name: 'Name',
    name_hint: 'as guests and receipts read it',
    kind: 'For',
    price: 'Price, KES',
    term_count: 'Time',
    term_unit: 'Unit',
    units: { hour: 'hours', day: 'days', month: 'months' },
    down: 'Down, Mb/s',
    up: 'Up, Mb/s',
    speed_hint: '10, 2.5 or 512k',
    limits: 'Limits',
    data: 'Data, GB',
    data_hint: 'empty: no limit',
    data_counts: 'Counts',
    counts: { both: 'up and down', down: 'down only', up: 'up only' },
    devices: 'Devices at once',
    grace_days: 'Grace, days',
    grace_hint: 'how long an unpaid line at home stays open; 0: closed when its time ends',
    where: 'Where it is sold',
    site: 'Place',
    everywhere: 'everywhere',
    on_portal: 'Guests see it on the portal',
    on_portal_hint: 'Off: sold at the desk and by voucher only.',
    hours: 'Hours it opens',
    hours_hint: 'Nairobi’s clock, 22:00 to 06:00 is a night plan. Empty: all day.',
    opens_at: 'Opens',
    closes_at: 'Closes',
    timed: 'Another speed at times',
    timed_hint: 'The first that holds is taken. 18:00 to 18:00 is a whole day.',
    days: 'Days',
    from: 'From',
    until: 'Until',
    fair: 'Fair use',
    fair_hint: 'Slower, not closed, after so much of one purchase.',
    fair_after: 'After, GB',
    burst: 'Burst',
    burst_hint: 'RouterOS lets a line go faster while its average stays below the threshold.',
    burst_down: 'Burst down, Mb/s',
    burst_up: 'Burst up, Mb/s',
    threshold_down: 'Threshold down, Mb/s',
    threshold_up: 'Threshold up, Mb/s',
    burst_seconds: 'Averaged over, s',
    router: 'On the router',
    router_hint: 'Names as the router has them. Empty: its profile decides.',
    priority: 'Priority, 1 to 8',
    address_pool: 'Address pool',
    ipv6_pool: 'IPv6 prefix pool',
    why: 'Why',
    why_hint: 'for the audit',
    preview: 'See what the router is told',
    save_new: 'Add the plan',
    save: 'Save the plan',
    withdraw: 'Stop selling',
    withdraw_text: 'It leaves the portal and every list to sell from. Whoever has it keeps it.',
    withdraw_now: (name: string): string => `Stop selling ${name}`,
    restore: 'Sell again',
    wrong: 'Some fields need another look. Nothing is saved yet.',
  },
  day_choice: (weekdays: readonly number[]): string => tellDays(weekdays),
  toast: {
    withdrawn: (name: string): string => `${name} is not sold any more.`,
    saved: 'Saved. Routers are told at the next login; who is online is told now.',
  },

  preview: {
    title: 'What RADIUS tells the router',
    lead: (when: string): string => `For somebody who pays and logs in ${when}.`,
    wrong: 'It is shown here as soon as name, price, time and speeds can be read.',
    until: (when: string): string => `Paid until ${when}`,
    also: 'At other times',
    instead: (when: TimedSpeed | 'fair_share'): string =>
      when === 'fair_share'
        ? 'after the fair share, until the next purchase'
        : `${tellDays(when.weekdays)}, ${hour(when.from_time)} to ${hour(when.until_time)}`,
    refused: 'at other hours: Access-Reject, “Closed at this hour”',
  },

  /** What an attribute means, in a few words. */
  meaning: ({ name, value }: Told): string => {
    switch (name) {
      case 'Session-Timeout':
        return `closed after ${formatLength(Number(value))}`
      case 'Acct-Interim-Interval':
        return 'reports its use every 5 minutes; each line a little apart'
      case 'Mikrotik-Rate-Limit':
        return 'up/down, as the router sees it: it receives what goes up'
      case 'Port-Limit':
        return `${countOf(Number(value), 'device')} at once`
      case 'Framed-Pool':
        return 'addresses from this pool'
      case 'Mikrotik-Delegated-IPv6-Pool':
        return 'an IPv6 prefix from this pool'
      case 'Framed-IP-Address':
      case 'Delegated-IPv6-Prefix':
        return 'its own'
      default:
        return name.endsWith('Gigawords') ? 'times 4.29 GB, and the line above' : 'bytes left'
    }
  },
}
