// What makes a past for tests that look at pages: a payment with its callback and its proof, a session, a run of
// refusals. Payments go through the house's own functions, at the minute they are said to have come.

import type { Appliance } from '../../appliance/appliance.ts'
import { recordPayment } from '../../appliance/money/payments.ts'
import { settlePayment } from '../../appliance/money/settlement.ts'
import { cents } from '../../appliance/money.ts'
import { formatDarajaTime } from '../../appliance/time.ts'
import type { TestClock } from '../support/database.ts'
import { paybill, phone, type Customer } from '../support/factories.ts'

export type Shop = { appliance: Appliance; clock: TestClock }

export interface Paid {
  at: string
  code: string
  amount: number
  typed: Customer | string
  name: string
}

/** A callback, its proof by pull 2.1 s later, and the settlement. */
export async function pay(shop: Shop, paid: Paid): Promise<void> {
  const { appliance, clock } = shop
  const heard_at = await claim(shop, paid)
  clock.pass({ milliseconds: 2140 })
  const account_typed = typedOf(paid)
  const amount_cents = cents(paid.amount * 100)
  const asked = {
    kind: 'pull',
    shortcode: paybill,
    merchant_reference: crypto.randomUUID(),
    asked_at: appliance.now(),
  } as const
  const [inquiry] = await appliance
    .db('inquiries')
    .insert({ ...asked, answered_at: appliance.now(), outcome: 'completed' })
    .returning('id')
  await appliance.work((work) =>
    recordPayment(
      work,
      {
        receipt_code: paid.code,
        shortcode: paybill,
        amount_cents,
        account_typed,
        payer_msisdn: payerOf(paid),
        payer_msisdn_raw: payerOf(paid),
        payer_name: paid.name,
        customer_money: true,
        paid_at: heard_at.subtract({ seconds: 3 }),
        heard_at,
        proved_by: 'pull',
      },
      {
        source: 'pull',
        callback_id: null,
        inquiry_id: inquiry!.id,
        amount_cents,
        account_typed,
        paid_at: heard_at.subtract({ seconds: 3 }),
      },
    ),
  )
  clock.pass({ milliseconds: 38 })
  const { id } = (await appliance.db('payments').where({ receipt_code: paid.code }).first('id'))!
  await appliance.work((work) => settlePayment(work, id))
}

/** Only the callback: M-Pesa has not confirmed it. */
export async function claim({ appliance, clock }: Shop, paid: Paid): Promise<Temporal.Instant> {
  clock.set(paid.at)
  const heard_at = appliance.now()
  const body = {
    TransactionType: 'Pay Bill',
    TransID: paid.code,
    TransTime: formatDarajaTime(heard_at.subtract({ seconds: 3 })),
    TransAmount: `${paid.amount}.00`,
    BusinessShortCode: paybill,
    BillRefNumber: typedOf(paid),
    InvoiceNumber: '',
    OrgAccountBalance: '83450.00',
    ThirdPartyTransID: '',
    MSISDN: payerOf(paid),
    FirstName: paid.name,
  }
  await appliance.db('callbacks').insert({
    shortcode: paybill,
    kind: 'confirmation',
    body: Buffer.from(JSON.stringify(body)),
    headers: JSON.stringify({}) as never,
    source_address: '196.201.214.200',
    heard_at,
    state: 'unproved',
    receipt_code: paid.code,
    tries: 1,
    due_at: heard_at.add({ seconds: 90 }),
  })
  return heard_at
}

/** Their own phone; what nobody’s account was typed for came from Otieno’s. */
function payerOf({ typed }: Paid): string {
  return (typeof typed === 'string' ? null : typed.subscriber.msisdn) ?? phone(318)
}

function typedOf({ typed }: Paid): string {
  return typeof typed === 'string' ? typed : typed.subscriber.account_no
}

export interface Online {
  who: Customer
  router_id: number
  from: string
  heard?: string
  until?: string
  gigabytes: number
  cause?: string
  ip: string
}

export async function online(
  { appliance }: Shop,
  { who, router_id, from, heard, until, gigabytes, cause, ip }: Online,
): Promise<void> {
  const started_at = Temporal.Instant.from(from)
  const ended = Temporal.Instant.from(until ?? heard!)
  const { id: service_id, user_name } = who.service
  await appliance.db('access_decisions').insert({
    decided_at: started_at.subtract({ milliseconds: 90 }),
    router_id,
    service_id,
    user_name,
    outcome: 'accept',
    session_seconds: 86_400 * 6,
  })
  await appliance.db('sessions').insert({
    session_key: crypto.randomUUID(),
    router_id,
    service_id,
    user_name,
    acct_session_id: '8100002a',
    framed_ip_address: ip,
    started_at,
    heard_at: ended,
    session_seconds: Math.round(ended.since(started_at).total('seconds')),
    input_octets: Math.round(gigabytes * 74e6),
    output_octets: Math.round(gigabytes * 1e9),
    stopped_at: until ? ended : null,
    terminate_cause: until ? (cause ?? 'User-Request') : null,
  })
}

export interface Refused {
  who: Customer
  router_id: number
  reason: string
  from: string
  every: Temporal.DurationLike
  times: number
}

export async function refuse(
  { appliance }: Shop,
  { who, router_id, reason, from, every, times }: Refused,
): Promise<void> {
  const { id: service_id, user_name } = who.service
  let decided_at = Temporal.Instant.from(from)
  for (let count = 0; count < times; count++) {
    await appliance
      .db('access_decisions')
      .insert({ decided_at, router_id, service_id, user_name, outcome: 'reject', reason })
    decided_at = decided_at.add(every)
  }
}
