// Accounts at others who ask phones for us: PayHero, Paystack. Each is a place where money comes in, beside our paybills.
// It asks nobody before its self-test has passed; keys that are typed later are tried beside those in use, and take their
// place when they pass, so that nothing under way is lost.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { drawToken, hashToken, type Safe } from '../secrets.ts'
import type { Shortcode } from '../tables.ts'
import { askForCheck } from './provider-checks.ts'
import { keysOf, type AccountProvider } from './provider-keys.ts'
import { findShortcode } from './shortcodes.ts'

export interface TypedAccount {
  name: string
  base_url: string
  /** What was typed; what was left empty is not here. */
  keys: Record<string, string>
}

/** A new account, and its self-test. Returns what it is called. Throws Invalid `keys_missing`, Conflict `account_known`. */
export async function addAccount(
  work: Work,
  safe: Safe,
  provider: AccountProvider,
  { name, base_url, keys }: TypedAccount,
  by: Actor,
): Promise<string> {
  const { needed, nameOf } = keysOf[provider]
  if (needed.some((key) => !keys[key]))
    throw new Invalid('keys_missing', 'It needs every key that is not marked as optional.')
  const shortcode = `${provider}-${nameOf(keys)}`
  if (await work.db('shortcodes').where({ shortcode }).first('shortcode'))
    throw new Conflict('account_known', 'This account is there already.')
  const token = drawToken()
  await work.db('shortcodes').insert({
    shortcode,
    name,
    base_url,
    provider,
    asks: false,
    credentials_sealed: safe.seal(JSON.stringify(keys), 'shortcodes.credentials'),
    token_sealed: safe.seal(token, 'shortcodes.token'),
    token_hash: hashToken(token),
    keys_changed_at: work.now,
  })
  await noteChange(work, shortcode, { name, base_url, keys }, by)
  return shortcode
}

/** Another name, another address, other keys: tried first, and in use when they pass. */
export async function changeAccount(
  work: Work,
  safe: Safe,
  shortcode: string,
  { name, base_url, keys }: TypedAccount,
  by: Actor,
): Promise<void> {
  const row = (await work.db('shortcodes').where({ shortcode }).forUpdate().first())!
  const { keys: held } = openTyped(safe, row, row.next_sealed ? 'next' : 'in_use')
  const moved = base_url !== row.base_url || Object.keys(keys).length > 0
  const next = { base_url, keys: { ...held, ...keys } }
  const sealed = moved && {
    next_sealed: safe.seal(JSON.stringify(next), 'shortcodes.next'),
    keys_changed_at: work.now,
  }
  await work
    .db('shortcodes')
    .where({ shortcode })
    .update({ name, ...sealed })
  if (moved) await noteChange(work, shortcode, { name, base_url, keys }, by)
}

async function noteChange(
  work: Work,
  shortcode: string,
  { name, base_url, keys }: TypedAccount,
  by: Actor,
): Promise<void> {
  await recordAct(work, {
    ...by,
    action: 'settings.provider_changed',
    subject: `shortcode:${shortcode}`,
    after: { name, base_url, keys: Object.keys(keys).sort() },
  })
  await askForCheck(work, `shortcode:${shortcode}`, by)
}

interface Typed {
  base_url: string
  keys: Record<string, string>
}

function openTyped(safe: Safe, row: Shortcode, which: 'in_use' | 'next'): Typed {
  if (which === 'next' && row.next_sealed)
    return JSON.parse(safe.open(row.next_sealed, 'shortcodes.next')) as Typed
  const keys = JSON.parse(safe.open(row.credentials_sealed, 'shortcodes.credentials'))
  return { base_url: row.base_url, keys: keys as Typed['keys'] }
}

/** Its keys and where it is asked: those in use, or those that are not tried yet, where there are any. */
export function openKeys<Keys>(
  safe: Safe,
  row: Shortcode,
  which: 'in_use' | 'next' = 'in_use',
): { base_url: string; keys: Keys } {
  return openTyped(safe, row, which) as unknown as { base_url: string; keys: Keys }
}

/** Which keys are held, never what they are. */
export function heldAccountKeys(safe: Safe, row: Shortcode): ReadonlySet<string> {
  const { keys } = openTyped(safe, row, 'next')
  return new Set(Object.keys(keys).filter((name) => keys[name]))
}

/**
 * What a self-test found. Passed: the keys it tried are those in use from now on, and new requests may go there. Failed: the
 * ones in use stay, and an account that never passed asks nobody.
 */
export async function applyAccountCheck(
  work: Work,
  safe: Safe,
  tried: Shortcode,
  passed: boolean,
): Promise<void> {
  const row = await work.db('shortcodes').where({ shortcode: tried.shortcode }).forUpdate().first()
  if (!row || !passed) return
  // Typed once more while they were tried: those are tried next.
  if (String(row.keys_changed_at) !== String(tried.keys_changed_at)) return
  const next = row.next_sealed && openTyped(safe, row, 'next')
  await work
    .db('shortcodes')
    .where({ shortcode: row.shortcode })
    .update({
      asks: true,
      ...(next && {
        base_url: next.base_url,
        credentials_sealed: safe.seal(JSON.stringify(next.keys), 'shortcodes.credentials'),
        before_sealed: safe.seal(
          JSON.stringify(openTyped(safe, row, 'in_use').keys),
          'shortcodes.before',
        ),
        next_sealed: null,
      }),
    })
}

/** New requests go here first; the others keep their order, for when it can't be reached. */
export async function askFirst(work: Work, shortcode: string, by: Actor): Promise<void> {
  const row = await findShortcode(work.db, shortcode)
  if (!row.asks) throw new Conflict('asks_nobody', 'Its keys have not passed their self-test yet.')
  const rows = await work.db('shortcodes').orderBy(['ask_order', 'shortcode']).forUpdate()
  const others = rows.filter((one) => one.shortcode !== shortcode)
  for (const [place, one] of [row, ...others].entries())
    await work
      .db('shortcodes')
      .where({ shortcode: one.shortcode })
      .update({ ask_order: Math.min(place + 1, 99) })
  await recordAct(work, {
    ...by,
    action: 'settings.provider_first',
    subject: `shortcode:${shortcode}`,
    before: { first: rows.find((one) => one.asks)?.shortcode ?? null },
    after: { first: shortcode },
  })
}

/** Every secret that a webhook may be signed with, by the hash (hex) of its door's token. */
export async function listSigningKeys(db: Db, safe: Safe): Promise<Map<string, string[]>> {
  const rows = await db('shortcodes').where({ provider: 'paystack' })
  return new Map(
    rows.map((row) => {
      const before = row.before_sealed
        ? (JSON.parse(safe.open(row.before_sealed, 'shortcodes.before')) as Typed['keys'])
        : {}
      const all = [openTyped(safe, row, 'in_use').keys, openTyped(safe, row, 'next').keys, before]
      const secrets = new Set(all.flatMap(({ secret_key }) => secret_key ?? []))
      return [row.token_hash.toString('hex'), [...secrets]]
    }),
  )
}
