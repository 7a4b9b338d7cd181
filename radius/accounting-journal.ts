// Where accounting is kept before it is acknowledged: in PostgreSQL, one batch at a time while the next one fills; in a
// fsynced spool while PostgreSQL is away, and from there into PostgreSQL when it is back.

import { join } from 'node:path'
import { setImmediate as oneTurn } from 'node:timers/promises'
import {
  mergeReports,
  recordAccounting,
  type AccountingRecord,
  type SessionReport,
} from '../appliance/access/sessions.ts'
import { rememberNames } from '../appliance/access/session-names.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { isAway, isRace, openDatabase } from '../appliance/database.ts'
import { Unavailable } from '../appliance/errors.ts'
import { reach } from '../appliance/kill-points.ts'
import { log, warn } from '../appliance/log.ts'
import { openSpool, type SpoolRecord } from '../appliance/spool.ts'
import { openSessionQuota, routerOf } from './accounting-quotas.ts'
import { within } from './patience.ts'

export interface AccountingJournal {
  /**
   * Resolves when the record is durable; rejects where neither PostgreSQL nor the spool took it, and with Unavailable
   * `journal_full`, `session_quota` or `spool_quota` where its router asks for more than its part.
   */
  keep(record: AccountingRecord): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  record: AccountingRecord
  resolve(): void
  reject(error: unknown): void
}

const batchMax = 500
// Beyond that a router is better served by silence than by an answer it no longer awaits. One may fill half of it.
const queueMax = 20_000
const commitMilliseconds = 2000 // A router asks again after one to three seconds.
const drainMilliseconds = 10_000
const drainEveryMilliseconds = 1000
const racesMax = 5

export async function openAccountingJournal(appliance: Appliance): Promise<AccountingJournal> {
  const { stateDir, spoolMegabytes, newSessionsPerMinute } = appliance.config
  const bytesMax = spoolMegabytes * 2 ** 20
  const spool = await openSpool(join(stateDir, 'spool-radius'), { ownerOf: routerOf, bytesMax })
  const sessions = openSessionQuota(newSessionsPerMinute)
  const db = openDatabase(appliance.config.databaseUrl, {
    connections: 2,
    statement_seconds: 5,
    plans: 'by index',
  })
  const names = rememberNames()
  let queue: Waiting[] = []
  const waits = new Map<number, number>() // By router.
  let away = false
  let last: Promise<unknown> = Promise.resolve()
  let draining: Promise<void> | undefined

  /** One thing at a time: batches share a few sessions and would only wait for each other's rows. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task)
    last = turn.catch(() => {})
    return turn
  }

  async function commit(records: AccountingRecord[], milliseconds: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await within(milliseconds, recordAccounting(db, records, appliance.now(), names))
      } catch (error) {
        if (!isRace(error) || tries === racesMax) throw error
      }
    }
  }

  async function settleBatch(): Promise<void> {
    // What has come to the port meanwhile goes along: a batch costs half as much as what is in it.
    await oneTurn()
    const batch = queue.slice(0, batchMax)
    queue = queue.slice(batchMax)
    for (const { record } of batch) countWaiting(record, -1)
    if (queue.length > 0) void inTurn(settleBatch)
    if (!away) {
      try {
        await commit(
          batch.map(({ record }) => record),
          commitMilliseconds,
        )
        await reach('accounting.committed')
        for (const { resolve } of batch) resolve()
        return
      } catch (error) {
        away = true // Until the drain finds it back: nobody else waits for it meanwhile.
        warn('accounting.spooling', { error })
      }
    }
    await keepInSpool(batch)
  }

  // What waits is merged before it is written: of one session the newest word holds all that the older ones said. Of
  // one that our Class names: another key a router may use again for another session.
  async function keepInSpool(batch: Waiting[]): Promise<void> {
    const named = batch.flatMap(({ record }) => reportNamed(record) ?? [])
    const kept = new Map<string, Promise<void>>()
    for (const report of mergeReports(named))
      kept.set(report.session_key, spool.keep({ kind: 'session', report }))
    const keeping = batch.map(async ({ record, resolve, reject }) => {
      const merged = kept.get(reportNamed(record)?.session_key ?? '')
      await (merged ?? spool.keep(record))
        .then(() => reach('accounting.spooled'))
        .then(resolve, reject)
    })
    await Promise.all(keeping)
  }

  function countWaiting(record: AccountingRecord, change: number): number {
    const router_id = routerOf(record)
    const count = (waits.get(router_id) ?? 0) + change
    waits.set(router_id, count)
    return count
  }

  async function take(spooled: SpoolRecord[]): Promise<void> {
    try {
      const records = spooled.map(({ value }) => reviveRecord(value))
      await inTurn(() => commit(records, drainMilliseconds))
    } catch (error) {
      if (!isItsOwnFault(error)) throw error
      for (const { value } of spooled) await takeAlone(value)
    }
  }

  // One record that PostgreSQL will never take must not keep all others waiting behind it.
  async function takeAlone(value: unknown): Promise<void> {
    try {
      const record = reviveRecord(value)
      await inTurn(() => commit([record], drainMilliseconds))
    } catch (error) {
      if (!isItsOwnFault(error)) throw error
      warn('accounting.refused', { record: value, error })
    }
  }

  async function drain(): Promise<void> {
    if (!away && !spool.holds()) return
    try {
      await inTurn(() => commit([], commitMilliseconds)) // Is it there?
    } catch {
      away = true
      return
    }
    away = false
    try {
      const records = await spool.drain(take)
      if (records > 0) log('accounting.drained', { records })
    } catch (error) {
      away = true
      warn('accounting.not_drained', { error })
    }
  }
  const every = setInterval(() => {
    draining ??= drain().finally(() => (draining = undefined))
  }, drainEveryMilliseconds)

  return {
    keep(record) {
      if (queue.length >= queueMax || (waits.get(routerOf(record)) ?? 0) >= queueMax / 2)
        return Promise.reject(new Unavailable('journal_full', 'Too much accounting waits already.'))
      if (!sessions.admits(record))
        return Promise.reject(new Unavailable('session_quota', 'Too many new sessions a minute.'))
      countWaiting(record, 1)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      queue.push({ record, resolve, reject })
      if (queue.length === 1) void inTurn(settleBatch)
      return promise
    },
    close: async () => {
      clearInterval(every)
      await draining
      while (queue.length > 0) await last
      await last
      await spool.close()
      await db.destroy()
    },
  }
}

function reportNamed(record: AccountingRecord): SessionReport | undefined {
  const ours = record.kind === 'session' && record.report.session_key.startsWith('class:')
  return ours ? record.report : undefined
}

/** SQLSTATE classes 22 and 23, or a record we can't read ourselves: refused now and always. Whatever else is no guilt. */
function isItsOwnFault(error: unknown): boolean {
  const { code } = error as { code?: string }
  const unreadable = error instanceof TypeError || error instanceof RangeError
  return !isAway(error) && (unreadable || /^2[23]/.test(code ?? ''))
}

/** A record as it was before it went through the spool's JSON. */
function reviveRecord(value: unknown): AccountingRecord {
  const record = value as AccountingRecord
  const { from } = Temporal.Instant
  if (record.kind === 'restart') return { ...record, at: from(record.at) }

  const { started_at, heard_at, stopped_at } = record.report
  const times = {
    started_at: from(started_at),
    heard_at: from(heard_at),
    stopped_at: stopped_at && from(stopped_at),
  }
  return { kind: 'session', report: { ...record.report, ...times } }
}
