// By what mail to the staff leaves. Its password is sealed and never shown again.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'
import type { Safe } from '../secrets.ts'
import type { MailServer, Staff } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'

const purpose = 'mail_server.password'

/** What it takes to hand over a mail. */
export interface MailAccount extends Pick<
  MailServer,
  'host' | 'port' | 'tls' | 'username' | 'sender'
> {
  password: string | null
  keys_changed_at: Instant
}

export interface TypedMailServer extends Omit<MailAccount, 'password' | 'keys_changed_at'> {
  /** Empty: what is held stays. */
  password: string
}

export async function findMailAccount(db: Db, safe: Safe): Promise<MailAccount | undefined> {
  const row = await db('mail_server').first()
  if (!row) return undefined
  const { host, port, tls, username, sender, password_sealed, keys_changed_at } = row
  const password = password_sealed && safe.open(password_sealed, purpose)
  return { host, port, tls, username, sender, password, keys_changed_at }
}

/** Throws Invalid `password_missing` where somebody is to sign in and no password is held or typed. */
export async function saveMailServer(
  work: Work,
  safe: Safe,
  { password, ...typed }: TypedMailServer,
  by: Actor,
): Promise<void> {
  const row = await work.db('mail_server').forUpdate().first()
  const held = typed.username === null ? null : password === '' ? (row?.password_sealed ?? null) : safe.seal(password, purpose) // prettier-ignore
  if (typed.username !== null && !held)
    throw new Invalid('password_missing', 'Whoever signs in there needs a password.')
  const saved = { ...typed, password_sealed: held, keys_changed_at: work.now }
  if (row) await work.db('mail_server').update(saved)
  else await work.db('mail_server').insert({ one: true, ...saved })
  const told = ({ host, port, tls, username, sender }: Omit<TypedMailServer, 'password'>) => ({ host, port, tls, username, sender }) // prettier-ignore
  await recordAct(work, {
    ...by,
    action: 'settings.mail_changed',
    subject: 'mail',
    before: row && told(row),
    after: { ...told(typed), keys: password === '' ? [] : ['password'] },
  })
}

/** Where somebody of the staff is told of troubles. */
export async function saveAlertAddresses(
  work: Work,
  { alert_msisdn, alert_mail }: { alert_msisdn: string | null; alert_mail: boolean },
  by: Actor & { staff: { id: number } },
): Promise<void> {
  const { id } = by.staff
  const before = await work
    .db('staff')
    .where({ id })
    .forUpdate()
    .first('alert_msisdn', 'alert_mail')
  const after = { alert_msisdn: alert_msisdn as never, alert_mail }
  await work.db('staff').where({ id }).update(after)
  await recordAct(work, { ...by, action: 'staff.alerts_changed', subject: `staff:${id}`, before, after }) // prettier-ignore
}

export async function readAlertAddresses(
  db: Db,
  staff_id: number,
): Promise<Pick<Staff, 'alert_msisdn' | 'alert_mail'>> {
  return (await db('staff').where({ id: staff_id }).first('alert_msisdn', 'alert_mail'))!
}

/** Whoever may be told of troubles, and where. */
export async function listReaders(
  db: Db,
): Promise<Pick<Staff, 'name' | 'role' | 'alert_msisdn' | 'alert_mail'>[]> {
  return db('staff')
    .whereNull('disabled_at')
    .whereIn('role', ['owner', 'technician', 'finance'])
    .orderBy('name')
    .select('name', 'role', 'alert_msisdn', 'alert_mail')
}
