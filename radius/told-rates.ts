// Which speed an Access-Accept told, until accounting speaks of the session: so that its row knows what the router was
// told last. By session key, which accounting brings back in our Class.

import type { AccountingRecord } from '../appliance/access/sessions.ts'

export interface ToldRates {
  /** The speed that a session was told, as Mikrotik-Rate-Limit says it. */
  note(session_key: string, rate_limit: string): void
  /** The record, with the speed its session was told where that is remembered. */
  complete(record: AccountingRecord): AccountingRecord
}

const keptMax = 100_000

/** The oldest give way. A session whose speed is forgotten is only one we know less about. */
export function rememberRates(most = keptMax): ToldRates {
  // Half of them go at once: to find a Map's first one after many were deleted costs a look at each of these.
  let young = new Map<string, string>()
  let old = new Map<string, string>()
  return {
    note(session_key, rate_limit) {
      if (young.size >= most / 2) {
        old = young
        young = new Map()
      }
      young.set(session_key, rate_limit)
    },
    complete(record) {
      if (record.kind !== 'session') return record
      const { session_key } = record.report
      const rate_limit = young.get(session_key) ?? old.get(session_key)
      return rate_limit ? { ...record, report: { ...record.report, rate_limit } } : record
    },
  }
}
