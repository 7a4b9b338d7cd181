// The old notification service (IPN) as one more way of hearing of payments to a paybill: its user and password, and whether
// the owner takes its word for some money a day. Without that it is a hint, proved by the list of payments or a person.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Ipn } from '../providers/ipn.ts'
import { drawToken, hashToken, type Safe } from '../secrets.ts'
import type { Callback, IpnSource } from '../tables.ts'
import { dayBegins } from '../time.ts'
import { recordPayment } from './payments.ts'

export interface TypedSource {
  shortcode: string
  name: string
  user: string
  /** Empty: what is held stays. */
  pass: string
  trusted_cap_cents: Cents | null
}

/**
 * Opens or changes the service of a paybill; one that Lango does not know by Daraja becomes known by it. Throws Invalid
 * `keys_missing`, `password_weak`.
 */
export async function saveIpnSource(
  work: Work,
  safe: Safe,
  { shortcode, name, user, pass, trusted_cap_cents }: TypedSource,
  by: Actor,
): Promise<void> {
  const before = await work.db('ipn_sources').where({ shortcode }).forUpdate().first()
  if (user === '' || (!before && pass === ''))
    throw new Invalid('keys_missing', 'The service needs a user and a password.')
  if (pass !== '' && (pass.length < 12 || /^(default|password|mpesa)/i.test(pass)))
    throw new Invalid(
      'password_weak',
      'Choose a password of twelve signs at least: it is all that protects it.',
    )
  if (!(await work.db('shortcodes').where({ shortcode }).first('shortcode'))) {
    const token = drawToken()
    await work.db('shortcodes').insert({
      shortcode,
      name,
      base_url: '',
      provider: 'ipn',
      asks: false,
      credentials_sealed: safe.seal('{}', 'shortcodes.credentials'),
      token_sealed: safe.seal(token, 'shortcodes.token'),
      token_hash: hashToken(token),
    })
  }
  const typed = { username: user, trusted_cap_cents, changed_at: work.now }
  const sealed = pass === '' ? {} : { password_sealed: safe.seal(pass, 'ipn_sources.password') }
  if (before)
    await work
      .db('ipn_sources')
      .where({ shortcode })
      .update({ ...typed, ...sealed })
  else
    await work
      .db('ipn_sources')
      .insert({ shortcode, ...typed, password_sealed: safe.seal(pass, 'ipn_sources.password') })
  await recordAct(work, {
    ...by,
    action: 'settings.ipn_changed',
    subject: `shortcode:${shortcode}`,
    before: before && { user: before.username, trusted_cap_cents: before.trusted_cap_cents },
    after: { user, trusted_cap_cents, keys: pass === '' ? [] : ['password'] },
  })
}

export async function listIpnSources(db: Db): Promise<IpnSource[]> {
  return db('ipn_sources').orderBy('shortcode')
}

export interface IpnKey {
  shortcode: string
  user: string
  pass: string
}

/** By the hash (hex) of the paybill's token: who may post there. */
export async function listIpnKeys(db: Db, safe: Safe): Promise<Map<string, IpnKey>> {
  const rows = await db('ipn_sources as i')
    .join('shortcodes as p', 'p.shortcode', 'i.shortcode')
    .select('i.shortcode', 'i.username', 'i.password_sealed', 'p.token_hash')
  return new Map(
    rows.map(({ shortcode, username, password_sealed, token_hash }) => [
      token_hash.toString('hex'),
      { shortcode, user: username, pass: safe.open(password_sealed, 'ipn_sources.password') },
    ]),
  )
}

/** Whether money may be taken on its word: up to the cap of a day, and only where text and fields agree. Pure. */
export function isTrusted(
  cap_cents: Cents | null,
  today_cents: number,
  {
    amount_cents,
    differs,
    customer_money,
  }: Pick<Ipn, 'amount_cents' | 'differs' | 'customer_money'>,
): boolean {
  if (cap_cents === null || differs.length > 0 || !customer_money) return false
  return today_cents + amount_cents <= cap_cents
}

/** Records the payment on the service's word, where the owner said so. Says whether it did; else it waits for its proof. */
export async function takeTrusted(work: Work, callback: Callback, said: Ipn): Promise<boolean> {
  const { shortcode } = callback
  // Held, so that two at once can't both fit under what is left of the day.
  const source = await work.db('ipn_sources').where({ shortcode }).forUpdate().first()
  if (!source) return false
  const [sum] = await work
    .db('payments')
    .where({ shortcode, proved_by: 'trusted_ipn' })
    .where('proved_at', '>=', dayBegins(work.now) as never)
    .sum<{ sum: number | null }[]>('amount_cents as sum')
  if (!isTrusted(source.trusted_cap_cents, Number(sum?.sum ?? 0), said)) return false
  const { receipt_code, amount_cents, account_typed, msisdn, payer_name, paid_at } = said
  const report = { account_typed, paid_at, amount_cents: cents(amount_cents) }
  await recordPayment(
    work,
    {
      receipt_code,
      shortcode,
      ...report,
      payer_msisdn: msisdn,
      payer_msisdn_raw: said.msisdn_raw || null,
      payer_name,
      customer_money: true,
      heard_at: callback.heard_at,
      proved_by: 'trusted_ipn',
    },
    { ...report, source: 'callback', callback_id: callback.id, inquiry_id: null },
  )
  return true
}
