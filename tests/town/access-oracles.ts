// Who may be online and who is, held against what was paid for: said here once more in plain SQL, beside what RADIUS decides.

import type { Db } from '../../appliance/database.ts'
import type { Instant } from '../../appliance/time.ts'
import type { Line, Routers } from './routers.ts'

interface Held {
  service_id: number
  /** When the time that runs now ends, with what follows it without a break; null: none runs. */
  until: Instant | null
  suspended: boolean
}

/** 20, 22, 26: paid is let in and unpaid is not, for no longer than is paid for. RADIUS has read the news already. */
export async function findWrongAnswers(
  db: Db,
  now: Instant,
  lines: readonly Line[],
  routers: Routers,
): Promise<string[]> {
  const held = new Map((await readHeld(db, now)).map((each) => [each.service_id, each]))
  return lines.flatMap((line) => {
    if (line.service_id === undefined) return []
    const paid = held.get(line.service_id)
    const access = routers.decide(line)
    const name = `service ${line.service_id}`
    if (!paid) return [`${name} is not in the books`]
    const may = paid.until !== null && !paid.suspended
    if (may !== (access?.outcome === 'accept'))
      return [
        `${name} ${may ? 'is paid' : 'is not paid'} and RADIUS says ${JSON.stringify(access)}`,
      ]
    if (!may || access?.outcome !== 'accept') return []
    const seconds = now.until(paid.until!).total('seconds')
    return access.session_seconds > Math.max(seconds, 1)
      ? [`${name} has ${seconds} s left and is given ${access.session_seconds}`]
      : []
  })
}

/** 21: nobody is online whose time is over, by a minute and what the router needed to be reached. */
export async function findOverstayers(db: Db, now: Instant, routers: Routers): Promise<string[]> {
  const since = now.subtract({ minutes: 40 })
  const held = new Map((await readHeld(db, since)).map((each) => [each.service_id, each]))
  const nowHeld = new Map((await readHeld(db, now)).map((each) => [each.service_id, each]))
  const may = (service_id: number) =>
    [held, nowHeld].some(
      (at) => at.get(service_id)?.until != null && !at.get(service_id)!.suspended,
    )
  const on = [...routers.online().values()].filter(
    ({ service_id, until }) => !may(service_id) && Temporal.Instant.compare(until, now) > 0,
  )
  const { rows } = await db.raw<{ rows: { service_id: number }[] }>(
    `select s.service_id from sessions s where s.stopped_at is null and s.service_id is not null
       and not exists (select from disconnections d where d.session_id = s.id)`,
  )
  return [
    ...on.map(({ service_id }) => `service ${service_id} is online and has nothing paid`),
    ...rows
      .filter(({ service_id }) => !may(service_id))
      .map(
        ({ service_id }) =>
          `service ${service_id} has an open session, nothing paid, and nobody tells the router`,
      ),
  ]
}

async function readHeld(db: Db, at: Instant): Promise<Held[]> {
  const { rows } = await db.raw<{ rows: Held[] }>(
    `with recursive runs as (
       select c.service_id, c.ends_at from credits c where c.starts_at <= :at and c.ends_at > :at
       union
       select c.service_id, c.ends_at from credits c join runs r on r.service_id = c.service_id and c.starts_at = r.ends_at
     )
     select v.id as service_id, s.suspended_at is not null or s.closed_at is not null or v.closed_at is not null as suspended,
            (select max(r.ends_at) from runs r where r.service_id = v.id) as until
     from services v join subscribers s on s.id = v.subscriber_id`,
    { at: at as never },
  )
  return rows
}
