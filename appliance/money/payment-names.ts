// The receipt code of a payment that an STK query proved: the query names none. Until a pull or a status has said it,
// the code is a callback's word, and gives way to what is proved. Where callbacks disagree, it has none.

import type { Work } from '../appliance.ts'
import type { Payment } from '../tables.ts'
import { openException } from './exceptions.ts'
import { readReference } from './matching.ts'

/** Whether Safaricom itself has said the code. */
export async function isNamedByProof(
  work: Work,
  { id, proved_by }: Pick<Payment, 'id' | 'proved_by'>,
): Promise<boolean> {
  if (proved_by !== 'stk_query') return true
  const said = await work
    .db('sightings')
    .where({ payment_id: id })
    .whereIn('source', ['pull', 'transaction_status', 'statement'])
    .first('id')
  return said !== undefined
}

interface Said {
  amount_cents: number
  account_typed: string | null
  payer_msisdn?: string | null
}

/** Whether what is said under this payment's code is of another payment, and the code only a callback's word. */
export async function isMisnamed(work: Work, payment: Payment, said: Said): Promise<boolean> {
  if (payment.stk_push_id === null) return false
  const { amount_cents, account_typed, payer_msisdn } = said
  const fits =
    amount_cents === payment.amount_cents &&
    isSameAccount(payment, account_typed) &&
    (!payer_msisdn || payer_msisdn === payment.payer_msisdn)
  return !fits && !(await isNamedByProof(work, payment))
}

/** A report may know no account, and of a prompt that paid a till it knows none. */
export function isSameAccount(payment: Payment, typed: string | null): boolean {
  if (payment.account_typed === null || typed === null) return true
  const [known, said] = [readReference(payment.account_typed), readReference(typed)]
  const none = known.kind === 'empty' || said.kind === 'empty'
  if (payment.stk_push_id !== null && none) return true
  return JSON.stringify(known) === JSON.stringify(said)
}

/** The code is another payment's: this one goes on without, until its own is known. */
export async function takeName(work: Work, payment: Payment): Promise<void> {
  await work.db('payments').where({ id: payment.id }).update({ receipt_code: null })
  await reportName(work, payment, payment.receipt_code)
}

/** A code that somebody gave it, and that is not its own. For a person to look into. */
export async function reportName(
  work: Work,
  payment: Payment,
  receipt_code: string | null,
): Promise<void> {
  await openException(work, {
    kind: 'sightings_differ',
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    subscriber_id: payment.subscriber_id,
    amount_cents: payment.amount_cents,
    details: {
      source: 'callback',
      receipt_code,
      account_typed: payment.account_typed,
      amount_cents: payment.amount_cents,
    },
  })
}
