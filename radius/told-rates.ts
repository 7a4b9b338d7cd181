// Which speed an Access-Accept told, until accounting speaks of the session: so that its row knows what the router was
// told last. By session key, which accounting brings back in our Class.

import type { AccountingRecord } from '../appliance/access/sessions.ts'
import { loginOf } from './class-token.ts'
import { classKey } from './stations.ts'
import type { Attribute } from './wire/attributes.ts'

export interface ToldRates {
  /** Takes it from the attributes of an Access-Accept. */
  note(accept: readonly Attribute[]): void
  /** The record, with the speed its session was told where that is remembered. */
  complete(record: AccountingRecord): AccountingRecord
}

const keptMax = 100_000

/** The oldest give way. A session whose speed is forgotten is only one we know less about. */
export function rememberRates(most = keptMax): ToldRates {
  const rates = new Map<string, string>()
  return {
    note(accept) {
      const value = (wanted: string) => accept.find(({ name }) => name === wanted)?.value
      const token = value('Class')
      const rate = value('Mikrotik-Rate-Limit')
      if (!token || !rate) return
      rates.set(classKey(loginOf(token)), rate.toString())
      if (rates.size > most) rates.delete(rates.keys().next().value!)
    },
    complete(record) {
      if (record.kind !== 'session') return record
      const rate_limit = rates.get(record.report.session_key)
      return rate_limit ? { ...record, report: { ...record.report, rate_limit } } : record
    },
  }
}
