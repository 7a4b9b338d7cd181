// Which reader reads which kind of callback. A provider more is a line more here.

import type { Callback, CallbackKind } from '../tables.ts'
import { readConfirmation, type Confirmation } from './daraja-c2b.ts'
import { readStkCallback } from './daraja-stk-callback.ts'
import { readIpn, type Ipn } from './ipn.ts'
import { unreadable, type Unreadable } from './message.ts'
import { readPayHeroCallback } from './payhero-callback.ts'
import { readPaystackEvent } from './paystack-event.ts'
import type { RefundNews } from './paystack-refund.ts'
import type { OtherNews, PromptNews } from './prompts.ts'

type PromptReader = (body: Uint8Array) => PromptNews | OtherNews | RefundNews | Unreadable

/** How a prompt ended, they say. */
const prompts: Partial<Record<CallbackKind, PromptReader>> = {
  stk_callback: readDarajaNews,
  payhero_callback: readPayHeroCallback,
  paystack_event: readPaystackEvent,
}
export const promptKinds = Object.keys(prompts) as CallbackKind[]

/** A payment that somebody made by hand, they say. */
const told: Partial<Record<CallbackKind, (body: Uint8Array) => Confirmation | Ipn | Unreadable>> = {
  confirmation: readConfirmation,
  ipn: readIpn,
}
export const toldKinds = Object.keys(told) as CallbackKind[]

export function isPrompt(kind: CallbackKind): boolean {
  return kind in prompts
}

export function isTold(kind: CallbackKind): boolean {
  return kind in told
}

/** Never throws; `reader_missing` for a kind that tells of no prompt. */
export function readPromptNews(
  kind: CallbackKind,
  body: Uint8Array,
): PromptNews | OtherNews | RefundNews | Unreadable {
  return prompts[kind]?.(body) ?? unreadable('reader_missing', `${kind} tells of no prompt.`)
}

/** Never throws; `reader_missing` for a kind that tells of no payment by hand. */
export function readTold({
  kind,
  body,
}: Pick<Callback, 'kind' | 'body'>): Confirmation | Ipn | Unreadable {
  return told[kind]?.(body) ?? unreadable('reader_missing', `${kind} tells of no payment.`)
}

// There is no reference of ours in it: the address it comes to names the prompt.
function readDarajaNews(body: Uint8Array): PromptNews | Unreadable {
  const said = readStkCallback(body)
  return 'unreadable' in said ? said : { ...said, our_reference: '' }
}
