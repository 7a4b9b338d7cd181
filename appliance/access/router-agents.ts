// A router calls home: who it is by its key, how it is, what it has done; and it is answered with what to do next.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { closeByItself, openException } from '../money/exceptions.ts'
import { recordAct } from '../people/audit.ts'
import { type Call, type Sent } from '../routeros/agent-talk.ts'
import { hear, presenceOf, readThroughput, silentSeconds } from '../routeros/heartbeats.ts'
import { exportBytesMax, hideSecrets } from '../routeros/exports.ts'
import { hashToken, type Safe } from '../secrets.ts'
import type { Router, RouterAgent } from '../tables.ts'
import { deliverCommands, queueCommand, recordDone } from './router-commands.ts'
import { syncLocalUsers } from './local-users.ts'

export interface Caller {
  router_id: number
  /** It has not called by this key before. */
  fresh: { setup_id: number; epoch: number; dialect: 6 | 7 } | null
}

/** Whose key that is; undefined for nobody's, and for one that a newer line has replaced. */
export async function findCaller(db: Db, key: string, now: Temporal.Instant): Promise<Caller | undefined> {
  if (!/^[0-9a-f]{48}$/.test(key)) return undefined
  const key_hash = hashToken(key)
  const agent = await db('router_agents as a')
    .join('routers as r', 'r.id', 'a.router_id')
    .where({ 'a.key_hash': key_hash } as never)
    .whereNull('r.retired_at' as never)
    .first('a.router_id as router_id' as never) as { router_id: number } | undefined
  if (agent) return { router_id: agent.router_id, fresh: null }
  const setup = await db('router_setups').where({ key_hash, connected_at: null }).first()
  if (!setup || setup.dialect === null || Temporal.Instant.compare(setup.expires_at, now) <= 0) return undefined
  const { router_id, id: setup_id, epoch, dialect } = setup
  const router = await db('routers').where({ id: router_id, retired_at: null }).first('id')
  return router && { router_id, fresh: { setup_id, epoch, dialect } }
} // prettier-ignore

const settingsMinutes = 10

/** Writes the call down and says what it is answered. */
export async function answerCall(
  work: Work,
  safe: Safe,
  { router_id, fresh }: Caller,
  { call, source }: { call: Call; source: string },
): Promise<{ dialect: 6 | 7; commands: Sent[] }> {
  const { db, now } = work
  const router = (await db('routers').where({ id: router_id }).forNoKeyUpdate().first())!
  if (fresh) await connect(work, router, fresh)
  const agent = (await db('router_agents').where({ router_id }).forUpdate().first())!
  const heard = hear(agent, now)
  await db('router_agents')
    .where({ router_id })
    .update({
      heard_at: now,
      here_since: heard.here_since,
      gaps: heard.gaps,
      seen: Math.max(agent.seen, Math.min(call.seen, agent.sequence)),
      source_address: source,
      ...(Object.keys(call.facts).length > 0 && { facts: JSON.stringify(call.facts) as never, ...readThroughput(agent, call.facts, now) }),
      ...(call.settings && { settings: JSON.stringify(call.settings) as never, settings_at: now }),
    })
  if (heard.steady) await closeByItself(work, { kinds: ['router_silent'], subject: `router:${router_id}` }, 'It calls steadily again.')
  await followAddress(work, router, source)
  if (call.epoch === agent.epoch) await recordDone(work, agent, call)
  if (router.local_users) await syncLocalUsers(work, safe, router_id)
  const asked = agent.settings_at === null || Temporal.Instant.compare(agent.settings_at, now.subtract({ minutes: settingsMinutes })) <= 0
  if (asked && agent.dialect === 7 && call.settings === null) await queueCommand(work, safe, { router_id, kind: 'status', told: {} })
  return { dialect: agent.dialect, commands: await deliverCommands(work, safe, agent) }
} // prettier-ignore

/** The first call by a new key: the line is used up, and what waited under the old one is dropped. */
async function connect(work: Work, { id: router_id }: Router, { setup_id, epoch, dialect }: NonNullable<Caller['fresh']>): Promise<void> {
  const { db, now } = work
  const setup = (await db('router_setups').where({ id: setup_id }).forUpdate().first())!
  if (setup.connected_at) return
  await db('router_setups').where({ id: setup_id }).update({ connected_at: now })
  const row = { epoch, key_hash: setup.key_hash, dialect, sequence: 0, seen: 0, connected_at: now, heard_at: now, here_since: now, gaps: 0 }
  await db('router_agents').insert({ router_id, ...row }).onConflict('router_id').merge(row)
  await db('router_commands')
    .where({ router_id })
    .where('epoch', '<', epoch)
    .whereIn('state', ['queued', 'delivered'])
    .update({ state: 'dropped', reason: 'the router was connected anew since' })
  await db('router_users').where({ router_id }).delete() // It is told of each again.
  await recordAct(work, { staff: null, source_address: setup.fetched_from, action: 'router.connected', subject: `router:${router_id}` })
} // prettier-ignore

/** A router that only calls is asked from wherever it calls: its RADIUS comes by the same way. */
async function followAddress({ db }: Work, router: Router, source: string): Promise<void> {
  if (router.reach !== 'phone' || router.address === source) return
  const taken = await db('routers').where({ address: source, retired_at: null }).first('id')
  if (!taken) await db('routers').where({ id: router.id }).update({ address: source })
}

/** Those that have stopped calling are told of, once. */
export async function noteSilentRouters(work: Work): Promise<number> {
  const { db, now } = work
  const before = now.subtract({ seconds: silentSeconds })
  const { rows } = await db.raw<{ rows: (RouterAgent & { name: string })[] }>(
    `select a.*, r.name from router_agents a join routers r on r.id = a.router_id
     where a.heard_at < :before and a.here_since is not null and r.retired_at is null`,
    { before: before as never },
  )
  for (const { router_id, name } of rows) {
    await db('router_agents').where({ router_id }).update({ here_since: null })
    const details = { router: name }
    await openException(work, { kind: 'router_silent', subject: `router:${router_id}`, details })
  }
  return rows.length
}

export async function findAgent(db: Db, router_id: number): Promise<RouterAgent | undefined> {
  return db('router_agents').where({ router_id }).first()
}

export { presenceOf }

const exportsKept = 10

/** How it is set, without its secrets. The oldest of many go. */
export async function keepExport(work: Work, router_id: number, text: string): Promise<void> {
  const lines = hideSecrets(text.slice(0, exportBytesMax)).replaceAll('\0', '')
  const { db, now: taken_at } = work
  const last = await db('router_exports').where({ router_id }).orderBy('id', 'desc').first()
  // The first line is the time of day.
  if (last && body(last.lines) === body(lines)) return
  await db('router_exports').insert({ router_id, taken_at, lines })
  const old = db('router_exports').where({ router_id }).orderBy('id', 'desc').offset(exportsKept).select('id') // prettier-ignore
  await db('router_exports').whereIn('id', old).delete()
}

function body(lines: string): string {
  return lines.replace(/^#.*\n/gm, '')
}

export type Box = Pick<Appliance, 'db' | 'safe' | 'work' | 'now'>
