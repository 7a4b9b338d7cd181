// The text message a payer gets from M-PESA: the money went, or why it did not.

import { shillings } from '../words.ts'
import type { Transaction, Validation } from './books.ts'

export function payerMessage(transaction: Transaction, organisation: string): string {
  const { trans_id, amount_cents, bill_ref, validation } = transaction
  const amount = `Ksh${shillings(amount_cents)}`
  switch (transaction.state) {
    case 'asking':
      return 'Please wait. You will get a message soon.'
    case 'cancelled':
      return `Failed. ${amount} to ${organisation} was not sent: ${refusalWords(validation)}.`
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
