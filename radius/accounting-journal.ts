// Where accounting is kept before it is acknowledged: in PostgreSQL, batch after batch on one connection, the next one ready
// when the one before is written; in a fsynced spool while PostgreSQL is away, and from there into PostgreSQL when it is back.

import { join } from 'node:path'
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
import { within } from '../appliance/patience.ts'

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
const batchFew = 16 // Fewer are no batch worth closing before PostgreSQL is free.
// Beyond that a router is better served by silence than by an answer it no longer awaits. One may fill half of it.
const queueMax = 20_000
const commitMilliseconds = 2000 // A router asks again after one to three seconds.
const drainMilliseconds = 10_000
const drainEveryMilliseconds = 1000
const racesMax = 5
const limits = { connections: 1, statement_seconds: 5, plans: 'by index' } as const

export async function openAccountingJournal(appliance: Appliance): Promise<AccountingJournal> {
  const { stateDir, spoolMegabytes, newSessionsPerMinute } = appliance.config
  const bytesMax = spoolMegabytes * 2 ** 20
  const spool = await openSpool(join(stateDir, 'spool-radius'), { ownerOf: routerOf, bytesMax })
  const sessions = openSessionQuota(newSessionsPerMinute)
  // One connection, so that statements follow each other: batches share a few sessions and would wait for each other's rows,
  // and a Start must see what the batch before it has begun. Another one asks whether PostgreSQL is there.
  const open = () => openDatabase(appliance.config.databaseUrl, limits)
  const [db, probe] = [open(), open()]
  const names = rememberNames(appliance.now())
  let queue: Waiting[] = []
  const waits = new Map<number, number>() // By router.
  let away = false
  const written = new Set<Promise<void>>() // One is being written; a second one, closed, waits for its connection.
  let latestSize = 0
  let draining: Promise<void> | undefined

  async function commit(records: AccountingRecord[], milliseconds: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await within(milliseconds, recordAccounting(db, records, appliance.now(), names))
      } catch (error) {
        if (!isRace(error) || tries === racesMax) throw error
      }
    }
  }

  /** Closes a batch where PostgreSQL waits for one, or where what has come is as much as what it is at. */
  function closeBatch(): void {
    if (queue.length === 0 || written.size > 1) return
    if (written.size === 1 && queue.length < Math.min(Math.max(latestSize, batchFew), batchMax))
      return
    const batch = queue.slice(0, batchMax)
    queue = queue.slice(batchMax)
    latestSize = batch.length
    for (const { record } of batch) countWaiting(record, -1)
    const writing = settleBatch(batch).finally(() => {
      written.delete(writing)
      closeBatch()
    })
    written.add(writing)
    closeBatch()
  }

  // What comes to the port in the same breath goes along: a batch costs half as much as what is in it.
  let closing: NodeJS.Immediate | undefined
  function closeNow(): void {
    closing = undefined
    closeBatch()
  }

  async function settleBatch(batch: readonly Waiting[]): Promise<void> {
    if (!away) {
      try {
        await reach('S17.before')
        await commit(
          batch.map(({ record }) => record),
          commitMilliseconds,
        )
        await reach('S17.after')
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
  async function keepInSpool(batch: readonly Waiting[]): Promise<void> {
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
      await commit(records, drainMilliseconds)
    } catch (error) {
      if (!isItsOwnFault(error)) throw error
      for (const { value } of spooled) await takeAlone(value)
    }
  }

  // One record that PostgreSQL will never take must not keep all others waiting behind it.
  async function takeAlone(value: unknown): Promise<void> {
    try {
      const record = reviveRecord(value)
      await commit([record], drainMilliseconds)
    } catch (error) {
      if (!isItsOwnFault(error)) throw error
      warn('accounting.refused', { record: value, error })
    }
  }

  async function drain(): Promise<void> {
    if (!away && !spool.holds()) return
    try {
      await within(commitMilliseconds, recordAccounting(probe, [], appliance.now())) // Is it there?
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
      closing ??= setImmediate(closeNow)
      return promise
    },
    close: async () => {
      clearInterval(every)
      await draining
      clearImmediate(closing)
      closeBatch()
      while (written.size > 0) await Promise.all(written)
      await spool.close()
      await Promise.all([db.destroy(), probe.destroy()])
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
