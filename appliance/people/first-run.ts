// The first person is made once, by whoever can read the machine's own console: the command line prints a link
// with a token, good for one hour and one use. Its hash and end stand in a file only the box's user can read.

import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Appliance } from '../appliance.ts'
import { locks } from '../locks.ts'
import { Conflict, NotFound } from '../errors.ts'
import { drawToken, hashToken, sameSecret } from '../secrets.ts'
import type { Instant } from '../time.ts'
import { startSignIn, type Browser } from './sign-ins.ts'
import { addStaff, isSetUp, type NewStaff } from './staff.ts'

const lifetime = { hours: 1 }

interface Issued {
  hash: string
  ends_at: Instant
}

type Place = Pick<Appliance, 'config' | 'db' | 'now' | 'work'>

/** A fresh token; the one before is worth nothing. Throws Conflict `already_set_up` once somebody is there. */
export async function issueFirstRunToken({
  config,
  db,
  now,
}: Omit<Place, 'work'>): Promise<string> {
  if (await isSetUp(db)) throw alreadySetUp()
  const token = drawToken()
  const words = JSON.stringify({
    hash: hashToken(token).toString('hex'),
    ends_at: now().add(lifetime),
  })
  const path = pathIn(config.stateDir)
  const draft = `${path}.${randomUUID()}`
  await mkdir(config.stateDir, { recursive: true, mode: 0o750 })
  await writeFile(draft, words, { mode: 0o600, flag: 'wx' })
  await rename(draft, path)
  return token
}

/** What to open in a browser. */
export function firstRunLink({ config }: Pick<Appliance, 'config'>, token: string): string {
  return `${config.publicUrl}/first-run?token=${token}`
}

/** Throws Conflict `already_set_up`, or NotFound `first_run_unknown` for a token that is wrong, spent or late. */
export async function checkFirstRunToken(
  { config, db, now }: Omit<Place, 'work'>,
  token: string,
): Promise<void> {
  if (await isSetUp(db)) throw alreadySetUp()
  const issued = await readIssued(config.stateDir)
  const known = issued !== undefined && sameSecret(hashToken(token).toString('hex'), issued.hash)
  if (!known || Temporal.Instant.compare(issued.ends_at, now()) <= 0)
    throw new NotFound('first_run_unknown', 'This link is not good any more.')
}

/** Makes the owner and signs them in; of two who hurry, one. Returns the sign-in's token. */
export async function redeemFirstRunToken(
  place: Place,
  token: string,
  person: Omit<NewStaff, 'role'>,
  browser: Browser,
): Promise<string> {
  await checkFirstRunToken(place, token)
  const signed_in = await place.work(async (work) => {
    await work.db.raw('select pg_advisory_xact_lock(?)', [locks.firstRun])
    if (await isSetUp(work.db)) throw alreadySetUp()
    const owner = await addStaff(work, { ...person, role: 'owner' }, null)
    return startSignIn(work, owner, browser)
  })
  await rm(pathIn(place.config.stateDir), { force: true })
  return signed_in
}

function alreadySetUp(): Conflict {
  return new Conflict('already_set_up', 'This box has its owner already.')
}

async function readIssued(stateDir: string): Promise<Issued | undefined> {
  const words = await readFile(pathIn(stateDir), 'utf8').catch(() => undefined)
  if (words === undefined) return undefined
  const { hash, ends_at } = JSON.parse(words) as { hash: string; ends_at: string }
  return { hash, ends_at: Temporal.Instant.from(ends_at) }
}

function pathIn(stateDir: string): string {
  return join(stateDir, 'first-run.json')
}
