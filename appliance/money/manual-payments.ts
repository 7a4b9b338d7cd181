// Money taken in the office: cash over the counter, a transfer to the bank. It is somebody's word, so it carries whose,
// and what they go by; past what their role may take at once a second person says yes, and nobody credits themselves. The
// form's number makes a form that is sent twice one payment; the bank's own reference is used once.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid } from '../errors.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import type { Approval, Payment, Role } from '../tables.ts'
import { holdSubscriber, post } from './ledger.ts'
import { findOwner, type Owner } from './matching.ts'
import { refuseOwnAccount } from './own-accounts.ts'
import { notePaidRequest } from './payment-links.ts'
import { describePayment } from './payments.ts'
import { issueReceipt } from './receipts.ts'
import { renewAfterPayment } from './renewals.ts'

export type ManualRail = 'cash' | 'bank'

export interface ManualPayment {
  /** A UUID of the form's own. */
  form_no: string
  account_no: string
  rail: ManualRail
  amount_cents: Cents
  /** The bank's reference; none for cash, which gets a number of ours. */
  code: string
  /** What they go by: a page of the receipt book, a slip. */
  proof: string
  why: string
}

export type Taking =
  | { outcome: 'taken'; payment: Payment }
  | { outcome: 'asked'; approval_id: number; cap_cents: Cents }

/**
 * Throws Invalid `account_unknown`, `amount_zero`, `code_missing`; Conflict `account_closed`, `own_account`,
 * `code_used`, `asked_already`.
 */
export async function takePayment(work: Work, given: ManualPayment, by: By): Promise<Taking> {
  const known = await work.db('payments').where({ merchant_reference: given.form_no }).first()
  if (known) return { outcome: 'taken', payment: known }
  const owner = await findPayee(work, given, by)
  const cap_cents = await capOf(work.db, by.staff.role)
  if (cap_cents === null || given.amount_cents <= cap_cents)
    return { outcome: 'taken', payment: await take(work, given, owner, by) }

  const approval_id = await askForApproval(
    work,
    {
      kind: 'manual_payment',
      subject: `subscriber:${owner.subscriber.id}`,
      amount_cents: given.amount_cents,
      details: { ...given, role: by.staff.role },
      why: given.why || `More than KES ${formatShillings(cap_cents)} by hand`,
    },
    by,
  )
  return { outcome: 'asked', approval_id, cap_cents }
}

/** The yes: taken by whoever asked, whose word it is. */
export async function approveManualPayment(work: Work, approval: Approval, by: By): Promise<void> {
  const given = approval.details as unknown as ManualPayment & { role: Role }
  const asker = { staff: { id: approval.asked_by, role: given.role }, source_address: null }
  const owner = await findPayee(work, given, by)
  refuseOwnAccount(owner.subscriber, asker)
  await take(work, { ...given, amount_cents: cents(given.amount_cents) }, owner, asker)
}

async function findPayee(work: Work, given: ManualPayment, by: By): Promise<Owner> {
  const owner = await findOpenPayee(work, given, by)
  requireCode(given)
  await refuseUsedCode(work, given)
  return owner
}

type Slip = Pick<ManualPayment, 'rail' | 'code'>

/** Throws Invalid `code_missing` for a bank's money without its reference. */
export function requireCode({ rail, code }: Slip): void {
  if (rail === 'bank' && code === '')
    throw new Invalid('code_missing', 'The bank’s reference stands on the slip or the statement.')
}

/** The bank's reference counts once, whoever's money it was. Throws Conflict `code_used`. */
export async function refuseUsedCode({ db }: Work, { rail, code }: Slip): Promise<void> {
  if (rail !== 'bank') return
  const used =
    (await db('payments').where({ rail: 'bank', receipt_code: code }).first('id')) ??
    (await db('float_moves').where({ rail: 'bank', kind: 'top_up', code }).first('id'))
  if (used) throw new Conflict('code_used', `${code} is a payment already: it counts once.`)
}

/** Throws Invalid `account_unknown`, `amount_zero`; Conflict `account_closed`, `own_account`. */
export async function findOpenPayee(
  { db }: Work,
  { account_no, amount_cents }: Pick<ManualPayment, 'account_no' | 'amount_cents'>,
  by: By,
): Promise<Owner> {
  const owner = await findOwner(db, account_no)
  if (!owner)
    throw new Invalid('account_unknown', `No subscriber has ${account_no}; is a digit wrong?`)
  const { subscriber } = owner
  if (subscriber.closed_at)
    throw new Conflict('account_closed', `${subscriber.name}'s account is closed.`)
  refuseOwnAccount(subscriber, by)
  if (amount_cents <= 0) throw new Invalid('amount_zero', 'An amount is more than nothing.')
  return owner
}

/** Onto the account, with a receipt, and what it opens; out of the till, the bank, or the float of whoever sells. */
export async function take(
  work: Work,
  {
    rail,
    amount_cents,
    code,
    proof,
    form_no,
    why,
    account_no,
  }: Omit<ManualPayment, 'rail'> & { rail: ManualRail | 'float' },
  { subscriber, service_id }: Owner,
  by: By,
): Promise<Payment> {
  const receipt_code = rail === 'bank' ? code : await drawNumber(work, rail)
  const owner = { subscriber_id: subscriber.id, service_id }
  await holdSubscriber(work, subscriber.id)
  const transfer_id = await post(work, {
    kind: 'receive',
    from: rail === 'float' ? { kind: rail, staff_id: by.staff.id } : { kind: rail },
    to: { kind: 'wallet', subscriber_id: subscriber.id },
    amount_cents,
    reason: describePayment({ receipt_code, account_typed: null }),
  })
  const [payment] = await work
    .db('payments')
    .insert({
      merchant_reference: form_no,
      rail,
      channel: rail,
      receipt_code,
      amount_cents,
      account_typed: account_no,
      customer_money: true,
      paid_at: work.now,
      heard_at: work.now,
      proved_at: work.now,
      proved_by: 'staff',
      state: 'settled',
      settled_at: work.now,
      transfer_id,
      taken_by: by.staff.id,
      proof: proof || (rail === 'bank' ? code : null),
      ...owner,
    })
    .returning('*')
  await work.db('sightings').insert({
    payment_id: payment!.id,
    source: 'staff',
    amount_cents,
    account_typed: account_no,
    paid_at: work.now,
    heard_at: work.now,
    differs: false,
  })
  await renewAfterPayment(work, { ...payment!, ...owner })
  await notePaidRequest(work, { ...payment!, ...owner }, null)
  await issueReceipt(work, payment!.id)
  await recordAct(work, {
    ...by,
    action: 'payment.taken',
    subject: `payment:${payment!.id}`,
    after: { rail, amount_cents, account_no: subscriber.account_no, receipt_code },
    why,
  })
  return payment!
}

/** "C000123" for cash, "R000123" for what a reseller sold: our own receipt books. A rollback's number is no gap in the receipts. */
async function drawNumber({ db }: Work, rail: 'cash' | 'float'): Promise<string> {
  const { rows } = await db.raw<{ rows: { number: number }[] }>(
    `select nextval(:sequence)::bigint as number`,
    { sequence: `${rail}_numbers` },
  )
  return `${rail === 'cash' ? 'C' : 'R'}${String(rows[0]!.number).padStart(6, '0')}`
}

/** How much a role may take at once; null: without end. A role that is not there takes nothing alone. */
export async function capOf(db: Db, role: Role): Promise<Cents | null> {
  const row = await db('manual_caps').where({ role }).first('amount_cents')
  return row ? row.amount_cents : cents(0)
}
