// A list as somebody takes it out of the box: every page of it, and the act that says who did, which part, and whether
// with phones in full.

import type { Work } from '../appliance.ts'
import { recordAct, type Actor } from './audit.ts'
import type { Page } from './paging.ts'

export interface Export {
  /** "payments". */
  list: string
  filters: object
  phones: 'covered' | 'in full'
  actor: Actor
}

export async function recordExport(
  work: Work,
  { list, filters, phones, actor }: Export,
): Promise<void> {
  const after = { filters, phones }
  await recordAct(work, { ...actor, action: 'list.exported', subject: `list:${list}`, after })
}

export const exportPage = 1000

/** Every page of a list, from its beginning. */
export async function* pagesOf<Row>(
  read: (place: string | null) => Promise<Page<Row>>,
): AsyncGenerator<Row[]> {
  let place: string | null = null
  do {
    const page: Page<Row> = await read(place)
    yield page.rows
    place = page.next
  } while (place !== null)
}
