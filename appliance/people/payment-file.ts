// Everything there is about one payment: what M-Pesa told us and how often, how it was proved, where the money
// went in the ledger, what it bought, and what a person must still say.

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Account, Exception, Inquiry, Payment, Sighting, Transfer } from '../tables.ts'
import type { Instant } from '../time.ts'
import { listActs, type ToldAct } from './audit.ts'
import { listPromptsBeside, type ToldPrompt } from './prompts.ts'

export interface ToldSighting extends Sighting {
  body: Buffer | null
  callback_heard_at: Instant | null
  source_address: string | null
  asked_at: Instant | null
  answered_at: Instant | null
  exchange: unknown
  /** When the words of its message went. */
  purged_at: Instant | null
}

export interface LedgerLine extends Pick<Transfer, 'kind' | 'posted_at' | 'reason'> {
  transfer_id: number
  account_kind: Account['kind']
  shortcode: string | null
  account_no: string | null
  subscriber: string | null
  amount_cents: Cents
}

export interface Bought {
  plan: string
  user_name: string
  price_cents: Cents
  starts_at: Instant
  ends_at: Instant
  posted_at: Instant
}

export interface PaymentFile {
  payment: Payment & { account_no: string | null; subscriber: string | null; taker: string | null }
  /** What people did with it, oldest first. */
  acts: ToldAct[]
  /** The kinds of what waits for a second person. */
  asked: string[]
  /** Of the receipt that the subscriber was given; null before that. */
  receipt_no: number | null
  /** The prompts of its request, where it was asked for. */
  prompts: ToldPrompt[]
  sightings: ToldSighting[]
  inquiries: Pick<Inquiry, 'id' | 'kind' | 'asked_at' | 'answered_at' | 'outcome'>[]
  ledger: LedgerLine[]
  bought: Bought[]
  exceptions: Pick<Exception, 'id' | 'kind' | 'opened_at' | 'resolved_at' | 'resolution'>[]
}

/** By its receipt code, or by its prompt's reference, which stays its name when the code comes. Throws NotFound `payment_unknown`. */
export async function findPaymentFile(db: Db, rail: string, code: string): Promise<PaymentFile> {
  const payment = await db('payments')
    .leftJoin('subscribers', 'subscribers.id', 'payments.subscriber_id')
    .leftJoin('staff', 'staff.id', 'payments.taken_by')
    .where({ rail } as never)
    .where((named) =>
      named
        .where({ receipt_code: code })
        .orWhere((prompted) => prompted.whereNotNull('stk_push_id').where({ account_typed: code })),
    )
    .first<PaymentFile['payment'] | undefined>(
      'payments.*',
      'subscribers.account_no',
      'subscribers.name as subscriber',
      'staff.name as taker',
    )
  if (!payment) throw new NotFound('payment_unknown', `We know no payment ${code}.`)

  const { id, stk_push_id } = payment
  const [receipt, prompts, sightings, ledger, bought, inquiries, exceptions] = await Promise.all([
    db('receipts').where({ payment_id: id }).first('number'),
    stk_push_id === null ? [] : listPromptsBeside(db, stk_push_id),
    listSightings(db, id),
    listLedgerLines(db, payment),
    listBought(db, payment),
    db('inquiries')
      .where((about) => {
        if (payment.receipt_code !== null) about.where({ receipt_code: payment.receipt_code })
        if (stk_push_id !== null) about.orWhere({ stk_push_id })
      })
      .orderBy('id')
      .select('id', 'kind', 'asked_at', 'answered_at', 'outcome'),
    db('exceptions')
      .where({ payment_id: id })
      .orderBy('id')
      .select('id', 'kind', 'opened_at', 'resolved_at', 'resolution'),
  ])
  const receipt_no = receipt?.number ?? null
  const waiting = await db('approvals')
    .where({ subject: `payment:${id}` })
    .whereNull('decision')
    .select('kind')
  const asked = waiting.map(({ kind }) => kind)
  const later = payment.heard_at.add({ hours: 24 * 3650 })
  const acts = (await listActs(db, `payment:${id}`, { before: later, limit: 50 })).toReversed()
  return {
    payment,
    acts,
    asked,
    receipt_no,
    prompts,
    sightings,
    inquiries,
    ledger,
    bought,
    exceptions,
  }
}

async function listSightings(db: Db, payment_id: number): Promise<ToldSighting[]> {
  const { rows } = await db.raw<{ rows: ToldSighting[] }>(
    `select g.*, c.body, c.heard_at as callback_heard_at, c.source_address, q.asked_at, q.answered_at, q.exchange,
            coalesce(c.purged_at, q.purged_at) as purged_at
     from sightings g left join callbacks c on c.id = g.callback_id left join inquiries q on q.id = g.inquiry_id
     where g.payment_id = ? order by coalesce(c.heard_at, g.heard_at), g.id`,
    [payment_id],
  )
  return rows
}

// The transfer that received it, its parts and refunds by a person's word, and what undid one of them.
async function listLedgerLines(db: Db, { id, transfer_id }: Payment): Promise<LedgerLine[]> {
  if (transfer_id === null) return []
  const { rows } = await db.raw<{ rows: LedgerLine[] }>(
    `with moved as (
       select :transfer_id::bigint as id
       union select transfer_id from payment_shares where payment_id = :id
       union select transfer_id from refunds where payment_id = :id),
     mine as (
       select id from moved
       union select t.id from transfers t join moved on t.undoes = moved.id)
     select t.id as transfer_id, t.kind, t.posted_at, t.reason, a.kind as account_kind, a.shortcode, s.account_no,
            s.name as subscriber, e.amount_cents
     from mine join transfers t on t.id = mine.id join entries e on e.transfer_id = t.id
     join accounts a on a.id = e.account_id left join subscribers s on s.id = a.subscriber_id
     order by t.id, e.id`,
    { transfer_id, id },
  )
  return rows
}

// Bought in the transaction that settled it: the same instant, the same subscriber.
async function listBought(db: Db, { subscriber_id, settled_at }: Payment): Promise<Bought[]> {
  if (subscriber_id === null) return []
  const { rows } = await db.raw<{ rows: Bought[] }>(
    `select p.name as plan, v.user_name, c.price_cents, c.starts_at, c.ends_at, t.posted_at
     from credits c join services v on v.id = c.service_id join plans p on p.id = c.plan_id
     join transfers t on t.id = c.transfer_id
     where v.subscriber_id = :subscriber_id and t.posted_at = :settled_at order by c.id`,
    { subscriber_id, settled_at },
  )
  return rows
}
