// What stands around a page: who is signed in, the menu with what waits, the trial's clock.

import type { Appliance } from '../appliance/appliance.ts'
import { readClockOffset } from '../appliance/clock.ts'
import { countToDecide } from '../appliance/people/approvals.ts'
import { countOpenExceptions } from '../appliance/people/exception-queue.ts'
import type { Colleague } from '../appliance/people/staff.ts'
import { readTour } from '../appliance/people/tour.ts'
import type { Role } from '../appliance/tables.ts'
import type { Instant } from '../appliance/time.ts'
import { countDone, tellTour } from '../appliance/words/staff/tour-steps.ts'
import { staffWords } from '../appliance/words/staff/words.ts'
import { needsCodes, type WebState } from './context.ts'
import { paths } from './paths.ts'
import { isForOnePlace, may, type RouteName } from './routes.ts'

export interface Frame {
  now: Instant
  /** Whether the machine runs a trial; `trial.ahead` says how far its clock is. */
  trial: { ahead: string; action: string; tour: { href: string; label: string } | null } | null
  staff: { name: string; role: string } | null
  menu: MenuGroup[]
  /** Where to set up the codes without which they may only look; null: nothing to say. */
  codes_first: string | null
  /** What the search box holds. */
  q: string
  /** Where we are: a form that must come back here carries it. */
  path: string
}

/** What stands around a guest's page. */
export interface PortalFrame {
  now: Instant
  /** What the window's title says, before the provider's name. */
  title: string
  brand: string
  /** The door of the mark: open, ajar, or shut. */
  open: boolean
  ajar: boolean
  /** Whether the page asks again by itself; without JavaScript every `refresh` seconds. */
  live: boolean
  refresh: number
  /** Whether it has numbers to copy, though nothing of it changes by itself. */
  copies: boolean
  /** Two columns where there is room. */
  beside: boolean
  support: { href: string; shown: string } | null
  other: { href: string; lang: string; language: string } | null
}

interface MenuGroup {
  id: MenuName
  label: string
  items: MenuItem[]
}

interface MenuItem {
  href: string
  label: string
  current: boolean
  count: number
}

const { menu_groups, menu_items, roles, trial } = staffWords.frame

/** For a page of somebody who is signed in; asks the database for what the menu shows. */
export async function readFrame(state: WebState, path: string, q: string): Promise<Frame> {
  const { appliance, held } = state
  const { db, config } = appliance
  const now = appliance.now()
  if (!held) return bareFrame(now)

  const { staff } = held
  const { all } = await countOpenExceptions(db, staff, now)
  const decides = may(staff.role, 'POST /approvals/:id/approval')
  const to_decide = decides ? await countToDecide(db, staff.id, now) : 0
  const ahead = config.trial ? trial.ahead(await readClockOffset(db)) : null
  return {
    now,
    trial:
      ahead === null
        ? null
        : { ahead, action: paths.trialTime, tour: await tourBar(appliance, staff.role, now) },
    staff: { name: staff.name, role: roles[staff.role] },
    menu: menuFor(staff, path, { exceptions: all, approvals: to_decide }),
    codes_first: needsCodes(state) && !isIn(paths.me, path) ? paths.me : null,
    q,
    path,
  }
}

/** How far the tour is, on every page of whoever may walk it. */
async function tourBar({ db }: Appliance, role: Role, now: Instant) {
  if (!may(role, 'GET /tour')) return null
  const told = tellTour(await readTour(db, now), now)
  const done = countDone(told)
  const { bar, bar_done } = staffWords.tour
  const label = done === told.length ? bar_done : bar(done, told.length)
  return { href: paths.tour, label }
}

/** For the door and for a page about a fault: needs nothing but the clock. */
export function bareFrame(now: Instant): Frame {
  return { now, trial: null, staff: null, menu: [], codes_first: null, q: '', path: '' }
}

type MenuName = keyof typeof menu_groups
/** Its route, its address, its name, and how much waits there. */
type Line = [RouteName, string, string, number?]

function menuFor(
  { role, site_id }: Pick<Colleague, 'role' | 'site_id'>,
  path: string,
  open: Record<'exceptions' | 'approvals', number>,
): MenuGroup[] {
  const lines: Record<MenuName, Line[]> = {
    work: [
      ['GET /', paths.today, menu_items.today],
      ['GET /exceptions', paths.exceptions, menu_items.exceptions, open.exceptions],
      ['GET /approvals', paths.approvals, menu_items.approvals, open.approvals],
      ['GET /payments', paths.payments, menu_items.payments],
      ['GET /checkouts', paths.checkouts, menu_items.checkouts],
      ['GET /requests', paths.requests, menu_items.requests],
      ['GET /claims', paths.claims, menu_items.claims],
      ['GET /subscribers', paths.subscribers, menu_items.subscribers],
      ['GET /arrears', paths.arrears, menu_items.arrears],
      ['GET /overdue', paths.overdue, menu_items.overdue],
    ],
    sell: [
      ['GET /plans', paths.plans, menu_items.plans],
      ['GET /budgets', paths.budgets, menu_items.budgets],
      ['GET /float', paths.ownFloat, menu_items.own_float],
      ['GET /floats', paths.floats, menu_items.floats],
      ['GET /vouchers', paths.vouchers, menu_items.vouchers],
      ['GET /shifts', paths.shifts, menu_items.shifts],
      ['GET /refunds', paths.refunds, menu_items.refunds],
      ['GET /ledger', paths.ledger, menu_items.ledger],
    ],
    box: [
      ['GET /routers', paths.routers, menu_items.sites],
      ['GET /caps', paths.caps, menu_items.caps],
      ['GET /people', paths.people, menu_items.people],
      ['GET /audit', paths.audit, menu_items.audit],
      ['GET /health', paths.health, menu_items.health],
      ['GET /alerts', paths.alerts, menu_items.alerts],
      ['GET /settings', paths.settings, menu_items.settings],
      ['GET /first-steps', paths.setup, menu_items.setup],
      ['GET /go-live', paths.goLive, menu_items.go_live],
    ],
  }
  const here = ([route]: Line) => site_id === null || isForOnePlace(route)
  const groups = Object.entries(lines) as [MenuName, Line[]][]
  return groups
    .map(([id, all]) => ({
      id,
      label: menu_groups[id],
      items: itemsFor(role, path, all.filter(here)),
    }))
    .filter(({ items }) => items.length > 0)
}

function itemsFor(role: Role, path: string, lines: Line[]): MenuItem[] {
  return lines
    .filter(([route]) => may(role, route) && !(role === 'reseller' && route === 'GET /')) // Led on from there.
    .map(([, href, label, count = 0]) => ({ href, label, count, current: isIn(href, path) }))
}

function isIn(href: string, path: string): boolean {
  return href === paths.today ? path === href : path === href || path.startsWith(`${href}/`)
}
