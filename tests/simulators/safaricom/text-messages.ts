// The text messages of every phone: M-PESA's own, that the money went or why it did not, and the SMS gateway's.

import { randomUUID } from 'node:crypto'
import { shillings } from '../words.ts'
import type { Books, Transaction, Validation } from './books.ts'

export interface TextMessage {
  readonly id: string
  readonly at: Temporal.Instant
  readonly from: string
  /** 2547… or 2541… */
  readonly to: string
  readonly text: string
  readonly by: 'gateway' | 'mpesa'
}

/** The payer hears of it from M-PESA, whoever else does not. */
export function keepPayerMessage(books: Books, transaction: Transaction): void {
  const { msisdn, shortcode } = transaction
  if (msisdn === '') return // An organisation paid.
  const text = payerMessage(transaction, books.shortcodes.get(shortcode)?.organisation ?? '')
  const message = { from: 'MPESA', to: msisdn, text, by: 'mpesa' as const }
  books.messages.push({ ...message, id: randomUUID(), at: books.now() })
}

export const messagesTo = ({ messages }: Books, phone: string): TextMessage[] =>
  messages.filter(({ to }) => to === phone)

export function payerMessage(transaction: Transaction, organisation: string): string {
  const { trans_id, amount_cents, bill_ref, validation } = transaction
  const amount = `Ksh${shillings(amount_cents)}`
  switch (transaction.state) {
    case 'asking':
      return 'Please wait. You will get a message soon.'
    case 'cancelled':
      return `Failed. ${amount} to ${organisation} was not sent: ${refusalWords(validation)}.`
    case 'reversed':
      return `${trans_id} was reversed. ${amount} is back in your account.`
    case 'completed':
      return `${trans_id} Confirmed. ${amount} sent to ${organisation}${bill_ref && ` for account ${bill_ref}`}.`
  }
}

const refusals: Readonly<Record<string, string>> = {
  C2B00011: 'invalid phone number',
  C2B00012: 'invalid account number',
  C2B00013: 'invalid amount',
  C2B00014: 'invalid customer details',
  C2B00015: 'invalid business number',
}

function refusalWords(validation: Validation | null): string {
  if (validation?.verdict === 'silence') return 'the business did not answer in time'
  return refusals[validation?.result_code ?? ''] ?? 'the business declined it'
}
