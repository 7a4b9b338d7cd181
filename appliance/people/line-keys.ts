// What opens a line: its password, and the box it may be tied to. A new password is told once; whoever is online with the old
// one stays until the session ends, or is told to leave.

import { askDisconnect } from '../access/disconnections.ts'
import { drawLinePassword } from '../access/line-names.ts'
import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict } from '../errors.ts'
import type { Safe } from '../secrets.ts'
import { recordAct } from './audit.ts'
import { holdLine, type HeldLine, type Worker } from './held-subscribers.ts'

export interface LineOf {
  account_no: string
  service_no: number
}

export interface NewKey {
  name: string
  account_no: string
  user_name: string
  password: string
}

/** Throws what holdLine throws, and Conflict `not_a_line` for a guest's pass. */
export async function resetPassword(
  work: Work,
  safe: Safe,
  { account_no, service_no, leave }: LineOf & { leave: boolean },
  by: Worker,
): Promise<NewKey> {
  const { subscriber, service } = await holdHomeLine(work, { account_no, service_no }, by)
  const password = drawLinePassword()
  const password_sealed = safe.seal(password, 'services.password')
  await work.db('services').where({ id: service.id }).update({ password_sealed })
  const sessions = leave
    ? await work
        .db('sessions')
        .where({ service_id: service.id })
        .whereNull('stopped_at')
        .select('id')
    : []
  for (const { id } of sessions) await askDisconnect(work, { session_id: id, reason: 'asked' })
  await recordAct(work, {
    ...by,
    action: 'line.password_reset',
    subject: `subscriber:${subscriber.id}`,
    after: { service_no, told_to_leave: sessions.length },
  })
  return { name: subscriber.name, account_no, user_name: service.user_name, password }
}

/** Only from this box from now on; null: from any. Throws what resetPassword throws, and Conflict `lock_the_same`. */
export async function lockToDevice(
  work: Work,
  { account_no, service_no, mac }: LineOf & { mac: string | null },
  by: Worker,
): Promise<void> {
  const { subscriber, service } = await holdHomeLine(work, { account_no, service_no }, by)
  if (service.locked_mac === mac)
    throw new Conflict('lock_the_same', 'Somebody was faster: it is so already.')
  await work.db('services').where({ id: service.id }).update({ locked_mac: mac })
  await recordAct(work, {
    ...by,
    action: mac === null ? 'line.unlocked' : 'line.locked',
    subject: `subscriber:${subscriber.id}`,
    before: { service_no, locked_mac: service.locked_mac },
    after: { service_no, locked_mac: mac },
  })
}

async function holdHomeLine(
  work: Work,
  { account_no, service_no }: LineOf,
  by: Worker,
): Promise<HeldLine> {
  const held = await holdLine(work, account_no, service_no, by)
  if (held.plan.kind === 'pppoe') return held
  throw new Conflict('not_a_line', 'A guest’s pass has its devices, and no password of its own.')
}

/** The box that was last heard on the line, as AA:BB:CC:DD:EE:FF; null where none was, or its name is no MAC. */
export async function findLastDevice(db: Db, service_id: number): Promise<string | null> {
  const last = await db('all_sessions')
    .where({ service_id })
    .orderBy('started_at', 'desc')
    .first('calling_station_id')
  const station = last?.calling_station_id?.toUpperCase() ?? ''
  return /^([0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(station) ? station : null
}
