// The routers that may ask us, as staff keep them: their secrets, who need not sign yet, who shows which certificate.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { recordAct, type Action, type Actor } from '../people/audit.ts'
import { drawSharedSecret, type Safe } from '../secrets.ts'
import type { Router } from '../tables.ts'
import type { Instant } from '../time.ts'
import { queueCommand } from './router-commands.ts'

/** Below this a secret can be found from one packet that somebody overheard (T46). Lango's own have 32 signs. */
export const secretSignsMin = 22
const differentSignsMin = 10
export const unsignedDaysMax = 30

export function isWeakSecret(secret: string): boolean {
  return secret.length < secretSignsMin || new Set(secret).size < differentSignsMin
}

/** A secret that was made elsewhere. Throws Invalid where it is weak, or a router's command line would not take it. */
export function readSharedSecret(typed: string): string {
  const secret = typed.trim()
  if (!/^[\x21\x23-\x5b\x5d-\x7e]*$/.test(secret) || secret.includes('$'))
    throw new Invalid('secret_unreadable', 'A secret has no spaces and none of " \\ $ in it.')
  if (isWeakSecret(secret))
    throw new Invalid(
      'secret_weak',
      `A secret has ${secretSignsMin} signs at least, ${differentSignsMin} of them different. Leave it out, and Lango makes one.`,
    )
  return secret
}

export interface ListedRouter {
  name: string
  site: string
  address: string
  weak: boolean
  /** Has not used its next secret yet. */
  rotating: boolean
  unsigned_until: Instant | null
  signs: boolean
  certificate_sha256: string | null
  secret_mismatch: boolean
}

export async function listRouters(db: Db, safe: Safe, now: Instant): Promise<ListedRouter[]> {
  type Row = Router & { site: string; secret_mismatch: boolean }
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select r.*, s.name as site,
            exists (select from exceptions e where e.kind = 'secret_mismatch' and e.subject = 'router:' || r.id
                    and e.resolved_at is null) as secret_mismatch
     from routers r join sites s on s.id = r.site_id where r.retired_at is null order by r.name`,
  )
  return rows.map(({ name, site, address, secret_mismatch, ...row }) => {
    const until = row.unsigned_until
    const ahead = row.signs_since === null && until && Temporal.Instant.compare(now, until) < 0
    return {
      name,
      site,
      address,
      secret_mismatch,
      weak: isWeakSecret(safe.open(row.secret_sealed, 'routers.secret')),
      rotating: row.next_secret_sealed !== null,
      unsigned_until: ahead ? until : null,
      signs: row.signs_since !== null,
      certificate_sha256: row.certificate_sha256 && row.certificate_sha256.toString('hex'),
    }
  })
}

/** Throws NotFound `router_unknown` with the names there are. */
export async function findRouter(db: Db, name: string): Promise<Router> {
  const routers = await db('routers').whereNull('retired_at').orderBy('name')
  const router = routers.find((one) => one.name === name)
  if (router) return router
  const known = routers.map((one) => one.name).join(', ')
  throw new NotFound(
    'router_unknown',
    known === ''
      ? 'No router is set up yet.'
      : `No router is called "${name}". There are: ${known}.`,
  )
}

/** Whoever sits at the box itself. */
const box: Actor = { staff: null, source_address: null }

/** Writes a change of one router down, and in the audit without its secrets. */
async function change(
  work: Work,
  { id }: Pick<Router, 'id'>,
  action: Action,
  { columns, after, by = box }: { columns: Partial<Router>; after?: unknown; by?: Actor },
): Promise<void> {
  if (Object.keys(columns).length > 0) await work.db('routers').where({ id }).update(columns)
  await recordAct(work, { ...by, action, subject: `router:${id}`, after })
}

/** A new router. Returns its secret, which is drawn unless one is given. */
export async function addRouter(
  work: Work,
  safe: Safe,
  asked: { name: string; address: string; site: string; secret: string | undefined },
  by: Actor = box,
): Promise<string> {
  const { name, address, site, secret = drawSharedSecret() } = asked
  const sites = await work.db('sites').orderBy('name')
  const place = sites.find((one) => one.name === site)
  if (!place)
    throw new NotFound(
      'site_unknown',
      `No site is called "${site}". There are: ${sites.map((one) => one.name).join(', ')}.`,
    )
  const used = await work
    .db('routers')
    .where((either) => either.where({ name }).orWhere({ address, retired_at: null }))
    .first('name', 'address')
  if (used) throw new Conflict('router_there', `There is ${used.name} already, at ${used.address}.`)
  const secret_sealed = safe.seal(secret, 'routers.secret')
  const row = { name, address, site_id: place.id, secret_sealed }
  const [router] = await work.db('routers').insert(row).returning('id')
  await change(work, router!, 'router.added', { columns: {}, after: { name, address, site }, by })
  return secret
}

/** Draws its next secret and returns it. Both are good until a packet comes that was made with the new one. An agent fetches it by itself. */
export async function rotateSecret(
  work: Work,
  safe: Safe,
  name: string,
  by: Actor = box,
): Promise<string> {
  const router = await findRouter(work.db, name)
  const secret = drawSharedSecret()
  const columns = { next_secret_sealed: safe.seal(secret, 'routers.next_secret') }
  await change(work, router, 'router.secret_drawn', { columns, by })
  await queueCommand(work, safe, { router_id: router.id, kind: 'mend', told: {}, asked_by: by.staff?.id ?? null }) // prettier-ignore
  return secret
}

/** Hears it without signatures for some days, or, with 0, no longer. Throws Conflict for one that has signed. */
export async function allowUnsigned(
  work: Work,
  name: string,
  days: number,
  by: Actor = box,
): Promise<void> {
  const router = await findRouter(work.db, name)
  if (!Number.isInteger(days) || days < 0 || days > unsignedDaysMax)
    throw new Invalid(
      'days_unreadable',
      `Say how many days: 1 to ${unsignedDaysMax}, or 0 for none.`,
    )
  if (days > 0 && router.signs_since)
    throw new Conflict(
      'router_signs',
      `${name} has signed its requests, so it can, and always must.`,
    )
  const unsigned_from = days === 0 ? null : work.now
  const unsigned_until = days === 0 ? null : work.now.add({ hours: 24 * days })
  const columns = { unsigned_from, unsigned_until }
  await change(work, router, 'router.unsigned_allowed', { columns, after: { days }, by })
}

/** Out of service: nothing it asks is answered any more, and its address is free. Throws Conflict `router_busy` with lines on it. */
export async function retireRouter(
  work: Work,
  name: string,
  { why, ...by }: Actor & { why: string },
): Promise<void> {
  const { id } = await findRouter(work.db, name)
  const { rows } = await work.db.raw<{ rows: { online: number }[] }>(
    'select count(*)::int as online from sessions where router_id = ? and stopped_at is null',
    [id],
  )
  const { online } = rows[0]!
  if (online > 0)
    throw new Conflict(
      'router_busy',
      `${online} are online through ${name}: move them to another router first.`,
    )
  await work.db('routers').where({ id }).update({ retired_at: work.now })
  await recordAct(work, { ...by, action: 'router.retired', subject: `router:${id}`, why })
}

/** Where the hotspot's login page is found: guests are sent nowhere else. Null: it has none. */
export async function setHotspotHost(
  work: Work,
  name: string,
  hotspot_host: string | null,
  by: Actor,
): Promise<void> {
  const router = await findRouter(work.db, name)
  const after = { hotspot_host }
  await change(work, router, 'router.hotspot_host_set', { columns: { hotspot_host }, after, by })
}

/** The certificate it shows over RadSec, and no other; null: none. Running connections of another one are closed. */
export async function pinCertificate(
  work: Work,
  name: string,
  sha256: Buffer | null,
): Promise<void> {
  const router = await findRouter(work.db, name)
  const other =
    sha256 &&
    (await work
      .db('routers')
      .where({ certificate_sha256: sha256, retired_at: null })
      .whereNot({ id: router.id })
      .first('name'))
  if (other) throw new Conflict('certificate_taken', `That is the certificate of ${other.name}.`)
  const after = { certificate_sha256: sha256 && sha256.toString('hex') }
  const action = sha256 ? 'router.certificate_pinned' : 'router.certificate_unpinned'
  await change(work, router, action, { columns: { certificate_sha256: sha256 }, after })
}
