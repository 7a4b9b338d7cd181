// How requests at the hotspot went, in figures: from asking to paid step by step, why the others brought nothing, and how
// long it took those that paid. Each figure is counted from the rows its link leads to.

import type { Db } from '../database.ts'
import type { StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { askedRows, bindingsFor, type Stage, type WantedCheckouts } from './checkout-rows.ts'
import { countedAside } from './kept-counts.ts'
import { decideReason, type PromptReason } from './prompts.ts'

export interface Funnel {
  stages: Record<Stage, number>
  asked: number
  /** M-Pesa took at least one prompt. */
  sent: number
  /** A PIN was entered. */
  answered: number
  paid: number
  /** Failed and abandoned ones, by the end of their last prompt; the most frequent first. */
  reasons: { reason: PromptReason; count: number }[]
  /** From asking until M-Pesa's word that it is paid, in milliseconds: half of them, 19 of 20; null where nobody paid. */
  median_ms: number | null
  slow_ms: number | null
}

type Bindings = Awaited<ReturnType<typeof bindingsFor>>

interface Counted extends Pick<StkPush, 'result_code'> {
  stage: Stage
  push_state: StkPush['state']
  sent: boolean
  answered: boolean
  count: number
}

export async function readFunnel(db: Db, bindings: Bindings): Promise<Funnel> {
  const [counted, delays] = await Promise.all([
    db.raw<{ rows: Counted[] }>(
      `select a.stage, a.push_state, a.result_code, a.sent, a.answered, count(*) as count
       from (${askedRows}) a group by 1, 2, 3, 4, 5 ${countedAside}`,
      bindings,
    ),
    db.raw<{ rows: Pick<Funnel, 'median_ms' | 'slow_ms'>[] }>(
      `select round(percentile_cont(0.5) within group (order by ms))::bigint as median_ms,
              round(percentile_cont(0.95) within group (order by ms))::bigint as slow_ms
       from (select extract(epoch from a.closed_at - a.opened_at) * 1000 as ms
             from (${askedRows}) a where a.stage = 'paid') delays ${countedAside}`,
      bindings,
    ),
  ])
  return { ...addUp(counted.rows), ...delays.rows[0]! }
}

function addUp(rows: Counted[]): Omit<Funnel, 'median_ms' | 'slow_ms'> {
  const sum = (which: (row: Counted) => boolean) =>
    rows.filter(which).reduce((total, { count }) => total + count, 0)
  const inStage = (stage: Stage) => sum((row) => row.stage === stage)
  return {
    stages: {
      waiting: inStage('waiting'),
      asking: inStage('asking'),
      paid: inStage('paid'),
      failed: inStage('failed'),
      abandoned: inStage('abandoned'),
    },
    asked: sum(() => true),
    sent: sum(({ sent }) => sent),
    answered: sum(({ answered }) => answered),
    paid: inStage('paid'),
    reasons: reasonsOf(rows.filter(({ stage }) => stage === 'failed' || stage === 'abandoned')),
  }
}

function reasonsOf(unpaid: Counted[]): Funnel['reasons'] {
  const counts = new Map<PromptReason, number>()
  for (const { push_state: state, result_code, count } of unpaid) {
    const reason = decideReason({ state, result_code, result_words: null }) ?? 'unknown'
    counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1))
}

const all: Omit<WantedCheckouts, 'before'> = {
  q: '',
  days: 'today',
  plan: '',
  stage: 'any',
  reason: '',
}

export interface HotspotToday {
  asked: number
  paid: number
  unpaid: number
}

/** The day so far; null where no pass is sold and nobody asked for one. */
export async function readHotspotToday(db: Db, now: Instant): Promise<HotspotToday | null> {
  const { asked, paid, stages } = await readFunnel(db, await bindingsFor(db, all, now))
  const sells = await db('plans').where({ kind: 'hotspot' }).whereNull('withdrawn_at').first('id')
  return asked === 0 && !sells ? null : { asked, paid, unpaid: stages.failed + stages.abandoned }
}
