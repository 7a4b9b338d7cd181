// Whether a shortcode has fallen silent: at this hour of the last days its callbacks came, and today none does. It is no loss,
// the list of payments is read all the time; but somebody should look before the addresses are asked for in anger.

import type { Work } from '../appliance.ts'
import { closeByItself, openException } from './exceptions.ts'

export interface Hour {
  shortcode: string
  /** In the last hour. */
  now: number
  /** In the same hour of each of the seven days before; a day without any is 0. */
  before: readonly number[]
}

const daysMin = 3
const usualMin = 3

/** Silent, where on three of those days at least three came, and now none. Pure. */
export function isSilent({ now, before }: Hour): boolean {
  return now === 0 && before.filter((count) => count >= usualMin).length >= daysMin
}

/** Puts each that has fallen silent before a person; closes by itself what speaks again. Returns the silent ones. */
export async function noteSilence(work: Work): Promise<string[]> {
  const { rows } = await work.db.raw<{ rows: Hour[] }>(
    `select s.shortcode,
            (select count(*) from callbacks c where c.shortcode = s.shortcode
             and c.heard_at > :now::timestamptz - interval '1 hour')::int as now,
            array(select (select count(*) from callbacks c where c.shortcode = s.shortcode
                          and c.heard_at > :now::timestamptz - make_interval(hours => 24 * day + 1)
                          and c.heard_at <= :now::timestamptz - make_interval(hours => 24 * day))::int
                  from generate_series(1, 7) day) as before
     from shortcodes s where s.urls_registered_at is not null`,
    { now: work.now },
  )
  const silent = rows.filter(isSilent).map(({ shortcode }) => shortcode)
  for (const shortcode of silent)
    await openException(work, {
      kind: 'work_failed',
      subject: `silence:${shortcode}`,
      details: {
        queue: 'callbacks',
        data: { shortcode },
        tries: 1,
        reason: `No callback has come to ${shortcode} for an hour in which they usually do. Payments are still found by M-Pesa’s list; look whether the addresses are registered.`,
      },
    })
  for (const { shortcode, now } of rows) {
    if (now === 0) continue
    const about = { kinds: ['work_failed' as const], subject: `silence:${shortcode}` }
    await closeByItself(work, about, 'Callbacks come again.')
  }
  return silent
}
