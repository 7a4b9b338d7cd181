// What people type, read with the domain's own parsers. A form is an allow-list: a field it does not know, or
// one that comes twice, is refused (T40). What can't be read is told beside its field, with what was typed.

import { Invalid } from '../appliance/errors.ts'
import type { Ctx } from './context.ts'

/** Reads the words of one field; throws Invalid with words for the person who typed them. */
export type Parser<Value> = (words: string) => Value
type Parsers = Record<string, Parser<unknown>>

export type Values<Fields extends Parsers> = { [Name in keyof Fields]: ReturnType<Fields[Name]> }
export type Problems<Fields extends Parsers> = { [Name in keyof Fields]: string | null }

export type Form<Fields extends Parsers> =
  | { ok: true; values: Values<Fields>; typed: Record<keyof Fields, string> }
  | { ok: false; problems: Problems<Fields>; typed: Record<keyof Fields, string> }

/** Reads the form that was sent. Throws Invalid `form_unreadable` for what no page of ours sends. */
export function readForm<Fields extends Parsers>(ctx: Ctx, fields: Fields): Form<Fields> {
  const sent = (ctx.request.body ?? {}) as Record<string, unknown>
  for (const [name, words] of Object.entries(sent)) {
    if (!Object.hasOwn(fields, name) || typeof words !== 'string')
      throw new Invalid('form_unreadable', 'The form sent something it does not have.')
  }
  const typed: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  const problems: Record<string, string | null> = {}
  for (const [name, parse] of Object.entries(fields)) {
    const words = (sent[name] as string | undefined) ?? ''
    typed[name] = words
    problems[name] = null
    try {
      values[name] = parse(words)
    } catch (problem) {
      if (!(problem instanceof Invalid)) throw problem
      problems[name] = problem.message
    }
  }
  const ok = Object.values(problems).every((problem) => problem === null)
  return (ok ? { ok, values, typed } : { ok, problems, typed }) as Form<Fields>
}

/** Reads filters from the address: what can't be read counts as not given. */
export function readQuery<Fields extends Parsers>(ctx: Ctx, fields: Fields): Values<Fields> {
  const values = Object.entries(fields).map(([name, parse]) => {
    const words = ctx.query[name]
    return [name, parse(typeof words === 'string' ? words : '')]
  })
  return Object.fromEntries(values) as Values<Fields>
}

/** Any words up to a length, without control characters. */
export function text(lengthMax: number): Parser<string> {
  return (words) => {
    const plain = words.normalize('NFC').trim()
    if (plain.length <= lengthMax && !/\p{Cc}/u.test(plain.replace(/[\r\n\t]/g, ' '))) return plain
    throw new Invalid('text_unreadable', `At most ${lengthMax} letters, please.`)
  }
}

/** Filters: the same, but too long is cut short. */
export function words(lengthMax: number): Parser<string> {
  return (given) =>
    given
      .normalize('NFC')
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, lengthMax)
}

/** One of a few; anything else is the first. */
export function oneOf<Choice extends string>(choices: readonly Choice[]): Parser<Choice> {
  return (given) => choices.find((choice) => choice === given) ?? choices[0]!
}

/** A place in a list, or its beginning. */
export function place(given: string): string | null {
  return given === '' ? null : given
}

/** What the field partial shows. */
export interface FieldView {
  name: string
  label: string
  hint: string | null
  type: 'text' | 'email' | 'password' | 'search' | 'tel'
  value: string
  wrong: string | null
  autocomplete: string
  /** The keyboard a phone shows. */
  mode: string | null
  required: boolean
}

export function field(given: Pick<FieldView, 'name' | 'label'> & Partial<FieldView>): FieldView {
  const blank = {
    hint: null,
    type: 'text',
    value: '',
    wrong: null,
    autocomplete: 'off',
    mode: null,
    required: false,
  }
  return { ...blank, ...given } as FieldView
}
