// One subscriber: why there is no internet, what happened, what they have and what is in the wallet.

import { maskMsisdn } from '../../appliance/msisdn.ts'
import { recordAct } from '../../appliance/people/audit.ts'
import { findSubscriberFile, type SubscriberFile } from '../../appliance/people/subscriber-file.ts'
import { findSubscriberMore } from '../../appliance/people/subscriber-more.ts'
import type { Line, Person } from '../../appliance/people/subscribers.ts'
import type { Role } from '../../appliance/tables.ts'
import { nairobi, type Instant } from '../../appliance/time.ts'
import { spacePhone } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, staffOf, type Ctx } from '../context.ts'
import { readQuery } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { moreView, type Retyped } from './subscriber-more.ts'
import { toastOf } from './subscriber-toasts.ts'
import { linesView, timelineView, verdictView, walletView } from './subscriber-parts.ts'

const words = staffWords.subscribers.one

export async function showSubscriber(ctx: Ctx): Promise<void> {
  await show(ctx, await findFile(ctx), 'covered')
}

/** The number in full, once, and a line in the audit that says who looked (S2-58). */
export async function showPhone(ctx: Ctx): Promise<void> {
  const file = await findFile(ctx)
  const subject = `subscriber:${file.person.id}`
  await ctx.state.appliance.work((work) =>
    recordAct(work, { ...actorOf(ctx), action: 'subscriber.phone_seen', subject }),
  )
  await show(ctx, file, 'shown')
}

function findFile(ctx: Ctx): Promise<SubscriberFile> {
  const { db, now } = ctx.state.appliance
  const { before } = readQuery(ctx, { before: readInstant })
  const asked = { viewer_id: staffOf(ctx).id, before, now: now() }
  return findSubscriberFile(db, ctx.params['account_no']!, asked)
}

/** The page once more, with what was typed and why it can't be taken. */
export async function showSubscriberAgain(ctx: Ctx, retyped: Retyped): Promise<void> {
  ctx.status = 422
  await show(ctx, await findFile(ctx), 'covered', retyped)
}

async function show(
  ctx: Ctx,
  file: SubscriberFile,
  phone: 'covered' | 'shown',
  retyped: Retyped = {},
): Promise<void> {
  const { db, now } = ctx.state.appliance
  const more = await findSubscriberMore(db, file.person, now())
  const { role } = staffOf(ctx)
  const path = paths.subscriber(file.person.account_no)
  const { earlier } = file.timeline
  await ctx.state.render('admin/subscriber', {
    ...headView(file, role, phone),
    ...bodyView(file, role, ctx.state.appliance.now()),
    more: moreView(more, file.person, role, now(), retyped),
    earlier: earlier ? withQuery(path, { before: earlier.toString() }) : null,
    latest: ctx.query['before'] ? path : null,
  })
}

function headView({ person, act }: SubscriberFile, role: Role, phone: 'covered' | 'shown') {
  const path = paths.subscriber(person.account_no)
  const suspension = `${path}/suspension`
  const mayAct = may(role, 'POST /subscribers/:account_no/suspension') && !person.closed_at
  const askable =
    person.msisdn !== null &&
    phone === 'covered' &&
    may(role, 'POST /subscribers/:account_no/phone')
  return {
    name: person.name,
    account_no: person.account_no,
    site: person.site,
    phone: {
      words: phoneOf(person, phone),
      shown: phone === 'shown',
      action: askable ? `${path}/phone` : null,
    },
    since: words.with_us(monthOf(person)),
    toast: act && !person.closed_at ? toastOf(act, person, role) : null,
    suspend:
      mayAct && !person.suspended_at
        ? { action: suspension, title: words.suspend_name(person.name) }
        : null,
    reinstate: mayAct && person.suspended_at ? { action: `${suspension}?_method=delete` } : null,
  }
}

function bodyView(file: SubscriberFile, role: Role, now: Instant) {
  const mayChange = may(role, 'GET /subscribers/:account_no/lines/:service_no')
  const linePath = (line: Line) =>
    mayChange && line.kind === 'pppoe' && !line.closed_at && !file.person.closed_at
      ? paths.line(file.person.account_no, line.service_no)
      : null
  const { person, verdict, paybills, lines, timeline, entries, wallet_cents } = file
  return {
    verdict: verdictView(verdict, person.account_no, paybills, now),
    lines: linesView(lines, now, linePath),
    timeline: timelineView(timeline.told, verdict, now, role),
    wallet: walletView(entries, wallet_cents, now, role),
  }
}

function phoneOf({ msisdn }: Person, phone: 'covered' | 'shown'): string {
  if (!msisdn) return words.no_phone
  return phone === 'covered' ? maskMsisdn(msisdn) : spacePhone(msisdn)
}

function monthOf({ joined_at }: Person): string {
  const day = joined_at.toZonedDateTimeISO(nairobi)
  return day.toLocaleString('en-GB', { month: 'long', year: 'numeric' })
}

function readInstant(given: string): Instant | null {
  try {
    return Temporal.Instant.from(given)
  } catch {
    return null
  }
}
