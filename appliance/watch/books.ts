// The figures that PostgreSQL knows: what waits, what is late, what M-Pesa said when, and whether the books add up.

import { addUpEntries } from '../money/ledger.ts'
import { countOverdue } from '../people/overdue.ts'
import { listWaitingJobs, readDatabaseSize } from '../people/box-health.ts'
import { readProviderHealth, type ProviderHealth } from '../people/provider-health.ts'
import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { sample, type Labels, type Sample } from './figures.ts'
import type { Watched } from './readings.ts'

/** `here` is the machine's own time, which jobs and files bear whatever a trial's clock says. */
export async function readBooks({ db, now }: Watched, here: Instant): Promise<Sample[]> {
  const at = now()
  const [bytes, jobs, late, open, providers, routers, ledger] = await Promise.all([
    readDatabaseSize(db),
    listWaitingJobs(db, here),
    countOverdue(db, at),
    countExceptions(db),
    readProviderHealth(db, at),
    listSilentRouters(db),
    addUpLedger(db, here),
  ])
  const oldest = Math.max(0, ...late.map(({ oldest_at }) => age(oldest_at, at)))
  return [
    sample('database_bytes', bytes),
    ...jobs.map(({ queue, count }) => sample('queue_jobs', count, { queue })),
    sample('queue_oldest_seconds', jobs[0]?.seconds ?? 0),
    sample('overdue_rows', late.reduce((sum, { count }) => sum + count, 0)),
    sample('overdue_oldest_seconds', oldest),
    ...open.map(({ kind, count }) => sample('exceptions_open', count, { kind })),
    ...routers.map(({ name, heard_at }) =>
      sample('router_silent_seconds', age(heard_at, at), { router: name }),
    ),
    ...ofProviders(providers, at),
    ...ledger,
  ] // prettier-ignore
}

function ofProviders(
  { paybills, callbacks, prompts, messages, lines }: ProviderHealth,
  at: Instant,
) {
  const perhaps = (
    figure: Parameters<typeof sample>[0],
    value: number | null,
    labels: Labels = {},
  ): Sample[] => (value === null ? [] : [sample(figure, value, labels)])
  const ageOf = (from: Instant | null) => (from === null ? null : age(from, at))
  return [
    ...paybills.flatMap(({ shortcode, called_at, pulled_until }) => [
      ...perhaps('callback_silence_seconds', ageOf(called_at), { shortcode }),
      ...perhaps('pull_age_seconds', ageOf(pulled_until), { shortcode }),
    ]),
    ...lines.map(({ shortcode, out_since }) => sample('provider_out_seconds', ageOf(out_since) ?? 0, { shortcode })), // prettier-ignore
    ...perhaps('callback_delay_seconds', callbacks.now_ms === null ? null : callbacks.now_ms / 1000), // prettier-ignore
    ...perhaps('callback_usual_delay_seconds', callbacks.usual_ms === null ? null : callbacks.usual_ms / 1000), // prettier-ignore
    sample('callback_untold', callbacks.untold),
    sample('prompts_ended', prompts.ended),
    sample('prompts_answered', prompts.answered),
    sample('messages_waiting', messages.waiting),
    sample('messages_oldest_seconds', ageOf(messages.oldest_at) ?? 0),
    sample('messages_failed', messages.failed),
  ]
}

function age(from: Instant, until: Instant): number {
  return Math.max(0, Math.round(from.until(until).total('seconds')))
}

async function countExceptions(db: Db): Promise<{ kind: string; count: number }[]> {
  return db('exceptions').whereNull('resolved_at').groupBy('kind').select('kind').count({ count: '*' }) as never // prettier-ignore
}

/** Each router that has lines, and when it last told of a session or asked for one. */
async function listSilentRouters(db: Db): Promise<{ name: string; heard_at: Instant }[]> {
  const { rows } = await db.raw<{ rows: { name: string; heard_at: Instant }[] }>(
    `select r.name, max(s.heard_at) as heard_at from routers r join sessions s on s.router_id = r.id
     where s.stopped_at is null group by r.name`,
  )
  return rows
}

const ledgerSeconds = 600 // Every entry there is: not with every look.
const counted = new WeakMap<Db, { at: Instant; drift: number }>()

async function addUpLedger(db: Db, here: Instant): Promise<Sample[]> {
  const kept = counted.get(db)
  if (!kept || age(kept.at, here) > ledgerSeconds) {
    counted.set(db, { at: here, drift: await addUpEntries(db) })
  }
  const { at, drift } = counted.get(db)!
  return [
    sample('ledger_drift_cents', drift),
    sample('ledger_counted_at_seconds', Math.floor(at.epochMilliseconds / 1000)),
  ]
}
