// Connecting a router: it is added, a line is made to paste, the router fetches its script by it, says what it is, and tells how
// each step went. A line is good for an hour, for the machine that used it first, and until the agent has called.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { checkRouter, mayGoOn, readFacts, type Check } from '../routeros/preflight.ts'
import { isStepName } from '../routeros/setup-steps.ts'
import { drawToken, hashToken, type Safe } from '../secrets.ts'
import type { Router, RouterSetup, RouterSetupStep } from '../tables.ts'
import { addRouter } from './routers.ts'
import { keepTunnelAddress } from './tunnel-peers.ts'

const lineMinutes = 60

// Until it has called nobody knows where it is: an address that is nobody's (RFC 6666).
const nowhere = '100::'

export function isNowhere(address: string): boolean {
  return address.startsWith(nowhere)
}

export interface AskedRouter extends Pick<Router, 'name' | 'serves' | 'reach' | 'guest_port'> {
  site: string
  /** Of a router that is reached directly. */
  address: string | null
}

/** Adds it, with a line to paste. Returns its id. */
export async function addRouterByLine(work: Work, safe: Safe, asked: AskedRouter, by: Actor): Promise<number> {
  const { name, site, serves, reach, guest_port } = asked
  const address = asked.address ?? `${nowhere}${drawToken(2)}:${drawToken(2)}`
  await addRouter(work, safe, { name, site, address, secret: undefined }, by)
  const { id } = (await work.db('routers').where({ name }).first('id'))!
  const local_users = reach === 'phone' && serves !== 'pppoe'
  const api_password_sealed = reach === 'phone' ? null : safe.seal(drawToken(), 'routers.api_password')
  await work.db('routers').where({ id }).update({ serves, reach, guest_port, local_users, api_password_sealed })
  if (reach === 'wireguard')
    await work.db('routers').where({ id }).update({ address: await keepTunnelAddress(work, safe, id) })
  await makeLine(work, safe, id)
  return id
} // prettier-ignore

/** A new line; those before it are good for nothing any more. */
export async function renewLine(
  work: Work,
  safe: Safe,
  router_id: number,
  by: Actor,
): Promise<void> {
  await makeLine(work, safe, router_id, by.staff?.id)
  await recordAct(work, { ...by, action: 'router.line_made', subject: `router:${router_id}` })
}

async function makeLine(
  work: Work,
  safe: Safe,
  router_id: number,
  made_by?: number,
): Promise<void> {
  const { db, now } = work
  await db('routers').where({ id: router_id }).forUpdate().first('id')
  const last = await db('router_setups').where({ router_id }).max('epoch').first()
  const epoch = Number(last?.['max'] ?? 0) + 1
  const at = now as never
  await db('router_setups')
    .where({ router_id })
    .where('expires_at', '>', at)
    .where('made_at', '<', at)
    .update({ expires_at: now })
  const token = drawToken()
  const key = drawToken()
  await db('router_setups').insert({
    router_id,
    token_hash: hashToken(token),
    token_sealed: safe.seal(token, 'router_setups.token'),
    key_sealed: safe.seal(key, 'router_setups.key'),
    key_hash: hashToken(key),
    epoch,
    dialect: null,
    facts: null,
    made_at: now,
    made_by: made_by ?? null,
    expires_at: now.add({ minutes: lineMinutes }),
    fetched_at: null,
    fetched_from: null,
    connected_at: null,
  })
}

export interface OpenLine {
  setup: RouterSetup
  router: Router
  token: string
  key: string
}

/**
 * Of a token that is good now. Throws NotFound `line_over` for every other: what is wrong is nobody's business. Behind some NAT a
 * router has another address each time, so only the script itself is for the one that asked first.
 */
export async function openLine(
  { db, safe }: Pick<Appliance, 'db' | 'safe'>,
  token: string,
  now: Temporal.Instant,
): Promise<OpenLine> {
  const over = new NotFound('line_over', 'This line is over. Make a new one on the router’s page.')
  if (!/^[0-9a-f]{48}$/.test(token)) throw over
  const setup = await db('router_setups')
    .where({ token_hash: hashToken(token) })
    .first()
  const late = !setup || Temporal.Instant.compare(setup.expires_at, now) <= 0
  if (late) throw over
  const router = await db('routers').where({ id: setup.router_id, retired_at: null }).first()
  if (!router) throw over
  return { setup, router, token, key: safe.open(setup.key_sealed, 'router_setups.key') }
}

/** The script was fetched: from now on by this machine alone. Throws NotFound where another was faster, or it is connected. */
export async function recordFetch(
  work: Work,
  { setup }: Pick<OpenLine, 'setup'>,
  { dialect, source }: { dialect: 6 | 7; source: string },
): Promise<void> {
  const taken = await work
    .db('router_setups')
    .where({ id: setup.id, connected_at: null })
    .where((either) => either.whereNull('fetched_from').orWhere({ fetched_from: source }))
    .update({
      dialect,
      fetched_from: source,
      fetched_at: work.db.raw('coalesce(fetched_at, ?)', [work.now as never]) as never,
    })
  if (taken === 0) throw new NotFound('line_over', 'This line has been used.')
}

/** What the router says it is. Whether it may go on, with every check. */
export async function recordFacts(
  work: Work,
  { setup, router }: OpenLine,
  text: string,
): Promise<boolean> {
  const facts = readFacts(text)
  await work
    .db('router_setups')
    .where({ id: setup.id })
    .update({ facts: JSON.stringify(facts) as never })
  await work.db('router_setup_steps').where({ setup_id: setup.id }).delete()
  const host = /^([\d.]+)\/\d+$/.exec(facts['address'] ?? '')?.[1]
  if (router.serves !== 'pppoe' && router.hotspot_host === null)
    await work
      .db('routers')
      .where({ id: router.id })
      .update({ hotspot_host: host ?? '10.5.50.1' })
  return mayGoOn(checksOf({ ...setup, facts }, router, work.now))
}

export function checksOf(
  { facts, dialect }: Pick<RouterSetup, 'facts' | 'dialect'>,
  router: Pick<Router, 'serves' | 'guest_port'>,
  now: Temporal.Instant,
): Check[] {
  return facts === null ? [] : checkRouter(facts, router, dialect ?? 7, now)
}

/** How a step went: "step=radius&state=done". What is no such word is passed over. */
export async function recordStep(
  work: Work,
  { setup }: OpenLine,
  words: { step: string; state: string },
): Promise<void> {
  const { step, state } = words
  if (!isStepName(step) || (state !== 'done' && state !== 'failed')) return
  await work
    .db('router_setup_steps')
    .insert({ setup_id: setup.id, step, state, at: work.now })
    .onConflict(['setup_id', 'step'])
    .merge()
}

export interface SetupProgress {
  setup: RouterSetup
  steps: RouterSetupStep[]
  /** The first packet of RADIUS, and the first session, since the line was made. */
  heard_at: Temporal.Instant | null
  session_at: Temporal.Instant | null
  called_at: Temporal.Instant | null
}

/** Of the newest line; undefined where none was ever made. */
export async function readProgress(db: Db, router_id: number): Promise<SetupProgress | undefined> {
  const setup = await db('router_setups').where({ router_id }).orderBy('id', 'desc').first()
  if (!setup) return undefined
  const steps = await db('router_setup_steps').where({ setup_id: setup.id }).orderBy('at')
  type Row = Pick<SetupProgress, 'heard_at' | 'session_at' | 'called_at'>
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select (select min(heard_at) from router_voices where router_id = :router_id and heard_at >= :made_at) as heard_at,
            (select min(started_at) from sessions where router_id = :router_id and heard_at >= :made_at) as session_at,
            (select heard_at from router_agents where router_id = :router_id and epoch = :epoch) as called_at`,
    { router_id, made_at: setup.made_at as never, epoch: setup.epoch },
  )
  return { setup, steps, ...rows[0]! }
}
