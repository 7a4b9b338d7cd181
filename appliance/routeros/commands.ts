// Commands for routers. Each may be run twice and leaves the same; each is told in the order it was queued; what comes too late, or
// is no longer true, is dropped with the reason.
//
//   queued ──▶ delivered ──▶ executed ──▶ confirmed   it read back what should be there
//      │           │             └──────▶ failed      it could not, or something else is there
//      └───────────┴────────────────────▶ dropped     too late, or not true any more

import type { CommandKind, RouterCommand } from '../tables.ts'
import type { Instant } from '../time.ts'

/** What each kind is told beside its name. All are text; a router's agent reads them as data. */
export interface Told {
  'user-put': { name: string; password: string; rate: string; mac: string }
  'user-remove': { name: string }
  'session-remove': { name: string }
  'rate-set': { name: string; rate: string }
  status: Record<string, never>
  mend: Record<string, never>
  export: Record<string, never>
}

/** How many there must be of it afterwards, by the router's own count. */
const leftAfter: Record<CommandKind, number> = {
  'user-put': 1,
  'user-remove': 0,
  'session-remove': 0,
  'rate-set': 1,
  status: 1,
  mend: 1,
  export: 1,
}

/** How long each is worth doing. Who may not be online any more must go, however long the router was away. */
export const lifeSeconds: Record<CommandKind, number> = {
  'user-put': 31 * 86_400,
  'user-remove': 366 * 86_400,
  'session-remove': 86_400,
  'rate-set': 86_400,
  status: 600,
  mend: 86_400,
  export: 86_400,
}

/** An agent of plain lines can do these. */
const plainKinds: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'user-put',
  'user-remove',
  'session-remove',
  'status',
])

export function canDo(dialect: 6 | 7, kind: CommandKind, told: Readonly<Record<string, string>>): boolean {
  if (dialect === 7) return true
  return plainKinds.has(kind) && Object.values(told).every((word) => /^[A-Za-z0-9._:@/ -]*$/.test(word))
} // prettier-ignore

/** What a router reports of one command. */
export interface Done {
  sequence: number
  ok: boolean
  back: number | null
  why: string
}

export type Outcome =
  | { state: 'executed' }
  | { state: 'confirmed' }
  | { state: 'failed'; reason: string }

/** What a report means. Pure. */
export function decideDone(kind: CommandKind, { ok, back, why }: Done): Outcome {
  if (!ok) return { state: 'failed', reason: why === '' ? 'the router could not' : `the router says: ${why}` } // prettier-ignore
  if (back === null) return { state: 'executed' }
  if (back === leftAfter[kind]) return { state: 'confirmed' }
  return { state: 'failed', reason: `the router counts ${back} of it afterwards` }
}

type Waiting = Pick<RouterCommand, 'kind' | 'epoch' | 'expires_at'>

/** What is true now of what a command is about. */
export interface Truth {
  epoch: number
  now: Instant
  /** A later command of the router says otherwise of the same guest. */
  overtaken: boolean
  /** The session it was to end has ended. */
  over: boolean
}

/** Whether it is still to be told; else why not. Pure. */
export function decideDelivery(command: Waiting, truth: Truth): { drop: string } | 'deliver' {
  if (command.epoch !== truth.epoch) return { drop: 'the router was connected anew since' }
  if (Temporal.Instant.compare(command.expires_at, truth.now) <= 0) return { drop: 'too late' }
  if (truth.over) return { drop: 'the session had ended by itself' }
  if (truth.overtaken) return { drop: 'not true any more: a later command says otherwise' }
  return 'deliver'
}
