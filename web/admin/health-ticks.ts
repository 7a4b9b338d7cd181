// One line for each thing that can be unwell: how it is, where its rows are, and what to do when it is not.

import type { BoxHealth } from '../../appliance/people/box-health.ts'
import type { ProviderHealth } from '../../appliance/people/provider-health.ts'
import type { RouterToday } from '../../appliance/people/site-loads.ts'
import type { Wellness } from '../../appliance/people/wellness.ts'
import { formatLength, type Instant } from '../../appliance/time.ts'
import { wellness as words } from '../../appliance/words/staff/wellness.ts'
import type { State } from '../../appliance/words/staff/states.ts'
import { paths, withQuery } from '../paths.ts'

export interface Tick {
  id: string
  label: string
  state: State
  sub: string | null
  href: string
  /** What to do; null while it is well. */
  cure: string | null
}

export const silentSeconds = 15 * 60

/** `payments`: whether whoever looks may follow a link to them. */
export function ticksOf(
  { providers, box, routers, late }: Wellness,
  { now, payments }: { now: Instant; payments: boolean },
): Tick[] {
  const at = (part: string) => `${paths.health}#${part}`
  const tick = (
    id: string,
    [state, sub]: [State, string | null],
    href: string,
    label: string,
    cure: string,
  ): Tick => {
    return { id, label, state, sub, href, cure: state.tone === 'bad' ? cure : null }
  }
  const toPayments = payments ? withQuery(paths.payments, { days: 'today' }) : at('providers')
  const lateCount = late.reduce((sum, { count }) => sum + count, 0)
  return [
    tick('callbacks', callbacks(providers), toPayments, words.callbacks, words.callbacks_cure),
    tick('prompts', prompts(providers), at('prompts'), words.prompts, words.prompts_cure),
    tick('line', line(providers, now), at('providers'), words.line, words.line_cure),
    tick('messages', messages(providers, now), at('messages'), words.messages, words.messages_cure),
    tick('routers', heard(routers, now), at('loads'), words.routers, words.routers_cure),
    tick('queue', queue(box), at('jobs'), words.queue, words.queue_cure),
    tick('late', [lateCount === 0 ? words.late_none : words.late_some(lateCount), null], paths.overdue, words.late, words.late_cure), // prettier-ignore
    tick('disk', disk(box), at('disk'), words.disk, words.disk_cure),
    tick('clock', [box.doubt ? words.clock_bad : words.clock_good, box.doubt && words.doubts[box.doubt]], at('clock'), words.clock, words.clock_cure), // prettier-ignore
    tick('processes', processes(box), at('processes'), words.processes, words.processes_cure),
  ]
}

/** Who is online without having paid: looked for where it is shown, not every few seconds. */
export function unpaidTick(count: number): Tick {
  return {
    id: 'unpaid',
    label: words.unpaid,
    state: count === 0 ? words.unpaid_none : words.unpaid_some(count),
    sub: null,
    href: '#unpaid-part',
    cure: count === 0 ? null : words.unpaid_cure,
  }
}

function callbacks({ callbacks }: ProviderHealth): [State, string | null] {
  const { now_ms, usual_ms, newest, untold, slow } = callbacks
  if (now_ms === null && untold === 0) return [words.no_callbacks, null]
  const sub = words.told(usual_ms, newest, untold)
  const word = now_ms === null ? words.no_callbacks.word : words.after(now_ms)
  if (slow || untold * 2 > newest) return [words.callbacks_slow(word), sub]
  return [untold > 0 ? words.callbacks_some(word) : words.callbacks_good(word), sub]
}

function prompts({ prompts }: ProviderHealth): [State, string | null] {
  const { ended, answered, open } = prompts
  if (ended === 0) return [words.no_prompts, open === 0 ? null : words.prompts_open(open)]
  return [words.answered(answered, ended), words.prompts_open(open)]
}

function line({ lines }: ProviderHealth, now: Instant): [State, string | null] {
  const out = lines.find(({ out_since }) => out_since !== null)
  if (out?.out_since) {
    const length = formatLength(secondsSince(out.out_since, now))
    return [words.line_out, words.line_since(out.shortcode, length)]
  }
  if (lines.length === 0) return [words.line_none, null]
  const failures = Math.max(...lines.map((one) => one.failures))
  return [failures === 0 ? words.line_good : words.line_failing(failures), null]
}

function messages({ messages }: ProviderHealth, now: Instant): [State, string | null] {
  const { waiting, oldest_at, failed, newest } = messages
  const sub = failed === 0 ? null : words.messages_failed(failed, newest)
  if (failed * 2 > newest) return [words.messages_failing, sub]
  if (waiting === 0 || !oldest_at) return [words.messages_none, sub]
  const seconds = secondsSince(oldest_at, now)
  return [words.messages_waiting(waiting, seconds), words.messages_oldest(seconds)]
}

/** One that paid lines last used, and that has said nothing for a quarter of an hour. */
export function isSilent({ heard_at, paid }: RouterToday, now: Instant): boolean {
  return heard_at !== null && paid > 0 && secondsSince(heard_at, now) > silentSeconds
}

function heard(routers: RouterToday[], now: Instant): [State, string | null] {
  if (routers.length === 0) return [words.no_routers, null]
  const silent = routers.filter((router) => isSilent(router, now))
  if (silent.length === 0) return [words.routers_good(routers.length), null]
  const names = silent.map(({ name }) => name).join(', ')
  return [words.routers_silent(silent.length, routers.length), names]
}

function queue({ jobs, queue_seconds }: BoxHealth): [State, string | null] {
  const count = jobs.reduce((sum, job) => sum + job.count, 0)
  if (count === 0) return [words.queue_none, null]
  return [words.queue_waits(queue_seconds, String(count)), words.queue_oldest(queue_seconds)]
}

function disk({ disk, database_bytes }: BoxHealth): [State, string | null] {
  if (!disk) return [words.disk_unknown, null]
  const { free_bytes, total_bytes, state } = disk
  return [words.disk_free(free_bytes, state), words.disk_of(total_bytes, database_bytes)]
}

function processes({ processes, problems }: BoxHealth): [State, string | null] {
  if (problems.length > 0) return [words.processes_bad(problems.length), problems.join(' ')]
  if (processes.length === 0) return [words.processes_silent, words.processes_silent_sub]
  return [words.processes_good(processes.length), processes.map(({ name }) => name).join(', ')]
}

export function secondsSince(at: Instant, now: Instant): number {
  return Math.max(0, Math.round(now.since(at).total('seconds')))
}
