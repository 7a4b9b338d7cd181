// Our paybills: what it takes to speak to Daraja for each, and the secret path by which Daraja speaks to us.

import type { Db } from '../database.ts'
import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { drawToken, hashToken, type Safe } from '../secrets.ts'
import type { Shortcode } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface Credentials {
  consumer_key: string
  consumer_secret: string
  /** M-PESA Express: signs the requests to phones. */
  passkey?: string
  /** The API operator on the M-Pesa portal, who may ask for a transaction's status. */
  initiator_name?: string
  initiator_password?: string
  /** Safaricom's public key, as a PEM certificate; its dates don't matter (theirs has expired). */
  certificate_pem?: string
  /** Made on the Daraja portal and pasted, in place of password and certificate. */
  security_credential?: string
  /** The Safaricom number in the shortcode's papers, for Pull Transactions. */
  nominated_msisdn?: string
}

export interface NewShortcode {
  shortcode: string
  name: string
  base_url: string
  credentials: Credentials
  /** Where the shortcode is the store number of a till: the till's. */
  till?: string
  /** Watched at first: see shadow.ts. */
  shadow?: boolean
}

/** Adds a paybill and draws its callback token; its addresses are registered by a job at once. */
export async function addShortcode(work: Work, safe: Safe, added: NewShortcode): Promise<void> {
  const token = drawToken()
  const { shortcode, name, base_url, credentials, till = null, shadow = false } = added
  await work.db('shortcodes').insert({
    shortcode,
    name,
    base_url,
    till,
    shadow,
    asks: Boolean(credentials.passkey),
    provider: 'daraja',
    credentials_sealed: safe.seal(JSON.stringify(credentials), 'shortcodes.credentials'),
    token_sealed: safe.seal(token, 'shortcodes.token'),
    token_hash: hashToken(token),
    due_at: work.now,
  })
  await work.enqueue('register-shortcode', { shortcode })
}

/** Which token's hash (hex) is whose: a callback's path is looked up by it, so that timing tells nothing. */
export async function listTokenHashes(db: Db): Promise<[token_hash: string, shortcode: string][]> {
  const rows = await db('shortcodes').select('token_hash', 'shortcode')
  return rows.map(({ token_hash, shortcode }) => [token_hash.toString('hex'), shortcode])
}

export async function findShortcode(db: Db, shortcode: string): Promise<Shortcode> {
  const row = await db('shortcodes').where({ shortcode }).first()
  if (!row) throw new NotFound('shortcode_unknown', `${shortcode} is not a paybill of ours.`)
  return row
}

export function openCredentials(safe: Safe, row: Shortcode): Credentials {
  return JSON.parse(safe.open(row.credentials_sealed, 'shortcodes.credentials')) as Credentials
}

/** Whether what it takes to ask for a transaction's status is all there. Without it, pulls have to do. */
export function mayAskStatus(credentials: Credentials): boolean {
  const { initiator_name, initiator_password, certificate_pem, security_credential } = credentials
  if (!initiator_name) return false
  return Boolean(security_credential) || Boolean(initiator_password && certificate_pem)
}

/** Where Daraja tells how one prompt ended: an address of its own, so that its news can't be another's (U11). */
export function promptUrl(
  safe: Safe,
  row: Shortcode,
  publicUrl: string,
  merchant_reference: string,
): string {
  const token = safe.open(row.token_sealed, 'shortcodes.token')
  const door = row.provider === 'daraja' ? 'prompt' : row.provider
  return `${publicUrl}/hooks/${token}/${door}/${merchant_reference}`
}

/** Where a provider with one address for all its news posts them: Paystack's, typed on its own page. */
export function webhookUrl(safe: Safe, row: Shortcode, publicUrl: string): string {
  return `${publicUrl}/hooks/${safe.open(row.token_sealed, 'shortcodes.token')}/${row.provider}`
}

/** Where Daraja tells what became of one order to give money back. */
export function payoutUrls(
  safe: Safe,
  row: Shortcode,
  publicUrl: string,
  reference: string,
): { result_url: string; timeout_url: string } {
  const token = safe.open(row.token_sealed, 'shortcodes.token')
  const base = `${publicUrl}/hooks/${token}/orders/${reference}`
  return { result_url: `${base}/result`, timeout_url: `${base}/timeout` }
}

export interface CallbackUrls {
  confirmation_url: string
  validation_url: string
  result_url: string
  timeout_url: string
}

/** Where Daraja finds us. Safaricom refuses words like "mpesa" or "query" in a path, so these are neutral. */
export function callbackUrls(safe: Safe, row: Shortcode, publicUrl: string): CallbackUrls {
  const base = `${publicUrl}/hooks/${safe.open(row.token_sealed, 'shortcodes.token')}`
  return {
    confirmation_url: `${base}/confirmation`,
    validation_url: `${base}/validation`,
    result_url: `${base}/result`,
    timeout_url: `${base}/timeout`,
  }
}

/** Daraja's access token for this paybill, shared by all processes: a new one may end the one before. */
export interface SharedToken {
  token: string
  expires_at: Instant
}

export async function readSharedToken(
  db: Db,
  safe: Safe,
  shortcode: string,
): Promise<SharedToken | undefined> {
  const row = await findShortcode(db, shortcode)
  if (!row.access_token_sealed || !row.access_token_expires_at) return undefined
  return {
    token: safe.open(row.access_token_sealed, 'shortcodes.access_token'),
    expires_at: row.access_token_expires_at,
  }
}

export async function keepSharedToken(
  work: Work,
  safe: Safe,
  shortcode: string,
  { token, expires_at }: SharedToken,
): Promise<void> {
  await work
    .db('shortcodes')
    .where({ shortcode })
    .update({
      access_token_sealed: safe.seal(token, 'shortcodes.access_token'),
      access_token_expires_at: expires_at,
    })
}

const pullEvery = { minutes: 10 }

/** What of it Safaricom has taken, each by itself: payments are announced, and may be asked for every ten minutes. */
export async function applyRegistration(
  work: Work,
  shortcode: string,
  registered: { urls?: true; pull?: true },
): Promise<void> {
  await work
    .db('shortcodes')
    .where({ shortcode })
    .update({
      ...(registered.urls && { urls_registered_at: work.now }),
      ...(registered.pull && { pull_registered_at: work.now }),
      due_at: work.now.add(pullEvery),
    })
}

/** Everything until `until` has been asked for. */
export async function applyPulled(work: Work, shortcode: string, until: Instant): Promise<void> {
  await work
    .db('shortcodes')
    .where({ shortcode })
    .update({
      pulled_until: until,
      due_at: work.now.add(pullEvery),
    })
}

/** Not all was answered: later again, from where we were. */
export async function deferPull(
  work: Work,
  shortcode: string,
  pause: { minutes: number },
): Promise<void> {
  const due_at = work.now.add(pause)
  await work.db('shortcodes').where({ shortcode }).update({ due_at })
}

/** What to ask for next: from a quarter of an hour before the last answer, at most 47 of the 48 hours kept. */
export function pullWindow(row: Shortcode, now: Instant): { from: Instant; to: Instant } {
  const earliest = now.subtract({ hours: 47 })
  const wanted = row.pulled_until?.subtract({ minutes: 15 }) ?? earliest
  const from = Temporal.Instant.compare(wanted, earliest) > 0 ? wanted : earliest
  return { from, to: now }
}
