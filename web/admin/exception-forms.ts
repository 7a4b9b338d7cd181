// The forms of one exception: take it on, give its money to somebody, close it with a reason.

import { kindsToGive } from '../../appliance/money/exceptions.ts'
import type { Suggestion } from '../../appliance/money/suggestions.ts'
import type { ExceptionFile } from '../../appliance/people/exception-file.ts'
import type { Viewer } from '../../appliance/people/exception-queue.ts'
import type { Instant } from '../../appliance/time.ts'
import { kes } from '../../appliance/words/figures.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { lineWords, type RefusedMoney } from './exception-money.ts'

const words = staffWords.exceptions

/** What a form that was refused shows again. */
export interface Refused {
  to: string
  account_no: string
  why: string
  problem: string | null
  account_problem: string | null
  why_problem: string | null
  /** A form of exception-money.ts. */
  money?: RefusedMoney
}

export function ownershipView({ exception }: ExceptionFile, { id, role }: Viewer) {
  const action = `${paths.exception(exception.id)}/ownership`
  const { owner_id, resolved_at } = exception
  const works = may(role, 'POST /exceptions/:id/ownership')
  const theirs = owner_id === id || (owner_id !== null && role === 'owner')
  return {
    take: works && !resolved_at && owner_id === null ? action : null,
    release: !resolved_at && theirs ? `${action}?_method=delete` : null,
  }
}

export function giveView(
  { exception, payment }: ExceptionFile,
  suggestions: Suggestion[],
  refused: Refused | null,
  now: Instant,
) {
  const { one } = words
  return {
    action: `${paths.exception(exception.id)}/resolution`,
    text: one.give_text(kes(payment?.amount_cents ?? 0)),
    ...choicesView(suggestions, refused, now),
    account_no: field({
      name: 'account_no',
      label: one.account_no,
      hint: one.other_hint,
      value: refused?.account_no ?? '',
      wrong: refused?.account_problem ?? null,
    }),
    why: field({ name: 'why', label: one.note, hint: one.note_hint, value: refused?.why ?? '' }),
  }
}

/** Null for money that must be given to somebody, and for what is closed. */
export function closureView({ exception }: ExceptionFile, refused: Refused | null) {
  if (exception.resolved_at || kindsToGive.includes(exception.kind)) return null
  if (exception.kind === 'possible_double') return null // They choose what it is for.
  const { one } = words
  const why = {
    name: 'why',
    label: one.close_title,
    hint: one.close_hint,
    value: refused?.why ?? '',
    wrong: refused?.why_problem ?? null,
  }
  return { action: `${paths.exception(exception.id)}/closure`, why: field(why) }
}

function choicesView(suggestions: Suggestion[], refused: Refused | null, now: Instant) {
  const likeliest = suggestions[0]?.likely === 'very_likely' ? suggestions[0].account_no : null
  const picked = refused?.to ?? likeliest
  return {
    problem: refused?.problem ?? null,
    none: suggestions.length === 0,
    other_picked: picked === 'other' || (suggestions.length === 0 && !refused),
    choices: suggestions.map(({ account_no, name, likely, reasons, against, line }) => ({
      account_no,
      name,
      likely:
        likely === 'very_likely'
          ? { word: words.one.very_likely, tone: 'good' }
          : { word: words.one.possible, tone: 'wait' },
      reasons,
      against,
      line: line && lineWords(line, now),
      href: paths.subscriber(account_no),
      picked: picked === account_no,
    })),
  }
}
