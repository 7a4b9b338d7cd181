// A reseller's float: money that they bring before they sell. Staff of money take it, past their cap with a second person's
// yes; what comes back out of it leaves the house, so that always needs one.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import type { Approval, FloatMove, Role, Staff } from '../tables.ts'
import { holdBalance, post, type AccountName } from './ledger.ts'
import { capOf, refuseUsedCode, requireCode } from './manual-payments.ts'

export interface AskedMove {
  /** A UUID of the form's own. */
  form_no: string
  /** Whose float. */
  staff_id: number
  rail: 'cash' | 'bank'
  amount_cents: Cents
  /** The bank's reference; none for cash. */
  code: string
  /** What they go by: a page of the receipt book, a slip. */
  proof: string
  why: string
}

export type Moving = { outcome: 'moved'; transfer_id: number } | { outcome: 'asked' }

/**
 * Throws NotFound `reseller_unknown`; Invalid `amount_zero`, `code_missing`; Conflict `reseller_left`, `code_used`,
 * `own_float`, `asked_already`.
 */
export async function topUpFloat(work: Work, asked: AskedMove, by: By): Promise<Moving> {
  const done = await findDone(work, asked)
  if (done) return done
  const reseller = await findReseller(work, asked, by)
  if (reseller.disabled_at)
    throw new Conflict('reseller_left', `${reseller.name} does not work with us any more.`)
  await refuseUsedCode(work, asked)
  const cap = await capOf(work.db, by.staff.role)
  if (cap === null || asked.amount_cents <= cap) return move(work, 'top_up', asked, by)
  const why = asked.why || `More than KES ${formatShillings(cap)} by hand`
  return ask(work, 'top_up', { ...asked, why }, by)
}

/** Throws as topUpFloat does, and Conflict `float_short`. */
export async function payBackFloat(work: Work, asked: AskedMove, by: By): Promise<Moving> {
  const done = await findDone(work, asked)
  if (done) return done
  await findReseller(work, asked, by)
  await refuseShort(work, asked)
  return ask(work, 'pay_back', asked, by)
}

/** The yes: moved by whoever asked, whose word it is. */
export async function approveFloatMove(work: Work, approval: Approval, by: By): Promise<void> {
  const asked = approval.details as unknown as AskedMove & { role: Role }
  const asker = { staff: { id: approval.asked_by, role: asked.role }, source_address: null }
  await findReseller(work, asked, by)
  const kind = approval.kind === 'float_top_up' ? 'top_up' : 'pay_back'
  if (kind === 'top_up') await refuseUsedCode(work, asked)
  await move(work, kind, { ...asked, amount_cents: cents(asked.amount_cents) }, asker)
}

async function findDone(work: Work, { form_no }: AskedMove): Promise<Moving | undefined> {
  const known = await work.db('float_moves').where({ form_no }).first('transfer_id')
  return known && { outcome: 'moved', transfer_id: known.transfer_id }
}

async function findReseller(work: Work, asked: AskedMove, by: By): Promise<Staff> {
  const { staff_id, amount_cents } = asked
  // One at a time for each: a double click waits here, and finds what the first click did.
  const reseller = await work.db('staff').where({ id: staff_id }).forNoKeyUpdate().first()
  if (reseller?.role !== 'reseller') throw new NotFound('reseller_unknown', 'No such reseller.')
  if (staff_id === by.staff.id) throw new Conflict('own_float', 'It is your own float.')
  if (amount_cents <= 0) throw new Invalid('amount_zero', 'An amount is more than nothing.')
  requireCode(asked)
  return reseller
}

async function ask(work: Work, kind: FloatMove['kind'], asked: AskedMove, by: By): Promise<Moving> {
  const { staff_id, amount_cents, why } = asked
  const details = { ...asked, role: by.staff.role }
  const subject = `float:${staff_id}`
  await askForApproval(work, { kind: `float_${kind}`, subject, amount_cents, details, why }, by)
  return { outcome: 'asked' }
}

async function move(
  work: Work,
  kind: FloatMove['kind'],
  asked: AskedMove,
  by: By,
): Promise<Moving> {
  const again = await findDone(work, asked)
  if (again) return again
  const { staff_id, rail, amount_cents, form_no, code, proof, why } = asked
  const float: AccountName = { kind: 'float', staff_id }
  const before_cents = await holdBalance(work, float)
  if (kind === 'pay_back') await refuseShort(work, asked)
  const [from, to] = kind === 'top_up' ? [{ kind: rail }, float] : [float, { kind: rail }]
  const reason = kind === 'top_up' ? 'A float topped up' : 'A float paid back'
  const transfer_id = await post(work, { kind, from, to, amount_cents, reason })
  await work.db('float_moves').insert({
    staff_id,
    kind,
    form_no,
    rail,
    amount_cents,
    code: code || null,
    proof: proof || null,
    moved_by: by.staff.id,
    moved_at: work.now,
    transfer_id,
  })
  const sign = kind === 'top_up' ? 1 : -1
  await recordAct(work, {
    ...by,
    action: kind === 'top_up' ? 'float.topped_up' : 'float.paid_back',
    subject: `float:${staff_id}`,
    before: { float_cents: before_cents },
    after: { float_cents: before_cents + sign * amount_cents, rail, amount_cents },
    why,
  })
  return { outcome: 'moved', transfer_id }
}

async function refuseShort(work: Work, { staff_id, amount_cents }: AskedMove): Promise<void> {
  const left = await holdBalance(work, { kind: 'float', staff_id })
  if (amount_cents <= left) return
  throw new Conflict('float_short', `KES ${formatShillings(left)} is left in the float.`)
}
