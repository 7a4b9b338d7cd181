// The outbox to the staff: what one of them is told of the box's troubles, by SMS where they gave a phone, and by mail.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Notice, Staff } from '../tables.ts'
import { alertWords, type ToldNews } from '../words/staff/alerts.ts'
import type { Head } from '../carried-heads.ts'
import type { Delivery } from './messages.ts'

export type Reader = Pick<Staff, 'id' | 'role' | 'email' | 'alert_msisdn' | 'alert_mail'>

const triesMax = 8
/** A storm of troubles is told by mail; a phone rings so often in an hour and no more. */
const smsAnHour = 6

export async function queueNotices(
  work: Work,
  reader: Reader,
  news: readonly ToldNews[],
  publicUrl: string,
): Promise<void> {
  const business = await work.db('business').first('name')
  const name = business?.name ?? 'Lango'
  const subject = alertWords.subject(name, news)
  if (reader.alert_msisdn && (await mayRing(work, reader.id)))
    await queue(work, {
      staff_id: reader.id,
      way: 'sms',
      address: reader.alert_msisdn,
      subject,
      body: alertWords.sms(name, news),
    })
  if (reader.alert_mail && (await work.db('mail_server').first('port')))
    await queue(work, {
      staff_id: reader.id,
      way: 'mail',
      address: reader.email,
      subject,
      body: alertWords.mail(news, `${publicUrl}/health`),
    })
}

async function mayRing({ db, now }: Work, staff_id: number): Promise<boolean> {
  if (!(await db('sms_gateway').first('provider'))) return false
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `select count(*) as count from notices where staff_id = :staff_id and way = 'sms' and made_at > :since`,
    { staff_id, since: now.subtract({ hours: 1 }) as never },
  )
  return rows[0]!.count < smsAnHour
}

/** The heads of audit and ledger, to every owner who reads mail: whoever changes the books later can't change what lies in a mailbox. */
export async function mailHeads(work: Work, audit: Head, ledger: Head): Promise<void> {
  if (!(await work.db('mail_server').first('port'))) return
  const owners = await work
    .db('staff')
    .where({ role: 'owner', disabled_at: null, alert_mail: true })
  for (const { id, email } of owners)
    await queue(work, {
      staff_id: id,
      way: 'mail',
      address: email,
      ...alertWords.heads(audit, ledger),
    })
}

export async function queue(
  work: Work,
  notice: Pick<Notice, 'staff_id' | 'way' | 'address' | 'subject' | 'body'>,
): Promise<void> {
  const [row] = await work
    .db('notices')
    .insert({
      ...notice,
      state: 'queued',
      made_at: work.now,
      due_at: work.now.add({ seconds: 30 }),
    })
    .returning('id')
  await work.enqueue('send-notice', { notice_id: row!.id })
}

/** One that waits; undefined where it went, or was given up. */
export async function findNotice(db: Db, id: number): Promise<Notice | undefined> {
  return db('notices').where({ id, state: 'queued' }).first()
}

/** Tried again for about two hours. */
export async function applyNoticeDelivery(
  work: Work,
  id: number,
  delivery: Delivery,
): Promise<Notice['state']> {
  const notice = (await work.db('notices').where({ id }).forUpdate().first())!
  if (notice.state !== 'queued') return notice.state
  const tries = notice.tries + 1
  const change: Pick<Notice, 'state'> & Partial<Notice> =
    delivery.outcome === 'sent'
      ? { state: 'sent', sent_at: work.now, due_at: null, error: null }
      : !delivery.again || tries >= triesMax
        ? { state: 'failed', due_at: null, error: delivery.error }
        : {
            state: 'queued',
            due_at: work.now.add({ seconds: 30 * 2 ** tries }),
            error: delivery.error,
          }
  await work
    .db('notices')
    .where({ id })
    .update({ tries, ...change })
  return change.state
}
