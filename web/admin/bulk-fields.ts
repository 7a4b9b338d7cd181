// What the address of a preview says: whom, and what is to be done; and the same as the form that does it sends it.

import type { Outage } from '../../appliance/people/bulk-selections.ts'
import type { Task } from '../../appliance/people/bulk-acts.ts'
import { targetsMax } from '../../appliance/people/bulk-targets.ts'
import { parseMessage } from '../../appliance/people/written-messages.ts'
import { Invalid } from '../../appliance/errors.ts'
import type { BulkAct } from '../../appliance/tables.ts'
import { nairobi, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { Ctx } from '../context.ts'
import { formNumber, given } from '../form-fields.ts'
import { oneOf, text, words as typed, type Values } from '../forms.ts'

const words = staffWords.bulk
const acts = ['', 'message', 'extend', 'change_plan', 'suspend'] as const satisfies (BulkAct | '')[]

export const taskFields = {
  act: oneOf(acts),
  body: typed(600),
  plan: id,
  when: oneOf(['renewal', 'now'] as const),
  hours: hours,
  budget: id,
}

export const outageFields = { router: id, site: id, from: moment, until: moment }

export const runFields = {
  ...taskFields,
  form: formNumber,
  ids: readIds,
  why: given(text(200), staffWords.line.why_blank),
}

/** Ticked in a list: `pick` once for each, or many with commas between. */
export function readPicks(ctx: Ctx): string[] {
  const sent = ctx.query['pick']
  const all = (Array.isArray(sent) ? sent : [sent ?? '']).join(',').split(',')
  return [...new Set(all.filter((one) => /^[1-9]\d{6}$/.test(one)))]
}

/** What is to be done, as soon as enough is said; and what is wrong with what was said. */
export function taskOf(
  values: Values<typeof taskFields>,
): { task: Task; wrong: null } | { task: null; wrong: string | null } {
  const { act, body, plan, when, hours: length, budget } = values
  switch (act) {
    case 'suspend':
      return { task: { act }, wrong: null }
    case 'message': {
      if (body === '') return { task: null, wrong: null }
      try {
        return { task: { act, body: parseMessage(body) }, wrong: null }
      } catch (problem) {
        if (!(problem instanceof Invalid)) throw problem
        return { task: null, wrong: problem.message }
      }
    }
    case 'extend':
      if (budget === null || length === null) return { task: null, wrong: null }
      return { task: { act, budget_id: budget, hours: length, service_id: null }, wrong: null }
    case 'change_plan':
      return plan === null
        ? { task: null, wrong: null }
        : { task: { act, plan_id: plan, when }, wrong: null }
    default:
      return { task: null, wrong: null }
  }
}

/** Null where the times are missing, the wrong way round, too long ago or still to come. */
export function outageOf(
  { router, site, from, until }: Values<typeof outageFields>,
  now: Instant,
): (Outage & { hours: number }) | null {
  if (!from || !until) return null
  const { compare } = Temporal.Instant
  const isSound =
    compare(from, until) < 0 &&
    compare(until, now) <= 0 &&
    compare(from, now.subtract({ hours: 24 * 31 })) >= 0
  if (!isSound) return null
  const length = Math.ceil(until.since(from).total('hours'))
  return { from, until, router_id: router, site_id: site, hours: length }
}

function id(given: string): number | null {
  return /^[1-9]\d{0,14}$/.test(given) ? Number(given) : null
}

function hours(given: string): number | null {
  const number = /^\d{1,3}$/.test(given) ? Number(given) : 0
  return number >= 1 && number <= 744 ? number : null
}

/** As a browser sends a date and a time: Nairobi's clock. */
function moment(given: string): Instant | null {
  try {
    return Temporal.PlainDateTime.from(given).toZonedDateTime(nairobi).toInstant()
  } catch {
    return null
  }
}

/** Twenty thousand must fit in a form: the first number, then how much greater each is than the one before: 7, 8, 9, 20 is "7.1*2.11". */
export function writeIds(ids: readonly number[]): string {
  const parts: { gap: number; times: number }[] = []
  let before = 0
  for (const id of ids.toSorted((one, other) => one - other)) {
    const gap = id - before
    const last = parts.at(-1)
    if (last?.gap === gap) last.times += 1
    else parts.push({ gap, times: 1 })
    before = id
  }
  return parts.map(({ gap, times }) => (times === 1 ? `${gap}` : `${gap}*${times}`)).join('.')
}

/** Throws Invalid `form_unreadable`. */
export function readIds(given: string): number[] {
  const ids: number[] = []
  let last = 0
  for (const part of given.split('.')) {
    const [, gap, times = '1'] = /^([1-9]\d{0,14})(?:\*([1-9]\d{0,4}))?$/.exec(part) ?? []
    if (gap === undefined || ids.length + Number(times) > targetsMax)
      throw new Invalid('form_unreadable', words.nobody)
    for (let count = 0; count < Number(times); count += 1) ids.push((last += Number(gap)))
  }
  return ids
}
