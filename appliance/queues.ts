// Every queue: what its jobs carry, and how hard it tries. A job only says "look at row N": the row is the
// record, a sweeper sends the job again when it is lost, and a constraint stops what must not happen twice.

import type { Queue } from 'pg-boss'

export interface JobData {
  'read-callback': { callback_id: number }
  'prove-payment': { shortcode: string; receipt_code: string }
  'settle-payment': { payment_id: number }
  'pull-payments': { shortcode: string }
  'register-shortcode': { shortcode: string }
  'end-credit': { credit_id: number }
  'send-disconnect': { disconnection_id: number }
  'change-speed': { speed_change_id: number }
  'send-push': { stk_push_id: number }
  'query-push': { stk_push_id: number }
  'close-checkout': { checkout_id: number }
  'send-message': { message_id: number }
  'send-notice': { notice_id: number }
  'put-away-sessions': { task: 'put_away_sessions' }
  'export-audit-head': { task: 'export_audit_head' }
  'purge-messages': { task: 'purge_messages' }
  'send-payout': { payout_id: number }
  'doubt-payment': { payment_id: number }
  'check-provider': { provider_check_id: number }
  'work-through': { bulk_run_id: number }
  rehearse: { rehearsal_id: number }
  'let-guest-in': { guest_login_id: number }
}
export type JobName = keyof JobData
export const deadLetters = 'dead-letters'

// Eight tries over about ten minutes, then a person looks (F23). One job a row, waiting or at work.
const patient = {
  policy: 'exclusive',
  retryLimit: 8,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: 60,
  heartbeatSeconds: 15, // A machine that fell silent is noticed by the others.
  deadLetter: deadLetters,
  deleteAfterSeconds: 24 * 3600,
  notify: true,
} satisfies Omit<Queue, 'name'>

// Another machine is asked, at its pace.
const asking = { ...patient, expireInSeconds: 300 } satisfies Omit<Queue, 'name'>

export const queues: Record<JobName, Omit<Queue, 'name'>> = {
  'read-callback': patient,
  'prove-payment': asking,
  'settle-payment': patient,
  'pull-payments': { ...asking, retryLimit: 2 }, // Asked again by its row's due_at anyway.
  'register-shortcode': asking,
  'end-credit': patient,
  'send-disconnect': patient,
  'change-speed': patient,
  'send-push': asking,
  'query-push': asking,
  'close-checkout': patient,
  'send-message': asking,
  'send-notice': asking,
  'export-audit-head': patient,
  'purge-messages': asking,
  'put-away-sessions': asking, // Many small transactions: it takes its time.
  'send-payout': asking,
  'doubt-payment': asking,
  'check-provider': asking,
  'let-guest-in': patient,
  'work-through': asking,
  rehearse: { ...asking, retryLimit: 0 }, // Somebody looks at it, and plays it again.
}

/** The row a job looks at: two jobs for one row are one job. */
export function rowOf(data: JobData[JobName]): string {
  return Object.values(data).join(':')
}
