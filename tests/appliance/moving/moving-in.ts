// A box to move into, and what a test of a move asks it.

import type { Appliance } from '../../../appliance/appliance.ts'
import { importBooks } from '../../../appliance/commands/import.ts'
import { freshAppliance, testClock } from '../../support/database.ts'

export const moveAt = '2026-11-22T12:00:00Z'

/** An empty box with one site. */
export async function emptyBox(): Promise<Appliance> {
  const appliance = await freshAppliance(testClock(moveAt))
  await appliance.db('sites').insert({ name: 'Kasarani' })
  return appliance
}

export function bring(appliance: Appliance, words: string[]): Promise<string> {
  return importBooks(appliance, words, () => {})
}

const tables = [
  'plans', 'routers', 'subscribers', 'services', 'credits', 'transfers', 'entries', 'accounts', 'vouchers', 'devices',
  'old_numbers', 'old_receipts', 'moved_rows', 'unmoved_rows',
] as const // prettier-ignore

/** Every row of what a move may touch, as text, but for the moment that something was seen. */
export async function everything({ db }: Appliance): Promise<Record<string, unknown>> {
  const found = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await db.raw<{ rows: { row: string }[] }>(
        `select (to_jsonb(t) - 'seen_at')::text as row from ?? t order by 1`,
        [table],
      )
      return [table, rows.map(({ row }) => row)] as const
    }),
  )
  return Object.fromEntries(found)
}

/** What stayed behind: "line 523 user_name_twice". */
export async function leftBehind({ db }: Appliance): Promise<string[]> {
  const rows = await db('unmoved_rows').select('kind', 'source_key', 'why')
  return rows.map(({ kind, source_key, why }) => `${kind} ${source_key} ${why}`).sort()
}
