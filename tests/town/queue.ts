// The town's queue: what pg-boss promises, at least once and in any order, with everything that this allows. One job a row,
// tried again with longer and longer pauses, given to a person after eight times.

import type { Appliance } from '../../appliance/appliance.ts'
import { setAside } from '../../appliance/dead-letters.ts'
import { listDue, nextDue } from '../../appliance/due.ts'
import { Refusal, Unavailable } from '../../appliance/errors.ts'
import { rowOf } from '../../appliance/queues.ts'
import type { Instant } from '../../appliance/time.ts'
import type { Handlers } from '../../jobs/handlers.ts'
import type { Chance } from './faults.ts'
import type { Lives, Sent } from './lives.ts'
import { findNextDue } from './next-due.ts'

interface Job extends Sent {
  key: string
  tries: number
  not_before: Instant
}

export interface TownQueue {
  send(sent: Sent[]): void
  /** Works off what is ready now. Returns how many jobs were run. */
  work(): Promise<number>
  /** Sends the jobs of rows that are due, as the sweeper does each second. Returns how many it sent. */
  sweep(): Promise<number>
  /** When the next row falls due, or the next job that waits for its time may be tried. Asked after a sweep. */
  nextAt(): Promise<Instant | undefined>
  /** Everything that waits is forgotten, as when somebody truncates the tables of the queue. */
  empty(): void
}

const triesMax = 8
const backoffSecondsMax = 300

interface Parts {
  appliance: () => Appliance
  lives: () => Lives
  handlers: () => Handlers
  /** The process was killed: what it held in memory is gone. */
  onKilled(): void
  /** Something that is nobody's fault but ours. */
  onBug(job: Sent, error: unknown): void
  note(line: string): void
}

export function openTownQueue(chance: Chance, now: () => Instant, parts: Parts): TownQueue {
  let jobs: Job[] = []
  let nextDueAt: Instant | undefined
  const sweptAt = new Map<string, bigint>()

  function send(sent: readonly Sent[], delay = 0): void {
    for (const { name, data } of sent) {
      const key = `${name}:${rowOf(data)}`
      if (jobs.some((job) => job.key === key) || chance.strikes('job_lost', 30)) continue
      const late = chance.strikes('job_late', 40) ? 1 + chance.below(60) : delay
      jobs.push({ name, data, key, tries: 0, not_before: now().add({ seconds: late }) })
    }
  }

  function again(job: Job, seconds: number): void {
    if (jobs.every(({ key }) => key !== job.key))
      jobs.push({ ...job, tries: job.tries + 1, not_before: now().add({ seconds }) })
  }

  async function run(job: Job): Promise<void> {
    const handle = parts.handlers()[job.name] as (data: unknown) => Promise<void>
    try {
      const end = await parts.lives().live('job', () => handle(job.data))
      parts.note(`job ${job.key} ${end}`)
      if (end === 'done') return
      parts.onKilled()
      if (!chance.strikes('job_lost', 2)) again(job, 5)
    } catch (error) {
      parts.note(`job ${job.key} ${(error as { code?: string }).code ?? 'failed'}`)
      const hopeless = error instanceof Refusal && !(error instanceof Unavailable)
      if (!(error instanceof Refusal)) parts.onBug(job, error)
      if (hopeless || job.tries + 1 >= triesMax) await giveUp(job, error)
      else again(job, Math.min(2 ** (job.tries + 1), backoffSecondsMax))
    }
  }

  async function giveUp({ name, data, tries }: Job, error: unknown): Promise<void> {
    const failure = { name, data, tries: tries + 1, output: { message: (error as Error).message } }
    await parts.appliance().work((unit) => setAside(unit, failure))
  }

  return {
    send: (sent) => send(sent),
    work: async () => {
      if (parts.lives().away) return 0 // The queue is in PostgreSQL, too.
      let ran = 0
      for (;;) {
        const ready = jobs.filter((job) => Temporal.Instant.compare(job.not_before, now()) <= 0)
        if (ready.length === 0) return ran
        // In an order that does not hang on PostgreSQL's.
        const job = chance.pick(ready.toSorted((one, other) => (one.key < other.key ? -1 : 1)))
        jobs = jobs.filter((other) => other !== job)
        await run(job)
        ran += 1
        if (chance.strikes('job_doubled', 16)) await run(job)
      }
    },
    sweep: async () => {
      if (parts.lives().away) return 0
      if (parts.lives().changed) nextDueAt = await findNextDue(parts.appliance().db)
      parts.lives().changed = false
      if (!nextDueAt || Temporal.Instant.compare(nextDueAt, now()) > 0) return 0
      const at = now().epochNanoseconds
      const due = (await listDue(parts.appliance().db, now())).filter(({ name, data }) => {
        const key = `${name}:${rowOf(data)}`
        const known = sweptAt.get(key) === at || jobs.some((job) => job.key === key)
        if (!known) sweptAt.set(key, at)
        return !known
      })
      send(due)
      parts.lives().changed = due.length > 0
      return due.length
    },
    nextAt: async () => {
      const isPast = nextDueAt && Temporal.Instant.compare(nextDueAt, now()) <= 0
      const due = isPast ? await nextDue(parts.appliance().db, now()) : nextDueAt
      const each = [due, ...jobs.map(({ not_before }) => not_before)]
      return each.filter((at) => at != null).toSorted(Temporal.Instant.compare)[0]
    },
    empty: () => void (jobs = []),
  }
}
