// What falls due. A row says itself when it must be looked at again, so a job that was lost, or a queue that
// was emptied, is sent again from here (F22). Sending twice is sending once: a queue holds one job a row.

import type { Db } from './database.ts'
import type { Work } from './appliance.ts'
import type { JobData, JobName } from './queues.ts'
import type { Instant } from './time.ts'

export type Due = { [Name in JobName]: { name: Name; data: JobData[Name] } }[JobName]

// Of each kind: one that is stuck must not keep the others from being seen.
const dueMax = 100

interface Source {
  table:
    | 'callbacks'
    | 'payments'
    | 'credits'
    | 'disconnections'
    | 'speed_changes'
    | 'shortcodes'
    | 'stk_pushes'
    | 'checkouts'
    | 'claims'
    | 'portal_claims'
    | 'messages'
    | 'notices'
    | 'upkeep'
    | 'provider_checks'
    | 'rehearsals'
    | 'bulk_runs'
    | 'payouts'
    | 'payment_doubts'
    | 'guest_logins'
  /** SQL of the job's name and data, from a row that is due. */
  name: string
  data: string
}

const sources: Source[] = [
  {
    table: 'callbacks',
    name: `case state when 'recorded' then 'read-callback' else 'prove-payment' end`,
    data: `case state when 'recorded' then jsonb_build_object('callback_id', id)
           else jsonb_build_object('shortcode', shortcode, 'receipt_code', receipt_code) end`,
  },
  { table: 'payments', name: `'settle-payment'`, data: `jsonb_build_object('payment_id', id)` },
  { table: 'credits', name: `'end-credit'`, data: `jsonb_build_object('credit_id', id)` },
  {
    table: 'disconnections',
    name: `'send-disconnect'`,
    data: `jsonb_build_object('disconnection_id', id)`,
  },
  {
    table: 'speed_changes',
    name: `'change-speed'`,
    data: `jsonb_build_object('speed_change_id', id)`,
  },
  {
    table: 'shortcodes',
    name: `case when urls_registered_at is null and not shadow then 'register-shortcode' else 'pull-payments' end`,
    data: `jsonb_build_object('shortcode', shortcode)`,
  },
  {
    table: 'stk_pushes',
    name: `case state when 'created' then 'send-push' else 'query-push' end`,
    data: `jsonb_build_object('stk_push_id', id)`,
  },
  { table: 'checkouts', name: `'close-checkout'`, data: `jsonb_build_object('checkout_id', id)` },
  {
    table: 'claims',
    name: `'prove-payment'`,
    data: `jsonb_build_object('shortcode', shortcode, 'receipt_code', receipt_code)`,
  },
  {
    table: 'payment_doubts',
    name: `'doubt-payment'`,
    data: `jsonb_build_object('payment_id', payment_id)`,
  },
  { table: 'payouts', name: `'send-payout'`, data: `jsonb_build_object('payout_id', id)` },
  {
    table: 'portal_claims',
    name: `'prove-payment'`,
    data: `jsonb_build_object('shortcode', shortcode, 'receipt_code', receipt_code)`,
  },
  { table: 'messages', name: `'send-message'`, data: `jsonb_build_object('message_id', id)` },
  { table: 'notices', name: `'send-notice'`, data: `jsonb_build_object('notice_id', id)` },
  {
    table: 'provider_checks',
    name: `'check-provider'`,
    data: `jsonb_build_object('provider_check_id', id)`,
  },
  { table: 'bulk_runs', name: `'work-through'`, data: `jsonb_build_object('bulk_run_id', id)` },
  { table: 'rehearsals', name: `'rehearse'`, data: `jsonb_build_object('rehearsal_id', id)` },
  {
    table: 'guest_logins',
    name: `'let-guest-in'`,
    data: `jsonb_build_object('guest_login_id', id)`,
  },
  { table: 'upkeep', name: `replace(task, '_', '-')`, data: `jsonb_build_object('task', task)` },
]

const listing = sources
  .map(
    ({ table, name, data }) =>
      `(select ${name} as name, ${data} as data, due_at from ${table}
        where due_at <= :now order by due_at limit ${dueMax})`,
  )
  .join(' union all ')

/** The jobs of rows that are due, the most overdue first. */
export async function listDue(db: Db, now: Instant): Promise<Due[]> {
  const sql = `select name, data from (${listing}) as due
               group by name, data order by min(due_at)`
  const { rows } = await db.raw<{ rows: Due[] }>(sql, { now: now as never })
  return rows
}

const nearest = sources
  .map(({ table }) => `select min(due_at) as due_at from ${table} where due_at > :now`)
  .join(' union all ')

/** When the next row falls due, so that a timer can be set for it. */
export async function nextDue(db: Db, now: Instant): Promise<Instant | null> {
  const sql = `select min(due_at) as due_at from (${nearest}) as next`
  const { rows } = await db.raw<{ rows: { due_at: Instant | null }[] }>(sql, { now: now as never })
  return rows[0]!.due_at
}

const tables: Record<JobName, { table: Source['table']; key: string }> = {
  'read-callback': { table: 'callbacks', key: 'id' },
  'prove-payment': { table: 'callbacks', key: 'receipt_code' },
  'settle-payment': { table: 'payments', key: 'id' },
  'pull-payments': { table: 'shortcodes', key: 'shortcode' },
  'register-shortcode': { table: 'shortcodes', key: 'shortcode' },
  'end-credit': { table: 'credits', key: 'id' },
  'send-disconnect': { table: 'disconnections', key: 'id' },
  'change-speed': { table: 'speed_changes', key: 'id' },
  'send-push': { table: 'stk_pushes', key: 'id' },
  'query-push': { table: 'stk_pushes', key: 'id' },
  'close-checkout': { table: 'checkouts', key: 'id' },
  'send-message': { table: 'messages', key: 'id' },
  'send-notice': { table: 'notices', key: 'id' },
  'put-away-sessions': { table: 'upkeep', key: 'task' },
  'export-audit-head': { table: 'upkeep', key: 'task' },
  'purge-messages': { table: 'upkeep', key: 'task' },
  'doubt-payment': { table: 'payment_doubts', key: 'payment_id' },
  'send-payout': { table: 'payouts', key: 'id' },
  'check-provider': { table: 'provider_checks', key: 'id' },
  'work-through': { table: 'bulk_runs', key: 'id' },
  rehearse: { table: 'rehearsals', key: 'id' },
  'let-guest-in': { table: 'guest_logins', key: 'id' },
}

/** Its job failed for good: the row is looked at again in an hour, and a person knows meanwhile. */
export async function postpone(work: Work, due: Due): Promise<void> {
  const { name, data } = due
  const { table, key } = tables[name]
  const value = Object.values(data).at(-1) as string | number
  const later = work.now.add({ hours: 1 }) as never
  await work
    .db(table)
    .where(key, value as never)
    .whereNotNull('due_at')
    .update({ due_at: later })
  if (due.name !== 'prove-payment') return
  for (const claims of ['claims', 'portal_claims'] as const)
    await work
      .db(claims)
      .where({ receipt_code: due.data.receipt_code })
      .whereNotNull('due_at')
      .update({ due_at: later })
}
