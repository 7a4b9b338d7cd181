// The queue and the one that is picked, side by side; on a phone one after the other.

import { NotFound } from '../../appliance/errors.ts'
import { codeOf } from '../../appliance/money/payments.ts'
import { suggestSubscribers } from '../../appliance/money/suggestions.ts'
import { listAssignees } from '../../appliance/people/exception-acts.ts'
import { findException, type ExceptionFile } from '../../appliance/people/exception-file.ts'
import {
  kindsFor,
  readDesk,
  whoses,
  type Desk,
  type LastResolved,
  type WantedExceptions,
  type Whose,
} from '../../appliance/people/exception-queue.ts'
import type { Role } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { exception_kinds } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx } from '../context.ts'
import { oneOf, readQuery, words as typed } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { exportView } from './export-button.ts'
import { closureView, giveView, ownershipView, type Refused } from './exception-forms.ts'
import { assignView, moneyView, storyView } from './exception-money.ts'
import { exceptionFacts, messageView, queueView } from './exception-parts.ts'

const words = staffWords.exceptions
const filters = { whose: oneOf(whoses), kind: typed(40) }

export async function showQueue(ctx: Ctx): Promise<void> {
  await showExceptions(ctx, null)
}

export async function showException(ctx: Ctx): Promise<void> {
  await showExceptions(ctx, await findAsked(ctx))
}

/** The exception of the address. Throws NotFound for what is no number, too. */
export async function findAsked(ctx: Ctx): Promise<ExceptionFile> {
  const id = ctx.params['id']!
  if (!/^\d{1,15}$/.test(id))
    throw new NotFound('exception_unknown', `There is no exception ${id}.`)
  return findException(ctx.state.appliance.db, staffOf(ctx), Number(id))
}

export async function showExceptions(
  ctx: Ctx,
  asked: ExceptionFile | null,
  refused: Refused | null = null,
): Promise<void> {
  const { db, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const wanted = readWantedExceptions(ctx)
  const desk = await readDesk(db, staff, wanted, now())
  const picked = asked ?? (desk.rows[0] ? await findException(db, staff, desk.rows[0].id) : null)
  if (refused) ctx.status = 422
  await ctx.state.render('admin/exceptions', {
    ...deskView(desk, wanted, picked, now()),
    alone: asked !== null,
    export: exportView(ctx, 'POST /exceptions/export'),
    picked: picked ? await pickedView(ctx, picked, refused) : null,
  })
}

/** What the address asks for. */
export function readWantedExceptions(ctx: Ctx): WantedExceptions {
  const { whose, kind } = readQuery(ctx, filters)
  return { whose, kind: kindsFor(staffOf(ctx).role).find((known) => known === kind) ?? null }
}

function deskView(
  { rows, counts, resolved }: Desk,
  { whose, kind }: WantedExceptions,
  picked: ExceptionFile | null,
  now: Instant,
) {
  return {
    lead: words.lead(counts.all, counts.amount_cents),
    chips: whoses.map((chip) => ({
      label: words.chips[chip],
      count: counts[chip],
      current: chip === whose && kind === null,
      href: linkTo(chip, null),
    })),
    only: kind
      ? { label: words.only_kind(exception_kinds[kind]), href: linkTo(whose, null) }
      : null,
    queue: queueView(rows, picked?.exception.id ?? null, linkTo(whose, kind), now),
    any: rows.length > 0,
    none:
      counts.all === 0
        ? { title: words.none, text: words.none_text, good: true }
        : { title: words.none_here, text: words.none_here_text, good: false },
    to_queue: linkTo(whose, kind),
    toast: resolved ? toastOf(resolved) : null,
  }
}

function linkTo(whose: Whose, kind: string | null): string {
  return withQuery(paths.exceptions, { whose: whose === 'all' ? null : whose, kind })
}

function toastOf({ id, resolved_as, amount_cents, resolution }: LastResolved) {
  const given = resolved_as !== 'closed'
  return {
    text: given
      ? words.one.given_toast(kes(amount_cents ?? 0), resolution)
      : words.one.closed_toast,
    action: `${paths.exception(id)}/${given ? 'resolution' : 'closure'}?_method=delete`,
  }
}

async function pickedView(ctx: Ctx, file: ExceptionFile, refused: Refused | null) {
  const { db, now } = ctx.state.appliance
  const staff = staffOf(ctx)
  const { payment } = file
  const giveable = mayGive(file, staff.role)
  const assignees = file.exception.resolved_at ? [] : await listAssignees(db, file.exception.kind)
  const suggestions = giveable && payment ? await suggestSubscribers(db, payment, now()) : []
  return {
    ...exceptionFacts(file, now()),
    message: messageView(file),
    payment:
      payment && may(staff.role, 'GET /payments')
        ? paths.payment(payment.rail, codeOf(payment))
        : null,
    ...ownershipView(file, staff),
    give: giveable ? giveView(file, suggestions, refused, now()) : null,
    close: closureView(file, refused),
    assign: assignView(file, assignees, staff),
    money: moneyView(file, staff.role, refused?.money ?? null),
    story: await storyView(db, file, now()),
  }
}

function mayGive({ exception, payment }: ExceptionFile, role: Role): boolean {
  const inSuspense = !exception.resolved_at && payment?.state === 'excepted'
  return inSuspense && may(role, 'POST /exceptions/:id/resolution')
}
