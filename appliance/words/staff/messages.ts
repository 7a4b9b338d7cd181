// The search of what went in and out, word for word.

import { formatMoment, type Instant } from '../../time.ts'
import type { FoundMessage } from '../../people/message-search.ts'

export const messages = {
  title: 'Messages',
  lead: (months: number): string =>
    `What M-Pesa sent us and what we asked, word for word, by the code of a payment. The last ${months} months are shown; phone numbers are covered.`,
  find: 'Code',
  find_hint: 'A payment’s code, or what the phone showed as account',
  show: 'Find',
  ways: { in: 'They sent', out: 'We asked' } satisfies Record<FoundMessage['way'], string>,
  kinds: {
    confirmation: 'Confirmation',
    status_result: 'Status, answered',
    status_timeout: 'Status, timed out',
    stk_callback: 'Callback of a prompt',
    payhero_callback: 'PayHero’s callback of a prompt',
    paystack_event: 'Paystack’s event',
    ipn: 'Notification by the old service (IPN)',
    pull: 'List of payments',
    transaction_status: 'Status of the payment',
    stk_query: 'How the prompt stands',
    prompt: 'Prompt on the phone',
  } as Record<string, string>,
  column: { what: 'What', at: 'When', outcome: 'Came to' },
  message: 'Word for word',
  none: 'No messages',
  none_text: (months: number): string =>
    `None with this code in the last ${months} months. Is a letter wrong? The payment itself may still be in the list.`,
  ask: 'Type a code',
  ask_text: 'Everything that was said about it appears here, newest first.',
  purged: (at: Instant): string =>
    `Purged on ${formatMoment(at, at.add({ hours: 24 * 400 }))}: the words are gone, as the house does after so many months. The payment and its hash stay.`,
  gone: 'Purged: the words are gone, as the house does after so many months.',
  why: 'Why you need the numbers',
  why_hint: 'It is written down with your name',
  why_missing: 'Say why, in a few words.',
}
