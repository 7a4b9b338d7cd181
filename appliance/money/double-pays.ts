// Paid twice? The same payer, the same amount, the same subscriber, within half an hour, under another code: a page that
// said nothing, a button pressed again. The second waits in the wallet, and buys nothing until a person has chosen.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { cents, type Cents } from '../money.ts'
import type { Checkout, Payment } from '../tables.ts'
import { walletOf } from './ledger.ts'

const within = { minutes: 30 }

export interface Twin extends Pick<Payment, 'id' | 'receipt_code' | 'account_typed' | 'heard_at'> {
  checkout_id: number | null
  opened_before: boolean
}

/**
 * The payment before, which this one seems to repeat. Two requests of ours that were both paid are no such thing: they
 * were asked for twice, for two devices, say.
 */
export async function findTwin(
  { db }: Work,
  payment: Payment,
  subscriber_id: number,
  checkout: Checkout | undefined,
): Promise<Twin | undefined> {
  const { id, rail, amount_cents, payer_msisdn, payer_msisdn_raw, payer_name, heard_at } = payment
  if (rail !== 'mpesa') return undefined
  const { rows } = await db.raw<{ rows: Twin[] }>(
    `select m.id, m.receipt_code, m.account_typed, m.heard_at, p.checkout_id,
            coalesce(m.heard_at < :asked_at, false) as opened_before
     from payments m left join stk_pushes p on p.id = m.stk_push_id
     where m.subscriber_id = :subscriber_id and m.rail = 'mpesa' and m.id <> :id and m.amount_cents = :amount_cents
       and m.heard_at between :from and :until
       and case when m.payer_msisdn is not null and :msisdn::text is not null then m.payer_msisdn = :msisdn
                else m.payer_msisdn_raw = :raw and m.payer_name is not distinct from :name end
     order by m.heard_at desc limit 5`,
    {
      subscriber_id,
      id,
      amount_cents,
      from: heard_at.subtract(within) as never,
      until: heard_at.add(within) as never,
      msisdn: payer_msisdn,
      raw: payer_msisdn_raw,
      name: payer_name,
      asked_at: (checkout?.opened_at ?? null) as never,
    },
  )
  return rows.find((twin) => isRepeated(twin, checkout))
}

/** Pure. */
export function isRepeated(
  { checkout_id, opened_before }: Pick<Twin, 'checkout_id' | 'opened_before'>,
  checkout: Pick<Checkout, 'id'> | undefined,
): boolean {
  if (!checkout) return true
  return checkout_id === null ? !opened_before : checkout_id === checkout.id
}

/** What a wallet may spend by itself: not what waits for a person to say whether it was paid twice. */
export async function spendableOf(db: Db, subscriber_id: number): Promise<Cents> {
  const wallet = await walletOf(db, subscriber_id)
  const { rows } = await db.raw<{ rows: { held: number }[] }>(
    `select coalesce(sum(amount_cents), 0) as held from exceptions
     where subscriber_id = ? and kind = 'possible_double' and resolved_at is null`,
    [subscriber_id],
  )
  return cents(Math.max(0, wallet - rows[0]!.held))
}
