// Commands in the order a router is to run them: queued when something is decided, told when it calls, believed when it has read
// back what should be there. A router that was away gets what is still true, in order.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import {
  canDo,
  decideDelivery,
  decideDone,
  lifeSeconds,
  type Done,
  type Told,
} from '../routeros/commands.ts'
import type { Sent } from '../routeros/agent-talk.ts'
import type { Safe } from '../secrets.ts'
import type { CommandKind, RouterAgent, RouterCommand } from '../tables.ts'
import type { Instant } from '../time.ts'

const place = 'router_commands.told'

export interface NewCommand<Kind extends CommandKind> {
  router_id: number
  kind: Kind
  told: Told[Kind]
  service_id?: number | null
  session_id?: number | null
  asked_by?: number | null
  /** Not worth doing after that; by itself each kind has its own time. */
  expires_at?: Instant
}

/** Its id; undefined where the router has no agent, or one that can't do this. The same, still waiting, is not queued twice. */
export async function queueCommand<Kind extends CommandKind>(
  work: Work,
  safe: Safe,
  asked: NewCommand<Kind>,
): Promise<number | undefined> {
  const { router_id, kind, told, service_id = null, session_id = null, asked_by = null } = asked
  const { db, now } = work
  const agent = await db('router_agents').where({ router_id }).forUpdate().first()
  if (!agent || !canDo(agent.dialect, kind, told)) return undefined
  const { epoch } = agent
  const waiting = await listWaiting(db, router_id)
  const text = JSON.stringify(told)
  const same = waiting.find((one) => one.epoch === epoch && one.kind === kind && safe.open(one.told_sealed, place) === text) // prettier-ignore
  if (same && same.sequence === waiting.at(-1)!.sequence) return same.id
  const sequence = agent.sequence + 1
  await db('router_agents').where({ router_id }).update({ sequence })
  const row = { router_id, epoch, sequence, kind, told_sealed: safe.seal(text, place), service_id, session_id, asked_by, queued_at: now } // prettier-ignore
  const expires_at = asked.expires_at ?? now.add({ seconds: lifeSeconds[kind] })
  const [made] = await db('router_commands')
    .insert({ ...row, expires_at })
    .returning('id')
  return made!.id
}

async function listWaiting(db: Db, router_id: number): Promise<RouterCommand[]> {
  return db('router_commands')
    .where({ router_id })
    .whereIn('state', ['queued', 'delivered'])
    .orderBy('epoch')
    .orderBy('sequence')
}

/** What the router has done since. Told twice, it changes nothing more. */
export async function recordDone(
  work: Work,
  { router_id, epoch }: Pick<RouterAgent, 'router_id' | 'epoch'>,
  { seen, done }: { seen: number; done: readonly Done[] },
): Promise<void> {
  const { db, now } = work
  for (const report of done) {
    const mine = { router_id, epoch, sequence: report.sequence }
    const command = await db('router_commands').where(mine).whereIn('state', ['queued', 'delivered', 'executed']).first() // prettier-ignore
    if (!command) continue
    const outcome = decideDone(command.kind, report)
    const reason = outcome.state === 'failed' ? outcome.reason : null
    const confirmed_at = outcome.state === 'confirmed' ? now : null
    await db('router_commands')
      .where({ id: command.id })
      .update({ state: outcome.state, executed_at: command.executed_at ?? now, confirmed_at, reason })
  } // prettier-ignore
  // It ran these, and its word of how was lost on the way, or in a restart.
  await db('router_commands')
    .where({ router_id, epoch })
    .where('sequence', '<=', seen)
    .whereIn('state', ['queued', 'delivered'])
    .update({ state: 'executed', executed_at: now })
}

const toldAtOnceMax = 20

/** What to tell it now, in order; what is no longer true is dropped. */
export async function deliverCommands(
  work: Work,
  safe: Safe,
  { router_id, epoch, dialect }: Pick<RouterAgent, 'router_id' | 'epoch' | 'dialect'>,
): Promise<Sent[]> {
  const { db, now } = work
  const waiting = await listWaiting(db, router_id)
  if (waiting.length === 0) return []
  const over = await endedSessions(db, waiting)
  const sent: Sent[] = []
  for (const [at, command] of waiting.entries()) {
    const truth = {
      epoch,
      now,
      over: command.session_id !== null && over.has(command.session_id),
      overtaken: waiting.slice(at + 1).some((later) => overtakes(later, command)),
    }
    const decision = decideDelivery(command, truth)
    if (decision !== 'deliver') {
      await db('router_commands')
        .where({ id: command.id })
        .update({ state: 'dropped', reason: decision.drop })
      continue
    }
    if (sent.length >= toldAtOnceMax) break
    const told = JSON.parse(safe.open(command.told_sealed, place)) as Record<string, string>
    if (canDo(dialect, command.kind, told))
      sent.push({ sequence: command.sequence, epoch, kind: command.kind, told })
    if (command.state === 'queued')
      await db('router_commands')
        .where({ id: command.id })
        .update({ state: 'delivered', delivered_at: now })
  }
  return sent
}

const aboutUsers: ReadonlySet<CommandKind> = new Set<CommandKind>(['user-put', 'user-remove'])

/** Of the same guest, queued later: paid again after the end, or ended after paying. */
function overtakes(later: RouterCommand, earlier: RouterCommand): boolean {
  return (
    earlier.service_id !== null &&
    later.service_id === earlier.service_id &&
    aboutUsers.has(later.kind) &&
    aboutUsers.has(earlier.kind)
  )
}

async function endedSessions(db: Db, waiting: readonly RouterCommand[]): Promise<Set<number>> {
  const ids = waiting.flatMap(({ session_id }) => session_id ?? [])
  if (ids.length === 0) return new Set()
  const open = await db('sessions').whereIn('id', ids).whereNull('stopped_at').select('id')
  const still = new Set(open.map(({ id }) => id))
  return new Set(ids.filter((id) => !still.has(id)))
}

export type ListedCommand = Pick<
  RouterCommand,
  'id' | 'sequence' | 'kind' | 'state' | 'queued_at' | 'delivered_at' | 'executed_at' | 'confirmed_at' | 'reason'
> & { asked_by_name: string | null; user_name: string | null } // prettier-ignore

/** The newest first. */
export async function listCommands(
  db: Db,
  router_id: number,
  limit: number,
): Promise<ListedCommand[]> {
  const { rows } = await db.raw<{ rows: ListedCommand[] }>(
    `select c.id, c.sequence, c.kind, c.state, c.queued_at, c.delivered_at, c.executed_at, c.confirmed_at, c.reason,
            s.name as asked_by_name, v.user_name
     from router_commands c left join staff s on s.id = c.asked_by left join services v on v.id = c.service_id
     where c.router_id = :router_id order by c.id desc limit :limit`,
    { router_id, limit },
  )
  return rows
}
