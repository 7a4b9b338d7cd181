// The statement beside the books, line by line, by the code of the transaction. What nobody had told of is recorded as a payment
// that the statement proves, by the road of every payment; a second sighting adds no money. What differs stands before a person.

import type { Work } from '../appliance.ts'
import { closeByItself, openException } from '../money/exceptions.ts'
import { findPayment, recordPayment } from '../money/payments.ts'
import { applyReversal } from '../money/reversals.ts'
import { readPayerNumber } from '../providers/payer.ts'
import type { Statement, StatementRow } from '../tables.ts'

const groupMax = 500
const missingMax = 1000

/** Compares the next lines of a statement. Returns how many it has looked at; 0: all that can be compared is. */
export async function matchSome(work: Work, statement_id: number): Promise<number> {
  // In the order of their codes, as whoever else records payments: two never wait for each other in a ring.
  const lines = await work
    .db('statement_lines')
    .where({ statement_id, matched_at: null })
    .whereNot({ kind: 'reversal' })
    .orderBy('receipt_code')
    .limit(groupMax)
    .forUpdate()
  if (lines.length === 0) return 0
  const agreed = await agree(work, lines)
  for (const line of lines) if (!agreed.has(line.id)) await matchLine(work, line)
  return lines.length
}

/** Most lines: the payment is there and says the same. In two questions, however many they are. Returns their ids. */
async function agree(work: Work, lines: readonly StatementRow[]): Promise<Set<number>> {
  const ids = lines.map(({ id }) => id) as never
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    `with same as (
       select l.id, m.id as payment_id, l.amount_cents, l.account_typed, l.completed_at
       from statement_lines l join payments m on m.rail = 'mpesa' and m.receipt_code = l.receipt_code
       where l.id = any(:ids) and l.completed and l.kind in ('customer', 'other_in') and m.amount_cents = l.amount_cents
         and (l.account_typed is null or m.account_typed is null or upper(btrim(l.account_typed)) = upper(btrim(m.account_typed)))
         and not exists (select from callbacks c where c.receipt_code = l.receipt_code and c.state = 'unproved')),
     seen as (
       insert into sightings (payment_id, source, amount_cents, account_typed, paid_at, heard_at, differs)
       select payment_id, 'statement', amount_cents, account_typed, completed_at, :now, false from same
       on conflict (payment_id, source, callback_id, inquiry_id) do nothing),
     closed as (
       update exceptions x set resolved_at = :now, resolution = 'The statement shows it.'
       from same s where x.payment_id = s.payment_id and x.kind = 'not_on_statement' and x.resolved_at is null)
     update statement_lines l set payment_id = s.payment_id, matched_at = :now from same s where s.id = l.id returning l.id`,
    { ids, now: work.now as never },
  )
  return new Set(rows.map(({ id }) => id))
} // prettier-ignore

async function matchLine(work: Work, line: StatementRow): Promise<void> {
  const money = line.kind === 'customer' || line.kind === 'other_in'
  if (money && line.completed) return matchMoney(work, line)
  if (money) return matchIncomplete(work, line)
  // What M-Pesa took for a payment, or sent out: beside the payment it belongs to, where there is one.
  const payment = await findPayment(work, line.linked_code ?? line.receipt_code)
  await markMatched(work, line, payment?.id ?? null)
}

async function matchMoney(work: Work, line: StatementRow): Promise<void> {
  const { receipt_code, shortcode, amount_cents, account_typed, completed_at: paid_at } = line
  const payer = readPayer(line)
  const report = { amount_cents, account_typed, paid_at }
  const outcome = await recordPayment(
    work,
    {
      receipt_code,
      shortcode,
      ...report,
      ...payer,
      customer_money: line.kind === 'customer',
      heard_at: work.now,
      proved_by: 'statement',
    },
    { source: 'statement', callback_id: null, inquiry_id: null, ...report },
  )
  const payment = (await findPayment(work, receipt_code))!
  await markMatched(work, line, payment.id, outcome === 'recorded')
  const about = { kinds: ['not_on_statement' as const], payment_id: payment.id }
  await closeByItself(work, about, 'The statement shows it.')
}

/** "Failed", "Cancelled", "Pending": no money moved, says the statement. Where we credited it, somebody must look. */
async function matchIncomplete(work: Work, line: StatementRow): Promise<void> {
  const payment = await findPayment(work, line.receipt_code)
  await markMatched(work, line, payment?.id ?? null)
  if (!payment) return
  await openException(work, {
    kind: 'sightings_differ',
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    subscriber_id: payment.subscriber_id,
    amount_cents: payment.amount_cents,
    details: { source: 'statement', reason: `The statement says: ${line.status || 'not completed'}.` },
  })
} // prettier-ignore

async function markMatched(
  work: Work,
  { id }: StatementRow,
  payment_id: number | null,
  found_here = false,
): Promise<void> {
  await work
    .db('statement_lines')
    .where({ id })
    .update({ payment_id, matched_at: work.now, ...(found_here && { found_here }) })
}

/** "254712345678 - JANE DOE", "2547****0149 - NG'ANG'A, JANE". */
function readPayer({ other_party, details }: StatementRow) {
  const words = /[\d*]{6,}\s*-/.test(other_party)
    ? other_party
    : (/from\s+(.*?)(\s+Acc\.|$)/.exec(details)?.[1] ?? other_party)
  const [, number = '', name = ''] = /^\s*([+\d* ]{6,}?)\s*-\s*(.*)$/.exec(words) ?? []
  return {
    payer_msisdn: readPayerNumber(number).msisdn,
    payer_msisdn_raw: number || null,
    payer_name: name || null,
  }
}

/**
 * The rest, when all payments are there: reversals, and what the books have and the statement, which covers that time, has not.
 * A reversal of a payment that is not settled yet waits a minute. Returns how many are missing there, and how many wait.
 */
export async function noteMissing(work: Work, statement_id: number): Promise<{ missing: number; waiting: number }> {
  const statement = await work.db('statements').where({ id: statement_id }).forUpdate().first()
  if (statement?.state !== 'read') return { missing: 0, waiting: 0 }
  const reversals = await work
    .db('statement_lines')
    .where({ statement_id, kind: 'reversal', matched_at: null })
    .orderBy('receipt_code')
    .limit(groupMax)
  let waiting = 0
  for (const line of reversals) if (!(await matchReversal(work, line))) waiting += 1
  const missing = await noteNotThere(work, statement)
  const unfinished = waiting > 0 || reversals.length === groupMax || missing === missingMax
  await work
    .db('statements')
    .where({ id: statement_id })
    .update(unfinished ? { due_at: work.now.add({ minutes: 1 }) } : { state: 'done', due_at: null, done_at: work.now })
  return { missing, waiting }
} // prettier-ignore

/** Whether it is dealt with. The statement is Safaricom's own word: nobody has to be asked. */
async function matchReversal(work: Work, line: StatementRow): Promise<boolean> {
  const payment = line.linked_code === null ? undefined : await findPayment(work, line.linked_code)
  const whole = payment && payment.amount_cents === -line.amount_cents
  if (whole && line.completed) {
    const came = await applyReversal(work, payment.id)
    if (came === 'reversed_before_settled') return false
  } else if (payment && line.completed)
    await openException(work, {
      kind: 'sightings_differ',
      subject: `payment:${payment.id}`,
      payment_id: payment.id,
      subscriber_id: payment.subscriber_id,
      amount_cents: payment.amount_cents,
      details: { source: 'statement', amount_cents: line.amount_cents, reason: 'A part of it was reversed.' },
    })
  await markMatched(work, line, payment?.id ?? null)
  return true
} // prettier-ignore

/** Payments of the time that the statement covers, and that no statement shows: each before a person. */
async function noteNotThere(
  work: Work,
  { shortcode, covers_from, covers_until }: Statement,
): Promise<number> {
  if (!covers_from || !covers_until) return 0
  const { rows } = await work.db.raw<{ rows: { id: number; subscriber_id: number; amount_cents: never }[] }>(
    `select m.id, m.subscriber_id, m.amount_cents from payments m
     where m.rail = 'mpesa' and m.shortcode = :shortcode and coalesce(m.paid_at, m.heard_at) >= :from
       and coalesce(m.paid_at, m.heard_at) < :until
       and not exists (select from statement_lines l where l.payment_id = m.id and l.kind in ('customer', 'other_in'))
       and not exists (select from exceptions x where x.payment_id = m.id and x.kind = 'not_on_statement')
     order by m.id limit ${missingMax}`,
    { shortcode, from: covers_from as never, until: covers_until as never },
  )
  for (const { id, subscriber_id, amount_cents } of rows)
    await openException(work, {
      kind: 'not_on_statement',
      subject: `payment:${id}`,
      payment_id: id,
      subscriber_id,
      amount_cents,
    })
  return rows.length
} // prettier-ignore
