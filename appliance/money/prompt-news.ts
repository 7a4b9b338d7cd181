// What is said of a prompt: by the callbacks at its address, and, over that, by whoever asked the phone for us.

import type { Work } from '../appliance.ts'
import type { Cents } from '../money.ts'
import { promptKinds, readPromptNews } from '../providers/news.ts'
import type { PromptProof } from '../providers/prompts.ts'
import type { StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface Told {
  /** The one they agree on, or that the provider named. */
  receipt_code: string | null
  disagree: boolean
  /** The provider itself named it. */
  named: boolean
  /** What the provider itself answered; null where it named no amount. */
  proved_cents: Cents | null
  amount_cents: Cents | null
  msisdn_raw: string | null
  paid_at: Instant | null
  heard_at: Instant | null
  callback_ids: number[]
}

/** Daraja's query proves a payment and does not name it. */
export const nothingMore: PromptProof = { receipt_code: null, amount_cents: null, paid_at: null }

// What the provider answered over our own connection stands over what anybody called to tell.
export function withProof(told: Told, { receipt_code, amount_cents, paid_at }: PromptProof): Told {
  const named = receipt_code === null ? {} : { receipt_code, disagree: false, named: true }
  return { ...told, ...named, proved_cents: amount_cents, paid_at: paid_at ?? told.paid_at }
}

// Only of this prompt, whatever came to its address. Where they disagree on the receipt, none is believed: a pull will
// name it.
export async function whatCallbacksSaid(work: Work, push: StkPush): Promise<Told> {
  const rows = await work
    .db('callbacks')
    .where({ reference: push.merchant_reference })
    .whereIn('kind', promptKinds)
    .orderBy('id')
    .limit(100)
  const names = new Set(['', push.checkout_request_id ?? ''])
  const ours = new Set(['', push.merchant_reference, push.account_reference])
  const paid = rows.flatMap(({ id, kind, body, heard_at }) => {
    const said = readPromptNews(kind, body)
    if (!('result' in said) || !said.paid) return []
    if (!names.has(said.checkout_request_id) || !ours.has(said.our_reference)) return []
    return [{ id, heard_at, ...said.paid }]
  })
  const codes = new Set(paid.flatMap(({ receipt_code }) => receipt_code ?? []))
  const [first] = paid
  return {
    receipt_code: codes.size === 1 ? [...codes][0]! : null,
    disagree: codes.size > 1,
    named: false,
    proved_cents: null,
    amount_cents: first?.amount_cents ?? null,
    msisdn_raw: first?.msisdn_raw ?? null,
    paid_at: first?.paid_at ?? null,
    heard_at: first?.heard_at ?? null,
    callback_ids: paid.map(({ id }) => id),
  }
}
