// Who is online at the old system, and from which device: sessions are counted and never brought over, for the first word of each
// router makes them true here. A device is the one seen last.

import type { Instant } from '../time.ts'
import type { MySqlSource } from './mysql-source.ts'
import { readLocal, readMac, readUserName } from './old-words.ts'

export interface SessionsRead {
  /** By user name. */
  macs: Map<string, string>
  figures: [string, string][]
}

const recentDays = 60

/** radacct of FreeRADIUS; rad_acct of PHPNuxBill's REST mode, whose sums are wrong but whose devices are right. */
export async function readSessions(
  source: MySqlSource,
  { zone, now }: { zone: string; now: Instant },
): Promise<SessionsRead> {
  const macs = new Map<string, string>()
  let open = 0
  let quiet = 0
  const columns = ['username', 'callingstationid', 'acctstarttime', 'acctupdatetime', 'acctstoptime'] as const // prettier-ignore
  const since = now
    .subtract({ hours: 24 * recentDays })
    .toString()
    .slice(0, 10)
  const isOpen = `acctstoptime is null or acctstoptime < '1971-01-01'`
  const recent = `acctstarttime > '${since}' or ${isOpen}`
  for await (const row of source.rows('radacct', columns, 'radacctid', recent)) {
    const user_name = readUserName(row.username)
    const mac = readMac(row.callingstationid)
    if (user_name && mac) macs.set(user_name, mac)
    if (row.acctstoptime && !row.acctstoptime.startsWith('0000')) continue
    open += 1
    const heard = readLocal(row.acctupdatetime ?? row.acctstarttime, null, zone)
    if (!heard || now.since(heard).total('hours') > 48) quiet += 1
  }
  for await (const row of source.rows('rad_acct', ['username', 'macaddr'], 'id')) {
    const user_name = readUserName(row.username)
    const mac = readMac(row.macaddr)
    if (user_name && mac) macs.set(user_name, mac)
  }
  return {
    macs,
    figures: [
      ['Sessions open there (not brought: routers tell us)', String(open)],
      ['  of them without a word for two days', String(quiet)],
    ],
  }
}
