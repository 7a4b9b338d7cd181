// Parts of a day's page: its three books, what differs, what must be seen to, money and access.

import {
  items,
  type Checklist,
  type Item,
  type PaybillDay,
} from '../../appliance/close/checklist.ts'
import type { DayBooks } from '../../appliance/close/day-books.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts' // prettier-ignore

const words = staffWords.close
const differencesShown = 100

/** "Friday 20 November 2026". */
export function dayWords(day: Temporal.PlainDate): string {
  return `${day.toLocaleString('en-KE', { weekday: 'long' })} ${day.day} ${day.toLocaleString('en-KE', { month: 'long' })} ${day.year}`
}

export function paybillView({ shortcode, name, books, covered }: PaybillDay) {
  const { rows, total, pairs, differences } = books
  return {
    id: `books-${shortcode}`,
    title: words.three(name, shortcode),
    covered,
    drift_cents: books.drift_cents,
    rows: rows.map(({ what, count, ...sums }) => ({
      what: words.books[what],
      count: words.lines(count),
      ...sums,
    })),
    movements: words.movements(total.count),
    told_cents: total.told_cents,
    ours_cents: total.ours_cents,
    theirs_cents: total.theirs_cents,
    differences_title: words.differences(differences.length),
    agreed: words.agreed(pairs - differences.length, pairs),
    any_differences: differences.length > 0,
    differences: byWeight(differences).slice(0, differencesShown).map(differenceView),
    more:
      differences.length > differencesShown
        ? words.more_differences(differences.length - differencesShown)
        : null,
  }
}

type Found = DayBooks['differences'][number]

/** What is unexplained first, the dearest of it first of all. */
function byWeight(differences: readonly Found[]): Found[] {
  return differences.toSorted((one, other) => other.drift_cents - one.drift_cents)
}

function differenceView(found: Found) {
  const { code, at, payment_id, payer_name, payment_cents, line_cents, difference, drift_cents } = found // prettier-ignore
  const { explained, owner, exception_id } = found
  const about =
    explained !== null
      ? words.explained(explained, owner)
      : exception_id === null
        ? null
        : owner === null
          ? words.nobody
          : words.with_whom(owner)
  return {
    code,
    href: payment_id === null ? null : paths.payment('mpesa', code),
    at,
    payer: payer_name ?? '',
    payment_cents,
    line_cents,
    what: words.difference[difference],
    about,
    exception: exception_id === null ? null : paths.exception(exception_id),
    drift_cents,
  }
}

export function ticksOf(checklist: Checklist) {
  const { exceptions, callbacks, shifts, paid_offline, unpaid_online, open } = checklist
  const paid = paid_offline.filter(({ explained }) => explained === null).length
  const subs: Partial<Record<Item, string>> = {
    exceptions: words.item_sub.exceptions(exceptions.open, exceptions.of_nobody),
    callbacks: words.item_sub.callbacks(callbacks),
    shifts: words.item_sub.shifts(shifts),
    access: words.item_sub.access(paid, unpaid_online.length),
  }
  const hrefs: Record<Item, string> = {
    statement: paths.statements,
    drift: '#drift',
    exceptions: paths.exceptions,
    callbacks: paths.overdue,
    shifts: paths.shifts,
    access: '#access',
  }
  return items.map((item) => ({
    id: `tick-${item}`,
    label: words.item[item],
    state: open.includes(item) ? words.open : words.done,
    sub: open.includes(item) ? (subs[item] ?? null) : null,
    href: hrefs[item],
    cure: null,
  }))
}

export function accessView({ paid_offline, unpaid_online }: Checklist) {
  return {
    any_offline: paid_offline.length > 0,
    offline: paid_offline.map((row) => ({
      who: row.name ?? row.code ?? '',
      user_name: row.user_name,
      href: row.account_no === null ? null : paths.subscriber(row.account_no),
      what: words.offline[row.what],
      amount_cents: row.amount_cents,
      since: row.since,
      explained: row.explained !== null,
      why: row.explained === null ? words.unexplained : words.offline_why[row.explained],
    })),
    any_unpaid: unpaid_online.length > 0,
    unpaid: unpaid_online.map(({ user_name, account_no, router, online_since, paid_until }) => ({
      user_name,
      href: paths.subscriber(account_no),
      router,
      online_since,
      paid_until,
    })),
  }
}
