// What needs a second person: the list, yes, no with a reason, and taking one's own asking back.

import {
  decideApproval,
  listDecided,
  listWaiting,
  withdrawApproval,
  type DecidedApproval,
  type WaitingApproval,
} from '../../appliance/people/approvals.ts'
import { Invalid } from '../../appliance/errors.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { oneOf, readForm, readQuery, text } from '../forms.ts'
import { idOf, paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.approvals

export async function showApprovals(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const [waiting, decided] = await Promise.all([listWaiting(db), listDecided(db)])
  const { done } = readQuery(ctx, {
    done: oneOf(['', 'approved', 'refused', 'withdrawn'] as const),
  })
  await ctx.state.render('admin/approvals', {
    done: done === '' ? null : words.done[done],
    rows: waiting.map((one) => waitingView(one, ctx, now())),
    any: waiting.length > 0,
    decided: decided.map(decidedView),
    any_decided: decided.length > 0,
  })
}

export async function createApproval(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const id = idOf(ctx.params['id'])
  const yes = { approved: true, why: '' }
  await ctx.state.appliance.work((work) => decideApproval(work, id, yes, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.approvals, { done: 'approved' }))
}

export async function createRefusal(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { why: text(200) })
  const id = idOf(ctx.params['id'])
  const why = form.ok ? form.values.why : ''
  await ctx.state.appliance.work(async (work) => {
    await decideApproval(work, id, { approved: false, why }, actorOf(ctx))
    if (why === '') throw new Invalid('why_needed', words.why_needed)
  })
  seeOther(ctx, withQuery(paths.approvals, { done: 'refused' }))
}

export async function deleteApproval(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const id = idOf(ctx.params['id'])
  await ctx.state.appliance.work((work) => withdrawApproval(work, id, actorOf(ctx)))
  seeOther(ctx, withQuery(paths.approvals, { done: 'withdrawn' }))
}

function kindWords(kind: string): string {
  return words.kinds[kind] ?? kind.replaceAll('_', ' ')
}

function waitingView(one: WaitingApproval, ctx: Ctx, now: Instant) {
  const staff = staffOf(ctx)
  const late = Temporal.Instant.compare(one.expires_at, now) <= 0
  const mine = one.asked_by === staff.id
  const decides = may(staff.role, 'POST /approvals/:id/approval') && !mine && !late
  const path = paths.approval(one.id)
  return {
    what: kindWords(one.kind),
    ...subjectView(one.subject),
    amount_cents: one.amount_cents,
    why: one.why,
    asker: one.asker,
    asked_at: one.asked_at,
    expires_at: one.expires_at,
    state: late ? words.late : words.waits,
    yes: decides ? `${path}/approval` : null,
    no: decides ? `${path}/refusal` : null,
    no_id: `no-${one.id}`,
    withdraw: mine ? `${path}?_method=delete` : null,
    say: mine ? words.yours : decides || late ? '' : words.others,
  }
}

function decidedView(one: DecidedApproval) {
  return {
    what: kindWords(one.kind),
    ...subjectView(one.subject),
    amount_cents: one.amount_cents,
    asker: one.asker,
    decider: one.decider === null ? '' : words.by(one.decider),
    decided_at: one.decided_at,
    decided_why: one.decided_why ?? '',
    state: words.decisions[one.decision],
  }
}

/** "exception:7" is a page, and a paybill's turn has one. */
function subjectView(subject: string) {
  const [kind, id] = subject.split(':')
  if (kind === 'shortcode' && id) return { subject, href: paths.shadow(id) }
  return { subject, href: kind === 'exception' && id ? paths.exception(Number(id)) : null }
}
