// The people who work here, as the owners see them: what each may do, where each may look, who left. Nobody does any of this
// to themselves, so there is always an owner left.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import type { Role, Staff } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
import { dropCodes } from './codes.ts'
import { endAllSignIns } from './sign-ins.ts'

export interface ListedColleague extends Pick<
  Staff,
  'id' | 'name' | 'email' | 'role' | 'site_id' | 'added_at' | 'disabled_at'
> {
  site: string | null
  has_codes: boolean
  recovery_left: number
  /** When a page was last asked for; null: never. */
  seen_at: Instant | null
}

export interface By extends Actor {
  staff: Pick<Staff, 'id'>
}

const listing = `
  select s.id, s.name, s.email, s.role, s.site_id, s.added_at, s.disabled_at, i.name as site,
         c.proved_at is not null as has_codes,
         (select count(*) from recovery_codes r where r.staff_id = s.id and r.used_at is null) as recovery_left,
         (select max(x.seen_at) from sign_ins x where x.staff_id = s.id and x.proved_by is not null) as seen_at
  from staff s left join sites i on i.id = s.site_id left join code_seeds c on c.staff_id = s.id`

/** Everybody, who left last. */
export async function listColleagues(db: Db): Promise<ListedColleague[]> {
  const { rows } = await db.raw<{ rows: ListedColleague[] }>(
    `${listing} order by s.disabled_at is not null, lower(s.name), s.id`,
  )
  return rows
}

/** Throws NotFound `staff_unknown`. */
export async function findColleague(db: Db, id: number): Promise<ListedColleague> {
  const { rows } = await db.raw<{ rows: ListedColleague[] }>(`${listing} where s.id = :id`, { id })
  if (rows[0]) return rows[0]
  throw new NotFound('staff_unknown', 'Nobody here has that number.')
}

/** Another role, another site: they sign in again, so that no page they have open goes on with the old one. */
export async function changePlace(
  work: Work,
  id: number,
  place: { role: Role; site_id: number | null },
  by: By,
): Promise<void> {
  const staff = await hold(work, id, by)
  const { role, site_id } = readPlace(place)
  if (staff.role === role && staff.site_id === site_id)
    throw new Conflict('nothing_new', 'That is what they are already.')
  await work.db('staff').where({ id }).update({ role, site_id })
  await endAllSignIns(work, id)
  await recordAct(work, {
    ...by,
    action: 'staff.place_changed',
    subject: `staff:${id}`,
    before: { role: staff.role, site_id: staff.site_id },
    after: { role, site_id },
  })
}

/** Owners look everywhere. Throws Invalid `owner_sees_all`. */
export function readPlace<Place extends { role: Role; site_id: number | null }>(
  place: Place,
): Place {
  if (place.role === 'owner' && place.site_id !== null)
    throw new Invalid('owner_sees_all', 'An owner looks after all sites.')
  return place
}

/** Somebody left: they are out at once. What they did stays theirs. */
export async function disable(work: Work, id: number, why: string, by: By): Promise<void> {
  const staff = await hold(work, id, by)
  if (staff.disabled_at) throw new Conflict('disabled_already', 'They can’t sign in already.')
  await work.db('staff').where({ id }).update({ disabled_at: work.now })
  await endAllSignIns(work, id)
  await recordAct(work, { ...by, action: 'staff.disabled', subject: `staff:${id}`, why })
}

export async function enable(work: Work, id: number, by: By): Promise<void> {
  const staff = await hold(work, id, by)
  if (!staff.disabled_at) throw new Conflict('not_disabled', 'They can sign in already.')
  await work.db('staff').where({ id }).update({ disabled_at: null })
  await recordAct(work, { ...by, action: 'staff.enabled', subject: `staff:${id}` })
}

/** A lost phone, without recovery codes: another owner takes the codes away, and they set up new ones (T32). */
export async function resetCodes(work: Work, id: number, by: By): Promise<void> {
  await hold(work, id, by)
  await dropCodes(work, id)
  await endAllSignIns(work, id)
  await recordAct(work, { ...by, action: 'staff.codes_reset', subject: `staff:${id}` })
}

/**
 * The row, locked, and with it every owner's, in one order: two owners who turn on each other are one owner in the end.
 * Throws NotFound `staff_unknown`, Conflict `not_oneself`, `owner_no_more`.
 */
export async function hold(work: Work, id: number, by: By): Promise<Staff> {
  if (id === by.staff.id)
    throw new Conflict('not_oneself', 'Nobody changes this for themselves: ask another owner.')
  const rows = await work
    .db('staff')
    .where({ role: 'owner', disabled_at: null })
    .orWhere({ id })
    .orderBy('id')
    .forUpdate()
  const still = rows.some((row) => row.id === by.staff.id && row.role === 'owner')
  if (!still) throw new Conflict('owner_no_more', 'Only an owner does this.')
  const staff = rows.find((row) => row.id === id)
  if (!staff) throw new NotFound('staff_unknown', 'Nobody here has that number.')
  return staff
}

export async function listSites(db: Db): Promise<{ id: number; name: string }[]> {
  return db('sites').orderBy('name').select('id', 'name')
}
