// Our questions to Safaricom, and what its answers prove. A pull is answered at once, over our own connection;
// a status is answered later at a door anybody may post to, so that answer counts only where it names a
// question of ours that is still open, by a reference that only Safaricom has been told.

import { randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import type { Confirmation } from '../providers/daraja-c2b.ts'
import { readTold, toldKinds } from '../providers/news.ts'
import type { PullRow } from '../providers/daraja-pull-rows.ts'
import { readStatusResult } from '../providers/daraja-status.ts'
import type { Callback, Inquiry } from '../tables.ts'
import { formatMoment, parsePullTime, type Instant } from '../time.ts'
import type { Unreadable } from '../providers/message.ts'
import { openException } from './exceptions.ts'
import { findPayment, recordPayment } from './payments.ts'
import { applyReversal, endDoubt, hearReversal } from './reversals.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export type Question = Pick<Inquiry, 'shortcode' | 'kind' | 'receipt_code'> &
  Partial<Pick<Inquiry, 'stk_push_id'>>

/** The row exists, and its merchant_reference with it, before anything is sent. */
export async function openInquiry(work: Work, question: Question): Promise<Inquiry> {
  const row = { ...question, merchant_reference: randomUUID(), asked_at: work.now }
  const [inquiry] = await work.db('inquiries').insert(row).returning('*')
  return inquiry!
}

/** What went over the wire, redacted, and, where that is all there will be, the outcome. */
export async function recordExchange(
  work: Work,
  inquiry: Inquiry,
  told: { exchange: unknown; conversation_id?: string; outcome?: string },
): Promise<void> {
  const { exchange, conversation_id = null, outcome } = told
  await work
    .db('inquiries')
    .where({ id: inquiry.id })
    .update({
      exchange: JSON.stringify(exchange) as never,
      conversation_id: conversation_id || null,
      ...(outcome && { outcome: keepFinal(work, outcome), answered_at: work.now }),
    })
}

/** Every row of a pull is a payment that happened. Returns how many were new. */
export async function applyPull(work: Work, inquiry: Inquiry, rows: PullRow[]): Promise<number> {
  const known = await listPulled(work, rows)
  let recorded = 0
  // In one order, so that two pulls of the same rows don't wait for each other.
  for (const row of rows.toSorted((one, other) =>
    one.receipt_code < other.receipt_code ? -1 : 1,
  )) {
    if (known.has(`${row.receipt_code} ${row.amount_cents}`)) continue
    if (/revers/i.test(row.transaction_type)) {
      await hearReversal(work, row.account_typed || row.receipt_code, 'pull')
      continue
    }
    const told = await whatCallbacksSaid(work, row.receipt_code)
    const paid_at = told?.paid_at ?? parsePullTime(row.paid_at_raw)
    const account_typed = row.account_typed
    const outcome = await recordPayment(
      work,
      {
        receipt_code: row.receipt_code,
        shortcode: inquiry.shortcode,
        amount_cents: row.amount_cents,
        account_typed,
        payer_msisdn: row.msisdn ?? told?.msisdn ?? null,
        payer_msisdn_raw: told?.msisdn_raw ?? row.msisdn,
        payer_name: told?.payer_name ?? row.sender,
        // A callback may make money suspect; it can't make it a customer's.
        customer_money: /^c2b/i.test(row.transaction_type) && told?.customer_money !== false,
        paid_at,
        heard_at: told?.heard_at ?? work.now,
        proved_by: 'pull',
      },
      {
        source: 'pull',
        callback_id: null,
        inquiry_id: inquiry.id,
        amount_cents: row.amount_cents,
        account_typed,
        paid_at,
      },
    )
    if (outcome === 'recorded') recorded += 1
  }
  return recorded
}

/** A pull that left something out: payments may be hidden there, so a person compares with the portal. */
export async function noteGaps(
  work: Work,
  { shortcode, id }: Inquiry,
  gaps: { unreadable: Unreadable[]; complete: boolean },
): Promise<void> {
  if (gaps.complete && gaps.unreadable.length === 0) return
  const { length } = gaps.unreadable
  const reason =
    length > 0
      ? `${length} rows could not be read: ${gaps.unreadable[0]!.detail}`
      : 'Not all pages came.'
  await openException(work, {
    kind: 'work_failed',
    subject: `pull-payments:${shortcode}`,
    details: { queue: 'pull-payments', data: { shortcode, inquiry_id: id }, tries: 1, reason },
  })
}

/** We were away for longer than Safaricom keeps its list: of what lies between only a statement tells. */
export async function noteUnpulled(
  work: Work,
  shortcode: string,
  stretch: { from: Instant; to: Instant },
): Promise<void> {
  const [from, to] = [stretch.from, stretch.to].map((at) => formatMoment(at, work.now))
  await openException(work, {
    kind: 'work_failed',
    subject: `unpulled:${shortcode}`,
    details: {
      queue: 'pull-payments',
      data: { shortcode },
      tries: 1,
      reason: `From ${from} until ${to} no list of payments was read, and M-Pesa keeps 48 hours: compare these hours with the statement.`,
    },
  })
}

// Pulls overlap, so most rows were pulled before: one sighting by pull is enough, unless it says otherwise.
async function listPulled(work: Work, rows: PullRow[]): Promise<Set<string>> {
  const pulled = await work
    .db('payments')
    .join('sightings', 'sightings.payment_id', 'payments.id')
    .where('sightings.source', 'pull')
    .whereIn(
      'payments.receipt_code',
      rows.map(({ receipt_code }) => receipt_code),
    )
    .select('payments.receipt_code', 'sightings.amount_cents')
  return new Set(pulled.map(({ receipt_code, amount_cents }) => `${receipt_code} ${amount_cents}`))
}

/** Reads a status result or time-out. Returns, in a word, what it came to; the callback keeps it. */
export async function applyStatusResult(work: Work, callback: Callback): Promise<string> {
  const result = readStatusResult(callback.body)
  const inquiry = await findAsked(work, callback.shortcode, result)
  if (!inquiry) return 'answers_no_question'
  if (isFinal(inquiry.outcome)) return 'answered_before'

  const outcome = callback.kind === 'status_timeout' ? 'timed_out' : result.outcome
  await work.db('inquiries').where({ id: inquiry.id }).update({ outcome, answered_at: work.now })
  if (outcome === 'reversed') return applyReversed(work, inquiry)
  if (outcome !== 'completed') return outcome
  const { amount_cents, receipt_code, finalised_at, debit_party, credit_party } = result
  const elsewhere = credit_party.shortcode !== null && credit_party.shortcode !== inquiry.shortcode
  if (amount_cents === null || receipt_code !== inquiry.receipt_code || elsewhere)
    return 'answers_another_question'

  const paid = await findPayment(work, receipt_code!)
  if (paid) await endDoubt(work, paid.id, 'completed')
  // A status names no account: what the payer typed is what the callbacks say, if they agree.
  const told = await whatCallbacksSaid(work, receipt_code!)
  await recordPayment(
    work,
    {
      receipt_code: receipt_code!,
      shortcode: inquiry.shortcode,
      amount_cents,
      account_typed: result.account_typed ?? told?.account_typed ?? null,
      payer_msisdn: debit_party.msisdn ?? told?.msisdn ?? null,
      payer_msisdn_raw: told?.msisdn_raw ?? null,
      payer_name: told?.payer_name ?? debit_party.name,
      customer_money:
        /pay ?bill|buy goods|pay utility/i.test(result.reason_type) &&
        told?.customer_money !== false,
      paid_at: finalised_at,
      heard_at: told?.heard_at ?? callback.heard_at,
      proved_by: 'transaction_status',
    },
    {
      source: 'transaction_status',
      callback_id: callback.id,
      inquiry_id: inquiry.id,
      amount_cents,
      account_typed: result.account_typed,
      paid_at: finalised_at,
    },
  )
  return 'completed'
}

/** Safaricom says that it gave this one back. One that we never had on our books stays off them. */
async function applyReversed(work: Work, { receipt_code }: Inquiry): Promise<string> {
  const payment = receipt_code === null ? undefined : await findPayment(work, receipt_code)
  return payment ? applyReversal(work, payment.id) : 'reversed_unknown'
}

// Late is not never: what timed out may still be answered, and what was answered is not taken back.
const finals = ['completed', 'failed', 'reversed']

function isFinal(outcome: string | null): boolean {
  return outcome !== null && finals.includes(outcome)
}

function keepFinal(work: Work, outcome: string): string {
  const sql = 'case when outcome = any(?) then outcome else ? end'
  return work.db.raw(sql, [finals, outcome]) as unknown as string
}

async function findAsked(
  work: Work,
  shortcode: string,
  { occasion, conversation_id }: { occasion: string; conversation_id: string },
): Promise<Inquiry | undefined> {
  const asked = work.db('inquiries').where({ shortcode, kind: 'transaction_status' }).forUpdate()
  if (uuid.test(occasion)) return asked.where({ merchant_reference: occasion }).first()
  return conversation_id ? asked.where({ conversation_id }).first() : undefined
}

type Told = Confirmation & { heard_at: Callback['heard_at'] }

/**
 * What the callbacks of a receipt say beside what is proved: the payer's name, the time, the kind. Where two
 * disagree on the account, neither is believed; where one says it is no customer's money, none is.
 */
async function whatCallbacksSaid(work: Work, receipt_code: string): Promise<Told | undefined> {
  const rows = await work
    .db('callbacks')
    .where({ receipt_code })
    .whereIn('kind', toldKinds)
    .orderBy('id')
    .limit(20)
  const told = rows.flatMap((callback) => {
    const said = readTold(callback)
    return 'unreadable' in said || said.reverses !== null
      ? []
      : [{ ...said, heard_at: callback.heard_at }]
  })
  const [first] = told
  if (!first) return undefined

  const agree = told.every(({ account_key }) => account_key === first.account_key)
  const customer_money = told.every((said) => said.customer_money)
  return { ...first, customer_money, ...(!agree && { account_typed: '', account_key: '' }) }
}
