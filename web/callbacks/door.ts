// The door providers call. What comes is written down, in PostgreSQL or, while that is away, in the fsynced
// spool; then it is answered. Nothing is decided here.

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Appliance } from '../../appliance/appliance.ts'
import { isAway } from '../../appliance/database.ts'
import { Unavailable } from '../../appliance/errors.ts'
import { gather } from '../../appliance/gathering.ts'
import { warn } from '../../appliance/log.ts'
import { recordCallbacks, type Heard, type NewCallback } from '../../appliance/money/callbacks.ts'
import { readSourceRules, type SourceRules } from '../../appliance/money/callback-sources.ts'
import { listTokenHashes } from '../../appliance/money/shortcodes.ts'
import { within } from '../../appliance/patience.ts'
import { hashToken } from '../../appliance/secrets.ts'
import { openSpool, type SpoolRecord } from '../../appliance/spool.ts'

/** What a caller brought, before it is known which paybill its token names. */
export type Arrival = Omit<NewCallback, 'shortcode'> & { token_hash: string }

/** With the id of its line in the spool, where it lies or would lie. */
interface Line {
  arrival: Arrival
  spool_id: string
}

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
/** So many share a commit at most; who has waited so long is kept in the spool. */
const together = { batchMax: 200, patienceMilliseconds: 4000 }

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

  /** In one transaction. Throws Unavailable `database_away`. */
  async function record(lines: readonly Line[]): Promise<void> {
    if (lines.some(({ arrival }) => !tokens?.has(arrival.token_hash))) await refresh()
    if (!tokens) throw new Unavailable('database_away', 'The database does not answer.')
    const heard: Heard[] = []
    for (const { arrival, spool_id } of lines) {
      const { token_hash, ...callback } = arrival
      const shortcode = tokens.get(token_hash)
      if (shortcode === undefined) warn('callback.without_paybill', { kind: callback.kind })
      else heard.push({ callback: { ...callback, shortcode }, spool_id })
    }
    if (heard.length > 0) await appliance.work((work) => recordCallbacks(work, heard, rules))
  }

  const recordTogether = gather(record, together)

  /** One that can't be recorded takes nobody with it: then each is recorded alone. */
  async function recordOne(line: Line): Promise<void> {
    await recordTogether(line).catch((error: unknown) => {
      if (passes(error)) throw error
      return within(together.patienceMilliseconds, record([line]))
    })
  }

  async function take(records: SpoolRecord[]): Promise<void> {
    try {
      return await record(records.map(readLine))
    } catch (error) {
      if (passes(error)) throw error
    }
    for (const one of records) {
      try {
        await record([readLine(one)])
      } catch (error) {
        if (passes(error)) throw error
        warn('callback.not_recorded', { spool_id: one.id, error })
        await refused.keep(one.value) // One that can't be recorded must not hold back the others, nor come back.
      }
    }
  }

  const refreshing = setInterval(refresh, refreshMilliseconds)
  const draining = setInterval(() => {
    if (!spool.holds()) return
    spool.drain(take).catch((error: unknown) => {
      if (passes(error)) return // Still away: in a second again.
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
      const spool_id = randomUUID() // Nobody can tell how a commit ended that was not answered: by this, it counts once.
      try {
        await recordOne({ arrival, spool_id })
      } catch (error) {
        if (!(error instanceof Unavailable)) warn('callback.not_recorded', { error })
        await spool.keep(writeSpooled(arrival), spool_id).catch((cause: unknown) => {
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

/** PostgreSQL is away or too slow: the same may be tried again. */
const passes = (error: unknown) => error instanceof Unavailable || isAway(error)

const readLine = ({ id, value }: SpoolRecord): Line => ({
  arrival: readSpooled(value),
  spool_id: id,
})

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
