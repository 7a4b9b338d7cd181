// The places where the provider sells: an estate, a market, a building. Routers stand at one, subscribers live by one.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Viewer } from '../people/scopes.ts'
import type { Site } from '../tables.ts'

/** All of them, or the one a colleague is of. */
export async function listSites(db: Db, { site_id }: Pick<Viewer, 'site_id'>): Promise<Site[]> {
  const sites = db('sites').orderBy('name').select('id', 'name')
  return site_id === null ? sites : sites.where({ id: site_id })
}

/** Throws Invalid `name_unreadable`. */
export function readSiteName(words: string): string {
  const name = words.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (name !== '' && name.length <= 60 && !/\p{Cc}/u.test(name)) return name
  throw new Invalid('name_unreadable', 'A place has a name of 1 to 60 letters.')
}

/** Throws Conflict `site_name_taken`. */
export async function addSite(work: Work, name: string, by: Actor): Promise<number> {
  await refuseTaken(work, name, null)
  const [site] = await work.db('sites').insert({ name }).returning('id')
  const subject = `site:${site!.id}`
  await recordAct(work, { ...by, action: 'site.added', subject, after: { name } })
  return site!.id
}

/** Throws NotFound `site_unknown`, Conflict `site_name_taken`. */
export async function renameSite(work: Work, id: number, name: string, by: Actor): Promise<void> {
  const site = await work.db('sites').where({ id }).forUpdate().first()
  if (!site) throw new NotFound('site_unknown', 'There is no such place.')
  await refuseTaken(work, name, id)
  await work.db('sites').where({ id }).update({ name })
  const [before, after] = [{ name: site.name }, { name }]
  await recordAct(work, { ...by, action: 'site.renamed', subject: `site:${id}`, before, after })
}

async function refuseTaken(work: Work, name: string, own: number | null): Promise<void> {
  await work.db.raw('select pg_advisory_xact_lock(7101351)')
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    'select id from sites where lower(name) = lower(?)',
    [name],
  )
  if (rows.some(({ id }) => id !== own))
    throw new Conflict('site_name_taken', 'Another place has this name already.')
}
