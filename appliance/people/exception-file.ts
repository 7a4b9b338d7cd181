// Everything a person needs to resolve one exception without leaving the page (S2-50).

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Exception, Payment } from '../tables.ts'
import type { Instant } from '../time.ts'
import { kindsFor, type Viewer } from './exception-queue.ts'

export interface ExceptionFile {
  exception: Exception & { owner: string | null; resolver: string | null }
  payment: Payment | null
  subscriber: { id: number; account_no: string; name: string } | null
  session: {
    user_name: string
    router: string
    started_at: Instant
    stopped_at: Instant | null
  } | null
  /** The message it came with, or the first about its payment. */
  body: Buffer | null
  /** What waits for a second person's yes. */
  asked: { kind: string; asker: string; why: string }[]
}

/** Throws NotFound `exception_unknown`, also where its kind is none of the viewer's business. */
export async function findException(db: Db, viewer: Viewer, id: number): Promise<ExceptionFile> {
  const exception = await db('exceptions as e')
    .leftJoin('staff as o', 'o.id', 'e.owner_id')
    .leftJoin('staff as r', 'r.id', 'e.resolved_by')
    .where('e.id', id)
    .whereIn('e.kind', kindsFor(viewer.role))
    .first<ExceptionFile['exception'] | undefined>('e.*', 'o.name as owner', 'r.name as resolver')
  if (!exception) throw new NotFound('exception_unknown', `There is no exception ${id}.`)

  const { payment_id, session_id } = exception
  const payment =
    payment_id === null ? null : ((await db('payments').where({ id: payment_id }).first()) ?? null)
  const { rows } = await db.raw<{ rows: NonNullable<ExceptionFile['session']>[] }>(
    `select x.user_name, r.name as router, x.started_at, x.stopped_at
     from all_sessions x join routers r on r.id = x.router_id where x.id = ?`,
    [session_id as never],
  )
  return {
    exception,
    payment,
    subscriber: await findItsSubscriber(db, exception, payment),
    session: rows[0] ?? null,
    body: await findItsMessage(db, exception),
    asked: await listAsked(db, payment_id),
  }
}

async function listAsked(db: Db, payment_id: number | null): Promise<ExceptionFile['asked']> {
  if (payment_id === null) return []
  return db('approvals')
    .join('staff', 'staff.id', 'approvals.asked_by')
    .where({ subject: `payment:${payment_id}` })
    .whereNull('decision')
    .orderBy('approvals.id')
    .select('approvals.kind', 'staff.name as asker', 'approvals.why')
}

async function findItsSubscriber(
  db: Db,
  { subscriber_id, session_id }: Exception,
  payment: Payment | null,
): Promise<ExceptionFile['subscriber']> {
  const { rows } = await db.raw<{ rows: { id: number; account_no: string; name: string }[] }>(
    `select id, account_no, name from subscribers
     where id = coalesce(:subscriber_id, :payer_id, (select v.subscriber_id from all_sessions x
       join services v on v.id = x.service_id where x.id = :session_id))`,
    { subscriber_id, payer_id: payment?.subscriber_id ?? null, session_id },
  )
  return rows[0] ?? null
}

async function findItsMessage(
  db: Db,
  { callback_id, payment_id }: Exception,
): Promise<Buffer | null> {
  const { rows } = await db.raw<{ rows: { body: Buffer }[] }>(
    `select body from callbacks where id = coalesce(:callback_id,
       (select min(callback_id) from sightings where payment_id = :payment_id))`,
    { callback_id, payment_id },
  )
  return rows[0]?.body ?? null
}
