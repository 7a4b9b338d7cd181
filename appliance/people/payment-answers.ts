// What finance asks of each payment (S2-37 to S2-42): who paid, what for, was it right, which record, is there a receipt,
// must somebody look. And the filters that go with it: where it came from, how it stands, who looks after it.

import type { Cents } from '../money.ts'
import type { ExceptionKind, Payment } from '../tables.ts'

export const channelsWanted = ['any', 'paybill', 'stk', 'cash', 'bank', 'voucher', 'float'] as const
export type ChannelWanted = (typeof channelsWanted)[number]

/** Matched: Safaricom's own list or status names it, or it is a voucher of ours. */
export type Reconciliation = 'matched' | 'unreconciled' | 'exception' | 'written_off'
export const reconciliations = [
  'any',
  'matched',
  'unreconciled',
  'exception',
  'written_off',
] as const satisfies ('any' | Reconciliation)[]
export type ReconciliationWanted = (typeof reconciliations)[number]

export const keepers = ['anybody', 'me', 'nobody'] as const
export type Keeper = (typeof keepers)[number]

export interface AnswersWanted {
  channel: ChannelWanted
  recon: ReconciliationWanted
  keeper: Keeper
}

export interface PaymentAnswers {
  expected_cents: Cents | null
  /** The plan of the time it bought when it came. */
  bought: string | null
  service: string | null
  receipt_no: number | null
  exception_kind: ExceptionKind | null
  reconciliation: Reconciliation
  /** Who took it, or looks after its exception. */
  keeper: string | null
}

const openException = `(select e.kind from exceptions e
  where e.payment_id = m.id and e.resolved_at is null order by e.id limit 1)`

const reconciliation = `(case when m.state = 'written_off' then 'written_off'
  when m.state = 'excepted' or ${openException} is not null then 'exception'
  when m.rail in ('voucher', 'float') or exists (select from sightings g where g.payment_id = m.id
    and g.source in ('pull', 'transaction_status')) then 'matched'
  else 'unreconciled' end)`

const keeperId = `coalesce((select e.owner_id from exceptions e
  where e.payment_id = m.id and e.resolved_at is null and e.owner_id is not null order by e.id limit 1), m.taken_by)`

/** PaymentAnswers of a payment `m`. */
export const answerColumns = `
  m.expected_cents, ${openException} as exception_kind, ${reconciliation} as reconciliation,
  (select k.name from staff k where k.id = ${keeperId}) as keeper,
  (select r.number from receipts r where r.payment_id = m.id) as receipt_no,
  (select v.user_name from services v where v.id = m.service_id) as service,
  (select p.name from services v join credits c on c.service_id = v.id join transfers t on t.id = c.transfer_id
   join plans p on p.id = c.plan_id
   where v.subscriber_id = m.subscriber_id and t.posted_at = m.settled_at order by c.id limit 1) as bought`

/** SQL that narrows to what is wanted; only what is asked for is looked at. Its binding is `:viewer_id`. */
export function answersWanted({ channel, recon, keeper }: AnswersWanted): string {
  const known = <Word extends string>(words: readonly Word[], word: Word) =>
    words.includes(word) ? word : words[0]!
  return [
    ...(channel === 'any' ? [] : [`m.channel = '${known(channelsWanted, channel)}'`]),
    ...(recon === 'any' ? [] : [`${reconciliation} = '${known(reconciliations, recon)}'`]),
    ...(keeper === 'me' ? [`${keeperId} = :viewer_id`] : []),
    ...(keeper === 'nobody' ? [`${keeperId} is null`] : []),
  ]
    .map((condition) => ` and ${condition}`)
    .join('')
}

/** Was the amount correct? Null where nobody knew what it should be. Pure. */
export function decideAmount({
  amount_cents,
  expected_cents,
}: Pick<Payment, 'amount_cents' | 'expected_cents'>): 'exact' | 'short' | 'over' | null {
  if (expected_cents === null) return null
  if (amount_cents === expected_cents) return 'exact'
  return amount_cents < expected_cents ? 'short' : 'over'
}
