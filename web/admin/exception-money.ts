// What else can be done with an exception and its money: a colleague, parts, the wallet, the payer, the house. And what
// its subscriber has lived through, so that nobody must look elsewhere.

import type { Db } from '../../appliance/database.ts'
import { kindsInWallet, kindsToGive } from '../../appliance/money/exceptions.ts'
import type { Standing } from '../../appliance/money/suggestions.ts'
import type { Assignee } from '../../appliance/people/exception-acts.ts'
import type { ExceptionFile } from '../../appliance/people/exception-file.ts'
import type { Viewer } from '../../appliance/people/exception-queue.ts'
import { readTimeline } from '../../appliance/people/timeline.ts'
import type { Role } from '../../appliance/tables.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { tellHappening } from '../../appliance/words/staff/timeline.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const { one } = staffWords.exceptions
/** How many parts the form has room for; it works without a script. */
export const splitRows = [1, 2, 3, 4] as const

export interface RefusedMoney {
  form: 'split' | 'refund' | 'write_off'
  problem: string
  why: string
  typed: Record<string, string>
}

/** A page that shows no other form's mistakes. */
export const noneTyped = {
  to: '',
  account_no: '',
  why: '',
  problem: null,
  account_problem: null,
  why_problem: null,
}

/** "Home 10 · paid until 21 December · online at kasarani-1". */
export function lineWords(
  { plan, paid_until, online_since, router }: Standing,
  now: Instant,
): string {
  return one.line(
    plan,
    paid_until && {
      at: formatMoment(paid_until, now),
      over: Temporal.Instant.compare(paid_until, now) <= 0,
    },
    online_since === null ? null : router,
  )
}

export function assignView({ exception }: ExceptionFile, assignees: Assignee[], { role }: Viewer) {
  const others = assignees.filter(({ id }) => id !== exception.owner_id)
  if (others.length === 0 || !may(role, 'POST /exceptions/:id/assignment')) return null
  return {
    action: `${paths.exception(exception.id)}/assignment`,
    others: others.map((other) => ({
      id: other.id,
      label: `${other.name}, ${staffWords.frame.roles[other.role].toLowerCase()}`,
    })),
  }
}

export function moneyView(file: ExceptionFile, role: Role, refused: RefusedMoney | null) {
  const { exception, payment, asked } = file
  const { id, kind, resolved_at } = exception
  const able = payment && !resolved_at && may(role, 'POST /exceptions/:id/refund')
  const waits = new Set(asked.map((one) => one.kind))
  const inSuspense = able && payment.state === 'excepted' && kindsToGive.includes(kind)
  const inWallet = able && payment.state === 'settled' && kindsInWallet.includes(kind)
  const amount = kes(Math.min(exception.amount_cents ?? 0, payment?.amount_cents ?? 0))
  return {
    asked: asked.map(({ kind, asker, why }) => one.second.asked(kind, asker, why)),
    choice:
      able && kind === 'possible_double'
        ? { action: `${paths.exception(id)}/choice`, text: one.choice.text(amount) }
        : null,
    split: inSuspense ? splitView(id, payment.amount_cents, refused) : null,
    refund:
      (inSuspense || inWallet) && !waits.has('refund')
        ? secondView(id, 'refund', one.second.refund_text(amount), refused)
        : null,
    write_off:
      inSuspense && !waits.has('write_off')
        ? secondView(id, 'write_off', one.second.write_off_text(amount), refused)
        : null,
  }
}

function splitView(id: number, amount_cents: number, refused: RefusedMoney | null) {
  const mine = refused?.form === 'split' ? refused : null
  const typed = (name: string) => mine?.typed[name] ?? ''
  return {
    action: `${paths.exception(id)}/split`,
    text: one.split.text(kes(amount_cents)),
    open: mine !== null,
    problem: mine?.problem ?? null,
    rows: splitRows.map((row) => ({
      account: field({
        name: `account_${row}`,
        label: one.split.account(row),
        value: typed(`account_${row}`),
      }),
      amount: field({
        name: `amount_${row}`,
        label: one.split.amount(row),
        mode: 'decimal',
        value: typed(`amount_${row}`),
      }),
    })),
    why: field({ name: 'split_why', label: one.note, value: mine?.why ?? '' }),
  }
}

function secondView(
  id: number,
  form: 'refund' | 'write_off',
  text: string,
  refused: RefusedMoney | null,
) {
  const mine = refused?.form === form ? refused : null
  const why = {
    name: `${form}_why`,
    label: one.second.why,
    hint: one.second.why_hint,
    value: mine?.why ?? '',
    wrong: mine?.problem ?? null,
  }
  return {
    action: `${paths.exception(id)}/${form.replace('_', '-')}`,
    text,
    open: mine !== null,
    why: field(why),
  }
}

const storyLimit = 6

/** The last of what happened to its subscriber, as their own page tells it (S2-50). */
export async function storyView(db: Db, { subscriber }: ExceptionFile, now: Instant) {
  if (!subscriber) return null
  const before = now.add({ minutes: 1 })
  const window = { subscriber_id: subscriber.id, now, before, limit: storyLimit }
  const { told } = await readTimeline(db, window)
  return {
    title: one.story(subscriber.name),
    href: paths.subscriber(subscriber.account_no),
    lines: told.map((happening) => ({
      ...tellHappening(happening, now),
      at: happening.at,
      key: false,
      href: null,
    })),
  }
}
