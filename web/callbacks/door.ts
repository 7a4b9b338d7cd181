// The door providers call. What comes is written down, in PostgreSQL or, while that is away, in the fsynced
// spool; then it is answered. Nothing is decided here.

import { join } from 'node:path'
import type { Appliance } from '../../appliance/appliance.ts'
import { isAway } from '../../appliance/database.ts'
import { Unavailable } from '../../appliance/errors.ts'
import { warn } from '../../appliance/log.ts'
import { recordCallback, type NewCallback } from '../../appliance/money/callbacks.ts'
import { readSourceRules, type SourceRules } from '../../appliance/money/callback-sources.ts'
import { listTokenHashes } from '../../appliance/money/shortcodes.ts'
import { hashToken } from '../../appliance/secrets.ts'
import { openSpool, type SpoolRecord } from '../../appliance/spool.ts'

/** What a caller brought, before it is known which paybill its token names. */
export type Arrival = Omit<NewCallback, 'shortcode'> & { token_hash: string }

export interface CallbackDoor {
  /** The appliance with the door's own connections. */
  readonly appliance: Appliance
  /** Whether the token is one of ours. `perhaps` where PostgreSQL has been away since the start. */
  knows(token: string): Promise<'yes' | 'no' | 'perhaps'>
  /** Resolves when it is kept for ever; throws Unavailable `nothing_kept` where even the disk refuses. */
  keep(arrival: Arrival): Promise<void>
  close(): Promise<void>
}

// Its own: however long pages wait for PostgreSQL, money that is told of is written down.
const limits = { connections: 3, statement_seconds: 5 }
const refreshMilliseconds = 5000
const drainMilliseconds = 1000

export async function openCallbackDoor(opened: Appliance): Promise<CallbackDoor> {
  const appliance = opened.apart(limits)
  const folder = join(appliance.config.stateDir, 'spool-callbacks')
  const spool = await openSpool(folder)
  const refused = await openSpool(join(folder, 'refused')) // For a person: nothing takes from it.
  let tokens: Map<string, string> | undefined // From a token's hash to its paybill.
  let rules: SourceRules | undefined
  let asking: Promise<void> | undefined

  function refresh(): Promise<void> {
    return (asking ??= Promise.all([listTokenHashes(appliance.db), readSourceRules(appliance.db)])
      .then(
        ([rows, sources]) => void ((tokens = new Map(rows)), (rules = sources)),
        () => {},
      )
      .finally(() => (asking = undefined)))
  }

  async function record(
    { token_hash, ...callback }: Arrival,
    spool_id: string | null,
  ): Promise<void> {
    if (!tokens?.has(token_hash)) await refresh()
    if (!tokens) throw new Unavailable('database_away', 'The database does not answer.')
    const shortcode = tokens.get(token_hash)
    if (shortcode === undefined) return warn('callback.without_paybill', { kind: callback.kind })
    await appliance.work((work) =>
      recordCallback(work, { ...callback, shortcode }, spool_id, rules),
    )
  }

  async function take(records: SpoolRecord[]): Promise<void> {
    for (const { id, value } of records) {
      try {
        await record(readSpooled(value), id)
      } catch (error) {
        if (error instanceof Unavailable || isAway(error)) throw error
        warn('callback.not_recorded', { spool_id: id, error })
        await refused.keep(value) // One that can't be recorded must not hold back the others, nor come back.
      }
    }
  }

  const refreshing = setInterval(refresh, refreshMilliseconds)
  const draining = setInterval(() => {
    if (!spool.holds()) return
    spool.drain(take).catch((error: unknown) => {
      if (error instanceof Unavailable || isAway(error)) return // Still away: in a second again.
      warn('callback.spool_stuck', { error })
    })
  }, drainMilliseconds)
  await refresh()

  return {
    appliance,
    knows: async (token) => {
      const token_hash = hashToken(token).toString('hex')
      if (!tokens?.has(token_hash)) await refresh() // It may be newer than what we know.
      if (!tokens) return 'perhaps'
      return tokens.has(token_hash) ? 'yes' : 'no'
    },
    keep: async (arrival) => {
      try {
        await record(arrival, null)
      } catch (error) {
        if (!(error instanceof Unavailable)) warn('callback.not_recorded', { error })
        await spool.keep(writeSpooled(arrival)).catch((cause: unknown) => {
          throw new Unavailable('nothing_kept', 'Neither database nor disk took it.', { cause })
        })
      }
    },
    close: async () => {
      clearInterval(refreshing)
      clearInterval(draining)
      await spool.close()
      await refused.close()
      await appliance.close()
    },
  }
}

function writeSpooled(arrival: Arrival): unknown {
  return {
    ...arrival,
    body: arrival.body.toString('base64'),
    heard_at: arrival.heard_at.toString(),
  }
}

function readSpooled(value: unknown): Arrival {
  const line = value as Omit<Arrival, 'body' | 'heard_at'> & { body: string; heard_at: string }
  return {
    ...line,
    reference: line.reference ?? null, // Older releases wrote none.
    body: Buffer.from(line.body, 'base64'),
    heard_at: Temporal.Instant.from(line.heard_at),
  }
}
