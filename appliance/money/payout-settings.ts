// How money may leave by itself: off until the owner says how. The operator is one of its own, with the roles for it on the M-Pesa
// portal; whoever asks for statuses can't move money.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'
import type { Cents } from '../money.ts'
import { securityCredential } from '../providers/daraja-command.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Safe } from '../secrets.ts'
import type { PayoutSettings } from '../tables.ts'
import { findShortcode, type Credentials } from './shortcodes.ts'

/** Of the operator who may pay and reverse. */
export type PayoutCredentials = Pick<
  Credentials,
  'initiator_name' | 'initiator_password' | 'certificate_pem' | 'security_credential'
>

export interface NewPayoutSettings {
  shortcode: string
  b2c_shortcode: string | null
  reverses: boolean
  daily_cap_cents: Cents
  /** What is left out is kept as it was. */
  credentials: PayoutCredentials
}

const seal = 'payout_settings.credentials'

/** Throws NotFound `shortcode_unknown`, Invalid `operator_missing`, `certificate_unreadable`. */
export async function savePayoutSettings(
  work: Work,
  safe: Safe,
  { credentials, ...given }: NewPayoutSettings,
  by: Actor,
): Promise<void> {
  const { provider } = await findShortcode(work.db, given.shortcode)
  const kept = await findPayoutSettings(work.db, given.shortcode)
  const whole = { ...(kept && openPayoutCredentials(safe, kept)), ...credentials }
  const byKey = provider === 'paystack' // Its own key takes money, and gives it back.
  const proven = whole.security_credential ?? (whole.initiator_password && whole.certificate_pem)
  if (!byKey && (!whole.initiator_name || !proven))
    throw new Invalid(
      'operator_missing',
      'The operator’s name, and their password with Safaricom’s certificate, please.',
    )
  if (whole.initiator_password && whole.certificate_pem)
    securityCredential(whole.initiator_password, whole.certificate_pem) // One that can't be used is told now.
  const row = {
    ...given,
    credentials_sealed: safe.seal(JSON.stringify(whole), seal),
    changed_at: work.now,
  }
  await work.db('payout_settings').insert(row).onConflict('shortcode').merge()
  const told = ({ b2c_shortcode, reverses, daily_cap_cents }: Omit<NewPayoutSettings, 'credentials'>) => ({
    b2c_shortcode, reverses, daily_cap_cents,
  }) // prettier-ignore
  await recordAct(work, {
    ...by,
    action: 'settings.payouts_changed',
    subject: `paybill:${given.shortcode}`,
    ...(kept && { before: told(kept) }),
    after: { ...told(given), operator: whole.initiator_name ?? null },
  })
}

export async function findPayoutSettings(
  db: Db,
  shortcode: string,
): Promise<PayoutSettings | undefined> {
  return db('payout_settings').where({ shortcode }).first()
}

export function openPayoutCredentials(safe: Safe, row: PayoutSettings): PayoutCredentials {
  return JSON.parse(safe.open(row.credentials_sealed, seal)) as PayoutCredentials
}

/** Every place that money may leave by itself: our paybills on Daraja, our accounts at Paystack. */
export async function listShortcodes(db: Db): Promise<string[]> {
  const rows = await db('shortcodes').whereIn('provider', ['daraja', 'paystack']).orderBy('shortcode').select('shortcode') // prettier-ignore
  return rows.map(({ shortcode }) => shortcode)
}
