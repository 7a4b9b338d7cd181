// When the next row falls due, asked thousands of times a day of virtual time. A function of PostgreSQL's keeps its plan; the
// appliance's own question, which is planned each time, is asked only where something is due. A kind of row that were
// missing here would lie overdue at the end of the day, and an oracle says so.

import type { Db } from '../../appliance/database.ts'
import type { Instant } from '../../appliance/time.ts'

const tables = [
  'callbacks', 'payments', 'credits', 'disconnections', 'speed_changes', 'shortcodes', 'stk_pushes', 'checkouts', 'claims',
  'messages', 'upkeep', 'provider_checks', 'rehearsals', 'guest_logins',
] as const // prettier-ignore

export async function addNextDue(db: Db): Promise<void> {
  const each = tables.map((table) => `(select min(due_at) from ${table} where due_at is not null)`)
  await db.raw(
    `create function town_next_due() returns timestamptz language plpgsql stable as
     $$ begin return least(${each.join(', ')}); end $$`,
  )
}

/** The earliest of all, past or to come; undefined where nothing waits. */
export async function findNextDue(db: Db): Promise<Instant | undefined> {
  const { rows } = await db.raw<{ rows: { at: Instant | null }[] }>('select town_next_due() as at')
  return rows[0]!.at ?? undefined
}
