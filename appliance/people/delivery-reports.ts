// Whether an SMS reached the phone, as the gateway reports it afterwards: a form, unsigned, at an address of its own. It changes
// what a message is said to be, and nothing else.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { hashToken, type Safe } from '../secrets.ts'
import type { Message } from '../tables.ts'

export interface DeliveryReport {
  gateway_id: string
  state: 'delivered' | 'undelivered'
  reason: string | null
}

/**
 * Africa's Talking's form: id, status, failureReason. Null for what is no end ("Sent", "Submitted", "Buffered") or none of it.
 * Pure.
 */
export function readDeliveryReport(body: string): DeliveryReport | null {
  const said = new URLSearchParams(body)
  const gateway_id = (said.get('id') ?? '').trim()
  if (!/^[!-~]{1,100}$/.test(gateway_id)) return null
  switch ((said.get('status') ?? '').trim().toLowerCase()) {
    case 'success':
      return { gateway_id, state: 'delivered', reason: null }
    case 'failed':
    case 'rejected':
    case 'absentsubscriber':
    case 'expired': {
      const reason = (said.get('failureReason') ?? '').replace(/[^\w .-]/g, '').slice(0, 80)
      return { gateway_id, state: 'undelivered', reason: reason || 'It did not reach the phone.' }
    }
    default:
      return null
  }
}

/** Whether the token is that of the gateway's reports. */
export async function isReportToken(db: Db, token: string): Promise<boolean> {
  const row = await db('sms_gateway')
    .where({ token_hash: hashToken(token) })
    .first('provider')
  return row !== undefined
}

/** Null where no gateway was ever saved with one. */
export async function reportUrl(db: Db, safe: Safe, publicUrl: string): Promise<string | null> {
  const row = await db('sms_gateway').first('token_sealed')
  if (!row?.token_sealed) return null
  return `${publicUrl}/hooks/${safe.open(row.token_sealed, 'sms_gateway.token')}/sms`
}

/** Reaching the phone is the last word; told twice, or late, it stays so. Says what it is now. */
export async function applyReport(
  work: Work,
  { gateway_id, state, reason }: DeliveryReport,
): Promise<Message['state'] | 'unknown'> {
  const message = await work.db('messages').where({ gateway_id }).forUpdate().first()
  if (!message) return 'unknown'
  const open =
    message.state === 'sent' || (message.state === 'undelivered' && state === 'delivered')
  if (!open) return message.state
  const change = { state, error: reason, reported_at: work.now }
  await work.db('messages').where({ id: message.id }).update(change)
  return state
}
