// All who pay, as a list.

import {
  listPlanNames,
  readSubscriberList,
  shows,
  type Listed,
  type SubscriberList,
  type Wanted,
} from '../../appliance/people/subscriber-register.ts'
import { listPlaces } from '../../appliance/people/new-subscribers.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import type { Role } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import type { State } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { choice } from '../form-fields.ts'
import { oneOf, place, readQuery, words as typed } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { exportView } from './export-button.ts'

const words = staffWords.subscribers
export const subscriberFilters = {
  q: typed(80),
  show: oneOf(shows),
  router: typed(80),
  site: typed(80),
  home: rowOrAny,
  on_plan: rowOrAny,
  after: place,
}

/** A row's number, or any. */
function rowOrAny(given: string): number | null {
  return idOf(given) || null
}

export async function showSubscribers(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const wanted = readQuery(ctx, subscriberFilters)
  const at = now()
  const [list, { sites }, plans] = await Promise.all([
    readSubscriberList(db, wanted, at),
    listPlaces(db, staffOf(ctx).site_id),
    listPlanNames(db),
  ])
  await ctx.state.render('admin/subscribers', {
    ...listView(list, wanted, at, staffOf(ctx).role),
    pick: {
      home: pick('home', words.home, words.any_home, wanted.home, sites),
      plan: pick('on_plan', words.plan, words.any_plan, wanted.on_plan, plans),
    },
    export: exportView(ctx, 'POST /subscribers/export'),
  })
}

function pick(
  name: string,
  label: string,
  any: string,
  value: number | null,
  rows: readonly { id: number; name: string }[],
) {
  const options = rows.map((row) => ({ value: String(row.id), label: row.name }))
  const chosen = { name, label, value: String(value ?? '') }
  return choice({ ...chosen, options: [{ value: '', label: any }, ...options] })
}

function listView({ page, counts }: SubscriberList, wanted: Wanted, now: Instant, role: Role) {
  const { q, show: shown, router, site } = wanted
  const where = router || (site ?? '')
  const mayTick = may(role, 'GET /subscribers/bulk')
  const nobodyYet = counts.all === 0 && q === '' && wanted.home == null && wanted.on_plan == null
  const all = withQuery(paths.bulkChoice, { ...queryOf(wanted), all: '1' })
  return {
    q,
    show: shown === 'all' ? null : shown,
    online: { router, site: site ?? '' },
    router:
      where === ''
        ? null
        : {
            name: where,
            words: words.only_router(where),
            href: linkTo({ ...wanted, router: '', site: '', after: null }),
          },
    add: may(role, 'POST /subscribers') ? paths.newSubscriber : null,
    chips: shows.map((show) => ({
      label: words.chips[show],
      count: counts[show],
      current: show === shown,
      href: linkTo({ ...wanted, show, after: null }),
    })),
    ticks: mayTick ? paths.bulkChoice : null,
    everybody:
      mayTick && counts[shown] > 0 ? { href: all, words: words.with_all(counts[shown]) } : null,
    rows: page.rows.map((row) => ({
      ...rowView(row, now),
      tick: mayTick ? words.tick(row.name) : null,
    })),
    any: page.rows.length > 0,
    none: nobodyYet
      ? { title: words.none_yet, text: words.none_yet_text }
      : { title: words.none, text: words.none_text },
    counted: words.counted(counts[shown]),
    next: page.next === null ? null : linkTo({ ...wanted, after: page.next }),
    first: wanted.after === null ? null : linkTo({ ...wanted, after: null }),
  }
}

function linkTo(wanted: Wanted): string {
  return withQuery(paths.subscribers, { ...queryOf(wanted), after: wanted.after })
}

/** Which of them, as an address says it. */
export function queryOf({ q, show, router, site = '', home, on_plan }: Wanted) {
  const row = (id: number | null | undefined) => (id == null ? null : String(id))
  const state = show === 'all' ? null : show
  return { q, show: state, router, site, home: row(home), on_plan: row(on_plan) }
}

function rowView(row: Listed, now: Instant) {
  const { account_no, name, msisdn, site, plans, paid_until, wallet_cents, online_at } = row
  return {
    account_no,
    name,
    site,
    paid_until,
    wallet_cents,
    online_at,
    href: paths.subscriber(account_no),
    phone: msisdn ? maskMsisdn(msisdn) : null,
    plans: plans ?? '–',
    state: stateOf(row, now),
  }
}

function stateOf({ closed_at, suspended_at, online_at, paid_until }: Listed, now: Instant): State {
  const { states } = words
  if (closed_at) return states.closed!
  if (suspended_at) return states.suspended!
  if (online_at) return states.online!
  if (paid_until === null) return states.never!
  return Temporal.Instant.compare(paid_until, now) > 0 ? states.paid! : states.ended!
}
