// What the owner sets on the settings pages: the provider's name, its paybills and their keys, its SMS gateway. A key that
// was typed is sealed and never shown again; where a field for one is left empty, what is held stays.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { addShortcode, openCredentials, type Credentials } from '../money/shortcodes.ts'
import { drawToken, hashToken, type Safe } from '../secrets.ts'
import type { Business, Shortcode, SmsGateway } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'

export async function saveBusiness(work: Work, business: Business, by: Actor): Promise<void> {
  const before = await work.db('business').first('name', 'support_phone')
  if (before) await work.db('business').update(business)
  else await work.db('business').insert(business)
  await recordAct(work, {
    ...by,
    action: 'settings.business_changed',
    subject: 'business',
    before,
    after: business,
  })
}

/** Which keys of a paybill a page may fill in; all of them are secret but the operator's name and the number. */
export const keyNames = [
  'consumer_key',
  'consumer_secret',
  'passkey',
  'initiator_name',
  'security_credential',
  'nominated_msisdn',
] as const satisfies (keyof Credentials)[]
export type KeyName = (typeof keyNames)[number]

export interface TypedShortcode {
  name: string
  base_url: string
  till: string | null
  /** Of a new one: whether it is only watched at first. */
  shadow?: boolean
  /** What was typed; what was left empty is not here. */
  keys: Partial<Record<KeyName, string>>
}

/** A new paybill. Throws Invalid `keys_missing`, Conflict `shortcode_known`. */
export async function addPaybill(
  work: Work,
  safe: Safe,
  shortcode: string,
  typed: TypedShortcode,
  by: Actor,
): Promise<void> {
  const { keys, till, name, base_url, shadow = false } = typed
  const { consumer_key, consumer_secret, ...others } = keys
  if (!consumer_key || !consumer_secret)
    throw new Invalid('keys_missing', 'A paybill needs its consumer key and its consumer secret.')
  if (await work.db('shortcodes').where({ shortcode }).first('shortcode'))
    throw new Conflict('shortcode_known', `${shortcode} is there already.`)
  const credentials = { consumer_key, consumer_secret, ...others }
  const added = { shortcode, name, base_url, credentials, shadow, ...(till && { till }) }
  await addShortcode(work, safe, added)
  await work.db('shortcodes').where({ shortcode }).update({ keys_changed_at: work.now })
  await recordAct(work, {
    ...by,
    action: 'settings.paybill_changed',
    subject: `shortcode:${shortcode}`,
    after: { name, base_url, till, shadow, keys: Object.keys(keys).sort() },
  })
}

/**
 * Another name, another address, other keys. A change of address or app makes the box introduce itself anew: Daraja's
 * token of before is forgotten. Throws NotFound `shortcode_unknown`.
 */
export async function changePaybill(
  work: Work,
  safe: Safe,
  shortcode: string,
  typed: TypedShortcode,
  by: Actor,
): Promise<void> {
  const row = await work.db('shortcodes').where({ shortcode }).forUpdate().first()
  if (!row) throw new NotFound('shortcode_unknown', `${shortcode} is not a paybill of ours.`)
  const { name, base_url, till, keys } = typed
  const credentials: Credentials = { ...openCredentials(safe, row), ...keys }
  const moved = base_url !== row.base_url
  const newApp = moved || keys.consumer_key !== undefined || keys.consumer_secret !== undefined
  await work
    .db('shortcodes')
    .where({ shortcode })
    .update({
      name,
      base_url,
      till,
      asks: Boolean(credentials.passkey),
      credentials_sealed: safe.seal(JSON.stringify(credentials), 'shortcodes.credentials'),
      ...(Object.keys(keys).length > 0 || moved ? { keys_changed_at: work.now } : {}),
      ...(newApp && {
        access_token_sealed: null,
        access_token_expires_at: null,
        urls_registered_at: null,
        pull_registered_at: null,
        due_at: work.now,
      }),
    })
  if (newApp) await work.enqueue('register-shortcode', { shortcode })
  await recordAct(work, {
    ...by,
    action: 'settings.paybill_changed',
    subject: `shortcode:${shortcode}`,
    before: { name: row.name, base_url: row.base_url, till: row.till },
    after: { name, base_url, till, keys: Object.keys(keys).sort() },
  })
}

/** Which keys are held, never what they are. */
export function heldKeys(safe: Safe, row: Shortcode): ReadonlySet<KeyName> {
  const credentials = openCredentials(safe, row)
  return new Set(keyNames.filter((name) => Boolean(credentials[name])))
}

export interface TypedGateway extends Pick<
  SmsGateway,
  'provider' | 'daily_cap' | 'quiet_from' | 'quiet_until'
> {
  base_url: string
  username: string
  sender: string | null
  /** Empty: what is held stays. */
  api_key: string
}

/** Throws Invalid `keys_missing` where no key is held and none was typed. */
export async function saveSmsGateway(
  work: Work,
  safe: Safe,
  { api_key, ...typed }: TypedGateway,
  by: Actor,
): Promise<void> {
  const row = await work.db('sms_gateway').forUpdate().first()
  if (!row && api_key === '') throw new Invalid('keys_missing', 'An SMS gateway needs its API key.')
  const sealed = api_key === '' ? {} : { api_key_sealed: sealKey(safe, api_key) }
  const token = drawToken()
  const door = row?.token_hash
    ? {}
    : { token_hash: hashToken(token), token_sealed: safe.seal(token, 'sms_gateway.token') }
  const changed = { ...typed, ...sealed, ...door, keys_changed_at: work.now }
  if (row) await work.db('sms_gateway').update(changed)
  else await work.db('sms_gateway').insert({ api_key_sealed: sealKey(safe, api_key), ...changed })
  const told = (one: Omit<TypedGateway, 'api_key'>) => {
    const { provider, base_url, username, sender, daily_cap, quiet_from, quiet_until } = one
    return { provider, base_url, username, sender, daily_cap, quiet_from, quiet_until }
  }
  await recordAct(work, {
    ...by,
    action: 'settings.sms_changed',
    subject: 'sms',
    before: row && told(row),
    after: { ...told(typed), keys: api_key === '' ? [] : ['api_key'] },
  })
}

function sealKey(safe: Safe, api_key: string): Buffer {
  return safe.seal(api_key, 'sms_gateway.api_key')
}

export interface BoxSettings {
  business: Business | undefined
  shortcodes: Shortcode[]
  sms: Omit<SmsGateway, 'api_key_sealed' | 'token_sealed' | 'token_hash'> | undefined
}

export async function readBoxSettings(db: Db): Promise<BoxSettings> {
  const [business, shortcodes, sms] = await Promise.all([
    db('business').first('name', 'support_phone'),
    db('shortcodes').orderBy('shortcode'),
    db('sms_gateway').first(
      'provider', 'base_url', 'username', 'sender', 'keys_changed_at', 'daily_cap', 'quiet_from', 'quiet_until',
    ), // prettier-ignore
  ])
  return { business, shortcodes, sms }
}

/** Of a check: when its keys were changed last. */
export function keysChangedAt({ shortcodes, sms }: BoxSettings, target: string): Instant | null {
  if (target === 'sms') return sms?.keys_changed_at ?? null
  return shortcodes.find((one) => target === `shortcode:${one.shortcode}`)?.keys_changed_at ?? null
}
