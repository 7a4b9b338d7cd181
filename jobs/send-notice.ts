// One of the staff is told of a trouble. Run twice after a crash it may be told twice, which is better than not at all.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { findMailAccount } from '../appliance/people/mail-server.ts'
import { findSmsAccount, type Delivery } from '../appliance/people/messages.ts'
import { applyNoticeDelivery, findNotice } from '../appliance/people/notices.ts'
import type { JobData } from '../appliance/queues.ts'
import type { Notice } from '../appliance/tables.ts'
import { sendSms } from './providers/sms.ts'
import { sendMail } from './providers/mail.ts'

export async function sendNotice(
  appliance: Appliance,
  { notice_id }: JobData['send-notice'],
): Promise<void> {
  const notice = await findNotice(appliance.db, notice_id)
  if (!notice) return
  const delivery = await send(appliance, notice)
  const state = await appliance.work((unit) => applyNoticeDelivery(unit, notice_id, delivery))
  log('notice.sent', { notice_id, way: notice.way, state, outcome: delivery.outcome })
}

async function send({ db, safe }: Appliance, notice: Notice): Promise<Delivery> {
  if (notice.way === 'sms') {
    const account = await findSmsAccount(db, safe)
    if (!account) return { outcome: 'refused', error: 'No SMS gateway is set up.', again: false }
    return sendSms(account, { msisdn: notice.address, text: notice.body })
  }
  const account = await findMailAccount(db, safe)
  if (!account) return { outcome: 'refused', error: 'No mail server is set up.', again: false }
  return sendMail(account, notice)
}
