// What a reseller sells is paid out of their float, in the transaction that sells it: a subscriber's account credited, vouchers
// drawn. Where the float does not suffice nothing is sold, however many sell from it at once (T23).

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import type { By } from '../people/approval-asks.ts'
import { makeBatch } from '../people/voucher-register.ts'
import type { Safe } from '../secrets.ts'
import type { Payment, Plan } from '../tables.ts'
import { holdBalance, holdSubscriber, post } from './ledger.ts'
import { findOpenPayee, take } from './manual-payments.ts'
import { voucherNumber } from './vouchers.ts'

export interface FloatCredit {
  /** A UUID of the form's own. */
  form_no: string
  account_no: string
  amount_cents: Cents
}

/**
 * Credits a subscriber from the float of whoever sells. The same form again is the same payment. Throws Invalid
 * `account_unknown`, `amount_zero`; Conflict `account_closed`, `own_account`, `float_short`.
 */
export async function creditFromFloat(work: Work, asked: FloatCredit, by: By): Promise<Payment> {
  const owner = await findOpenPayee(work, asked, by)
  await holdSubscriber(work, owner.subscriber.id)
  const left = await holdBalance(work, { kind: 'float', staff_id: by.staff.id })
  const merchant_reference = asked.form_no
  const known = await work.db('payments').where({ merchant_reference }).first()
  if (known) return known
  refuseShort(asked.amount_cents, left)
  const given = { ...asked, rail: 'float', code: '', proof: '', why: '' } as const
  return take(work, given, owner, by)
}

export interface Supply {
  plan_id: number
  count: number
  /** The form's own: sent again, it makes nothing again. */
  batch: string
}

/** Draws vouchers and pays for them. Throws as makeBatch does, and Conflict `float_short`. */
export async function supplyVouchers(
  work: Work,
  safe: Safe,
  asked: Supply,
  by: By,
): Promise<{ plan: Plan; batch_id: number; ids: number[]; codes: string[] }> {
  const made = await makeBatch(work, safe, { ...asked, actor: by })
  const float = { kind: 'float', staff_id: by.staff.id } as const
  const amount_cents = cents(made.plan.price_cents * asked.count)
  refuseShort(amount_cents, await holdBalance(work, float))
  const numbers = [made.ids[0]!, made.ids.at(-1)!].map(voucherNumber)
  const transfer_id = await post(work, {
    kind: 'supply',
    from: float,
    to: { kind: 'vouchers' },
    amount_cents,
    reason: `Vouchers ${[...new Set(numbers)].join(' to ')}`,
  })
  await work.db('voucher_batches').where({ id: made.batch_id }).update({ transfer_id })
  return made
}

/** Vouchers that are void now, and that a float had paid for: their price goes back into it. */
export async function returnToFloat(work: Work, ids: readonly number[]): Promise<void> {
  const { rows } = await work.db.raw<{ rows: { staff_id: number; amount: number }[] }>(
    `with recursive papers as (
       select id, replaces_id, batch_id, price_cents from vouchers where id = any(:ids::bigint[])
       union all
       select v.id, v.replaces_id, v.batch_id, p.price_cents from papers p join vouchers v on v.id = p.replaces_id)
     select b.made_by as staff_id, sum(p.price_cents)::bigint as amount
     from papers p join voucher_batches b on b.id = p.batch_id
     where b.transfer_id is not null group by b.made_by`,
    { ids: [...ids] },
  )
  for (const { staff_id, amount } of rows)
    await post(work, {
      kind: 'return',
      from: { kind: 'vouchers' },
      to: { kind: 'float', staff_id },
      amount_cents: cents(amount),
      reason: ids.length === 1 ? `Voucher ${voucherNumber(ids[0]!)} voided` : 'Vouchers voided',
    })
}

function refuseShort(wanted: Cents, left: Cents): void {
  if (wanted <= left) return
  throw new Conflict(
    'float_short',
    `It costs KES ${formatShillings(wanted)}, and KES ${formatShillings(left)} is left in your float: top it up first.`,
  )
}
