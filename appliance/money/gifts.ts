// Time that is given: from a named budget, behind what is paid for. What it is worth leaves the budget and comes into sales,
// so that free days stand in the books like sold ones (T26).

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Plan, Service } from '../tables.ts'
import { addTerm, anchorDay, type Instant } from '../time.ts'
import { post, undoTransfer } from './ledger.ts'
import { lengthOf, shareOf, valueOfTime } from './time-value.ts'

export interface Gift {
  starts_at: Instant
  ends_at: Instant
  price_cents: Cents
  data_bytes: number | null
}

type Given = Pick<Plan, 'price_cents' | 'term_count' | 'term_unit' | 'data_bytes'>

/** Behind the end of all that is there, or from now. Pure. */
export function decideGift(
  plan: Given,
  paid_until: Instant | null,
  hours: number,
  now: Instant,
): Gift {
  const early = paid_until !== null && Temporal.Instant.compare(paid_until, now) > 0
  const starts_at = early ? paid_until : now
  const ends_at = starts_at.add({ hours })
  const term_ends = addTerm(starts_at, plan, anchorDay(starts_at))
  const part = lengthOf(starts_at, ends_at)
  return {
    starts_at,
    ends_at,
    price_cents: valueOfTime(plan, { from: starts_at, until: ends_at }),
    data_bytes:
      plan.data_bytes === null
        ? null
        : Number(shareOf(plan.data_bytes, part, lengthOf(starts_at, term_ends))),
  }
}

/** What takes a gift back, as an act keeps it. */
export interface GiftMemo {
  credit_id: number
  anchor_day: number | null
}

/** The subscriber and the budget are held by the caller, who has asked whether it may be spent. */
export async function giveTime(
  work: Work,
  { service, plan }: { service: Service; plan: Plan },
  { hours, budget_id }: { hours: number; budget_id: number },
): Promise<GiftMemo & { gift: Gift }> {
  const [last] = await work
    .db('credits')
    .where({ service_id: service.id })
    .max<{ ends_at: Instant | null }[]>('ends_at as ends_at')
  const gift = decideGift(plan, last!.ends_at, hours, work.now)
  const until = gift.ends_at.toString({ smallestUnit: 'second' })
  const transfer_id = await post(work, {
    kind: 'give',
    from: { kind: 'budget', budget_id },
    to: { kind: 'sales' },
    amount_cents: gift.price_cents,
    reason: `Time given to service ${service.id} until ${until}`,
  })
  const row = { ...gift, service_id: service.id, plan_id: plan.id, transfer_id }
  const [credit] = await work
    .db('credits')
    .insert({ ...row, kind: 'given', due_at: gift.ends_at })
    .returning('id')
  // Months are counted from the new end: with the old day the next one would be shorter by what was given.
  await work
    .db('services')
    .where({ id: service.id })
    .update({ anchor_day: anchorDay(gift.ends_at) })
  return { credit_id: credit!.id, anchor_day: service.anchor_day, gift }
}

/** The time is gone and its worth is back in the budget. Throws Conflict `changed_since` where more time follows it. */
export async function takeGiftBack(
  work: Work,
  { credit_id: id, anchor_day }: GiftMemo,
): Promise<void> {
  const credit = await work.db('credits').where({ id, kind: 'given' }).first()
  const after =
    credit &&
    (await work
      .db('credits')
      .where({ service_id: credit.service_id })
      .where('starts_at', '>=', credit.ends_at as never)
      .first('id'))
  if (!credit || after)
    throw new Conflict('changed_since', 'More time follows it by now: it can’t be undone any more.')
  await undoTransfer(work, credit.transfer_id, 'Time that was given, taken back')
  if (Temporal.Instant.compare(credit.starts_at, work.now) < 0)
    await work.db('credits').where({ id }).update({ ends_at: work.now, due_at: work.now })
  else await work.db('credits').where({ id }).delete()
  await work.db('services').where({ id: credit.service_id }).update({ anchor_day })
}
