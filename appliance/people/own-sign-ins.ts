// A subscriber's browser, known by a token of which the box keeps the hash. Whoever proved the phone has every account with that
// number; whoever came by a link has the account it was made for. A number that is taken off an account takes its browsers along.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Msisdn } from '../msisdn.ts'
import { drawToken, hashToken, type Safe } from '../secrets.ts'
import type { OwnSignIn, Subscriber } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct } from './audit.ts'
import { readOwnLink } from './own-links.ts'
import type { Browser } from './sign-ins.ts'
import { checkCode, type Checked } from './sms-codes.ts'

const day = { hours: 12 }
const remembered = { hours: 90 * 24 }
const touchAfter = { minutes: 5 }

/** A browser on somebody's own pages, and what is theirs. */
export interface OwnHeld {
  sign_in: OwnSignIn
  accounts: Subscriber[]
}

/** Throws nothing: the caller shows what came of it. */
export async function signInByCode(
  work: Work,
  safe: Safe,
  given: { ask: string; typed: string; remember: boolean },
  browser: Browser,
): Promise<{ outcome: 'in'; token: string } | { outcome: Exclude<Checked['outcome'], 'right'> }> {
  const checked = await checkCode(work, safe, { purpose: 'sign_in', ...given })
  if (checked.outcome !== 'right') return checked
  const { msisdn } = checked
  const [account] = await listAccounts(work.db, { msisdn, subscriber_id: null })
  if (!account) return { outcome: 'over' } // Guessed, for a phone that is nobody's: the code was never sent.
  const proof = { msisdn, subscriber_id: null, proved_by: 'code' } as const
  const token = await start(work, { ...proof, remembered: given.remember }, browser, account.id)
  return { outcome: 'in', token }
}

/** Throws NotFound `own_link_unknown`. */
export async function signInByLink(
  work: Work,
  safe: Safe,
  given: { link: string; remember: boolean },
  browser: Browser,
): Promise<string> {
  const { id, msisdn } = await readOwnLink(work.db, safe, given.link, work.now)
  const proof = { msisdn, subscriber_id: id, proved_by: 'link' } as const
  return start(work, { ...proof, remembered: given.remember }, browser, id)
}

async function start(
  work: Work,
  proof: Pick<OwnSignIn, 'msisdn' | 'subscriber_id' | 'proved_by' | 'remembered'>,
  { source_address, user_agent }: Browser,
  account_id: number,
): Promise<string> {
  const token = drawToken(32)
  await work.db('own_sign_ins').insert({
    ...proof,
    token_hash: hashToken(token),
    started_at: work.now,
    seen_at: work.now,
    ends_at: work.now.add(proof.remembered ? remembered : day),
    source_address,
    user_agent: user_agent?.slice(0, 300) ?? null,
  })
  await recordAct(work, {
    staff: null,
    source_address,
    action: 'own.signed_in',
    subject: `subscriber:${account_id}`,
    after: { proved_by: proof.proved_by, remembered: proof.remembered },
  })
  return token
}

/** Undefined for one that has ended, and where no account has the number any more. */
export async function findOwnSignIn(
  db: Db,
  token: string,
  now: Instant,
): Promise<OwnHeld | undefined> {
  const sign_in = await db('own_sign_ins')
    .where({ token_hash: hashToken(token), ended_at: null })
    .where('ends_at', '>', now as never)
    .first()
  if (!sign_in) return undefined
  const accounts = await listAccounts(db, sign_in)
  return accounts.length > 0 ? { sign_in, accounts } : undefined
}

/** What a sign-in may see: the one place that says so. */
async function listAccounts(
  db: Db,
  { msisdn, subscriber_id }: Pick<OwnSignIn, 'msisdn' | 'subscriber_id'>,
): Promise<Subscriber[]> {
  return db('subscribers')
    .where({ msisdn, closed_at: null, ...(subscriber_id !== null && { id: subscriber_id }) })
    .orderBy('id')
}

export function isOwnStale({ sign_in }: OwnHeld, now: Instant): boolean {
  return Temporal.Instant.compare(sign_in.seen_at, now.subtract(touchAfter)) < 0
}

export async function seeOwnSignIn(work: Work, { sign_in }: OwnHeld): Promise<void> {
  await work.db('own_sign_ins').where({ id: sign_in.id }).update({ seen_at: work.now })
}

/** Signs this browser out; or all of them, and then no link that was made before opens anything either. */
export async function endOwnSignIn(
  work: Work,
  { sign_in, accounts }: OwnHeld,
  everywhere: boolean,
  source_address: string | null,
): Promise<void> {
  const { id, msisdn } = sign_in
  const live = work.db('own_sign_ins').where({ ended_at: null })
  const count = await live.where(everywhere ? { msisdn } : { id }).update({ ended_at: work.now })
  if (everywhere)
    await work
      .db('own_links_ended')
      .insert({ msisdn, ended_at: work.now })
      .onConflict('msisdn')
      .merge()
  await recordAct(work, {
    staff: null,
    source_address,
    action: everywhere ? 'own.signed_out_everywhere' : 'own.signed_out',
    subject: `subscriber:${accounts[0]!.id}`,
    after: { count },
  })
}

export type OwnBrowser = Pick<
  OwnSignIn,
  'id' | 'started_at' | 'seen_at' | 'user_agent' | 'proved_by' | 'remembered'
>

/** Where they are signed in now, the latest first. */
export async function listOwnSignIns(db: Db, msisdn: Msisdn, now: Instant): Promise<OwnBrowser[]> {
  return db('own_sign_ins')
    .where({ msisdn, ended_at: null })
    .where('ends_at', '>', now as never)
    .orderBy('seen_at', 'desc')
    .limit(20)
    .select('id', 'started_at', 'seen_at', 'user_agent', 'proved_by', 'remembered')
}
