// Pages from templates: strict Handlebars. A name that is not there is an error and not a blank, in a helper, an
// `if` and an `each` as well (Handlebars itself looks away there); there is no way to print HTML from data.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { formatShillings } from '../appliance/money.ts'
import { formatMoment, nairobi, type Instant } from '../appliance/time.ts'
import { formatBytes, kes } from '../appliance/words/figures.ts'
import type { PortalWords } from '../appliance/words/portal/words.ts'
import { staffWords } from '../appliance/words/staff/words.ts'
import { assetPath } from './assets.ts'
import type { ViewData } from './context.ts'
import type { Frame, PortalFrame } from './frame.ts'

const folder = new URL('views/', import.meta.url)
const handlebars = Handlebars.create()

type HelperData = Handlebars.HelperOptions & { data: { now: Instant } }

// Helpers only format. Each asserts what it is given.
const formatters = {
  asset: (name: unknown) => {
    const path = assetPath(String(name))
    assert(path, `there is no asset ${name}`)
    return path
  },
  shillings: (cents: unknown) => formatShillings(whole(cents)),
  kes: (cents: unknown) => kes(whole(cents)),
  bytes: (bytes: unknown) => formatBytes(whole(bytes)),
  number: (number: unknown) => whole(number).toLocaleString('en-KE'),
  moment: (at: unknown, { data }: HelperData) => formatMoment(instant(at), data.now),
  second: (at: unknown, { data }: HelperData) => formatMoment(instant(at), data.now, 'second'),
  clock: (at: unknown) =>
    instant(at).toZonedDateTimeISO(nairobi).toPlainTime().toString({ smallestUnit: 'second' }),
  iso: (at: unknown) => instant(at).toString({ smallestUnit: 'millisecond' }),
}

// Handlebars' own, made strict.
const { if: yes, unless, each } = handlebars.helpers as Record<string, Handlebars.HelperDelegate>
const blocks = {
  if: given(yes!),
  unless: given(unless!),
  each: given(each!),
}

function given(helper: Handlebars.HelperDelegate): Handlebars.HelperDelegate {
  return function (this: unknown, value: unknown, options: Handlebars.HelperOptions) {
    assert(value !== undefined, 'a block was given a name that is not there')
    return helper.call(this, value, options)
  }
}

function whole(value: unknown): number {
  assert(typeof value === 'number' && Number.isSafeInteger(value), `${value} is not a whole number`)
  return value
}

function instant(value: unknown): Instant {
  assert(value instanceof Temporal.Instant, `${value} is not an instant`)
  return value
}

handlebars.unregisterHelper('lookup')
handlebars.unregisterHelper('log')
handlebars.unregisterHelper('with')
handlebars.registerHelper({ ...formatters, ...blocks })

const options: CompileOptions = {
  strict: true,
  preventIndent: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(
    [...Object.keys(formatters), ...Object.keys(blocks)].map((name) => [name, true]),
  ) as KnownHelpers,
}

const views = new Map<string, Handlebars.TemplateDelegate>()
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.hbs')) continue
  const source = readFileSync(new URL(name, folder), 'utf8').trimEnd()
  const view = name.replace(/\.hbs$/, '')
  const template = handlebars.compile(source, options)
  if (/(^|\/)(layouts|partials)\//.test(view))
    handlebars.registerPartial(view.replace('partials/', ''), template)
  if (!/^(layouts|partials)\//.test(view)) views.set(view, template)
}

/** The views there are, for the test that shows each. */
export const viewNames: readonly string[] = [...views.keys()]

/** A view as HTML. `data` is plain: text, whole numbers, yes or no, null, instants, and lists and objects of them. */
export function renderView(view: string, data: ViewData, frame: Frame): string {
  return render(view, data, frame, staffWords)
}

/** The same for a guest, in their language. A view in `partials/` is a part of a page. */
export function renderForGuest(
  view: string,
  data: ViewData,
  frame: PortalFrame,
  words: PortalWords,
): string {
  return render(view, data, frame, words)
}

function render(view: string, data: ViewData, frame: { now: Instant }, words: object): string {
  const template = views.get(view)
  assert(template, `there is no view ${view}`)
  assertPlain(data, view)
  return template(data, { data: { now: frame.now, words, frame } })
}

function assertPlain(value: unknown, path: string): void {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return
  if (value instanceof Temporal.Instant) return
  if (Array.isArray(value)) {
    for (const inner of value) assertPlain(inner, `${path}[]`)
    return
  }
  const plain =
    typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))
  assert(plain, `${path} is not plain`)
  for (const [name, inner] of Object.entries(value)) assertPlain(inner, `${path}.${name}`)
}
