// What forms of staff pages are made of beside a line of text: a choice, a tick, a number, a sum of money. What a person
// left blank is null where that may be.

import { randomUUID } from 'node:crypto'
import { Conflict, Invalid } from '../appliance/errors.ts'
import { parseShillings, type Cents } from '../appliance/money.ts'
import type { Parser } from './forms.ts'

/** What the choice partial shows. */
export interface ChoiceView {
  name: string
  label: string
  hint: string | null
  wrong: string | null
  options: { value: string; label: string; selected: boolean }[]
}

export function choice(
  given: Pick<ChoiceView, 'name' | 'label'> & {
    hint?: string
    wrong?: string | null
    value: string
    options: readonly { value: string; label: string }[]
  },
): ChoiceView {
  const { value, options, hint = null, wrong = null, ...rest } = given
  return {
    ...rest,
    hint,
    wrong,
    options: options.map((option) => ({ ...option, selected: option.value === value })),
  }
}

/** Blank is null; anything else is read. */
export function optional<Value>(parse: Parser<Value>): Parser<Value | null> {
  return (words) => (words.trim() === '' ? null : parse(words))
}

/** Not blank. `missing` is told beside the field. */
export function given(parse: Parser<string>, missing: string): Parser<string> {
  return (words) => {
    const value = parse(words)
    if (value !== '') return value
    throw new Invalid('field_missing', missing)
  }
}

/** The id of a row, from a choice. */
export function rowId(missing: string): Parser<number> {
  return (words) => {
    if (/^[1-9]\d{0,14}$/.test(words)) return Number(words)
    throw new Invalid('choice_missing', missing)
  }
}

/** A whole number within limits. */
export function wholeNumber(min: number, max: number): Parser<number> {
  return (words) => {
    const number = /^\d{1,9}$/.test(words.trim()) ? Number(words) : -1
    if (number >= min && number <= max) return number
    throw new Invalid('number_unreadable', `A whole number from ${min} to ${max}.`)
  }
}

/** More than nothing, in shillings. */
export function sum(words: string): Cents {
  const amount = parseShillings(words)
  if (amount > 0) return amount
  throw new Invalid('amount_unreadable', 'More than nothing, please.')
}

/** A box that is ticked or not. */
export function tick(words: string): boolean {
  if (words === '' || words === 'yes') return words === 'yes'
  throw new Invalid('form_unreadable', 'The form sent something it does not have.')
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The form's own number: sent again, it does nothing again. */
export function formNumber(words: string): string {
  if (uuid.test(words)) return words
  throw new Invalid('form_unreadable', 'The form sent something it does not have.')
}

/** The number of a form that is shown: the one it was sent with, or a new one. */
export function keptFormNumber(words = ''): string {
  return uuid.test(words) ? words : randomUUID()
}

/** What the person can put right, beside the field it is about: `places` says which, by the error's code. Others are thrown on. */
export function besideField<Name extends string>(
  error: unknown,
  places: Readonly<Record<string, Name>>,
): Partial<Record<Name, string>> {
  const place =
    error instanceof Invalid || error instanceof Conflict ? places[error.code] : undefined
  if (!place) throw error
  return { [place]: (error as Error).message } as Partial<Record<Name, string>>
}
