// Which prompt a payment belongs to, and closing it: whoever proves a payment asks here first.

import type { Work } from '../appliance.ts'
import type { Payment, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { closeByItself } from './exceptions.ts'

/** The prompt is paid, and its checkout with it: in the transaction that records the payment. */
export async function closePush(work: Work, push: StkPush): Promise<void> {
  const closed = { closed_at: work.now, due_at: null }
  const paid = { state: 'paid' as const, ...closed }
  await work.db('stk_pushes').where({ id: push.id }).update(paid)
  await work
    .db('checkouts')
    .where({ id: push.checkout_id })
    .whereNot({ state: 'paid' })
    .update(paid)
  const about = { kinds: ['unproved' as const], subject: `stk_push:${push.id}` }
  await closeByItself(work, about, 'It was proved after all.')
}

/**
 * The prompt that a proved payment belongs to: by the account reference, which only that prompt carries; another amount
 * under it was typed by hand, and is money of its own. A till's confirmation has none; then by amount, phone and minute, where one prompt alone fits. The row is locked.
 */
export async function findPushOf(
  work: Work,
  payment: Pick<
    Payment,
    'shortcode' | 'account_typed' | 'amount_cents' | 'payer_msisdn' | 'paid_at' | 'proved_by'
  >,
): Promise<StkPush | undefined> {
  const { payer_msisdn, shortcode, amount_cents, paid_at, proved_by } = payment
  const account_reference = (payment.account_typed ?? '').replace(/\s/g, '').toUpperCase()
  if (account_reference !== '')
    return work.db('stk_pushes').where({ account_reference, amount_cents }).forUpdate().first()

  if (payer_msisdn === null || paid_at === null || shortcode === null) return undefined
  const fitting = await work
    .db('stk_pushes as p')
    .join('checkouts as k', 'k.id', 'p.checkout_id')
    .where({ 'p.msisdn': payer_msisdn, 'k.shortcode': shortcode, 'p.amount_cents': amount_cents })
    .whereNot('p.state', 'created')
    .where((one) => {
      for (const at of readings(paid_at, proved_by))
        one.orWhereBetween('p.made_at', [
          at.subtract({ minutes: 10 }) as never,
          at.add({ minutes: 1 }) as never,
        ])
    })
    .whereNotExists((payments) =>
      payments
        .from('payments')
        .whereRaw('payments.stk_push_id = p.id and receipt_code is not null'),
    )
    .select('p.id')
    .limit(2)
  if (fitting.length !== 1) return undefined
  return work.db('stk_pushes').where({ id: fitting[0]!.id }).forUpdate().first()
}

/** The prompt whose reference was typed, if it is out and can be asked about. */
export async function findAskedPush(
  { db }: Work,
  account_typed: string | null,
): Promise<number | undefined> {
  const account_reference = (account_typed ?? '').replace(/\s/g, '').toUpperCase()
  const push = await db('stk_pushes')
    .where({ account_reference, state: 'sent' })
    .whereNotNull('checkout_request_id')
    .first('id')
  return push?.id
}

// A pull's times are read as Nairobi's, and may be of Greenwich after all (payments.md A.14).
function readings(paid_at: Instant, proved_by: Payment['proved_by']): Instant[] {
  return proved_by === 'pull' ? [paid_at, paid_at.add({ hours: 3 })] : [paid_at]
}
