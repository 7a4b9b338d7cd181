// What staff asks subscribers for.

import type { RequestState, RequestStateWanted } from '../../people/request-register.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { countOf, kes } from '../figures.ts'
import type { State } from './states.ts'

export const requests = {
  title: 'Requests',
  lead: 'Money you ask a subscriber for: by a prompt on their phone, or by a link that you send to whoever pays. It goes to their account.',
  who: 'Who should pay?',
  who_hint: 'Account number, phone or user name',
  find: 'Find',
  another: 'Somebody else',
  phone: 'Phone to ask',
  phone_hint: 'Left blank: their own',
  amount: 'Amount in KES',
  about: 'What it is for',
  about_hint: 'Stays with the request',
  about_hint_link: 'Whoever opens the link reads it',
  ways: { prompt: 'Prompt on a phone', link: 'Link to send' },
  way: 'How to ask',
  days: 'The link is good for',
  day_choice: (days: number): string => countOf(days, 'day'),
  enter_link: 'Make the link',
  link: (until: Instant | null, now: Instant): string =>
    until ? `link, until ${formatMoment(until, now)}` : 'link',
  withdraw: 'Withdraw',
  withdraw_label: (name: string): string => `Withdraw the link for ${name}`,
  withdrawn: 'withdrawn',
  ended: 'the link has ended',
  invoice: (invoice_no: string): string =>
    `Its invoice number is ${invoice_no}: the page shows it, the message carries it, and typed at the paybill it names this account.`,
  made: (name: string): string => `A link for ${name}`,
  made_text: (amount_cents: number, days: number): string =>
    `Whoever opens it can pay ${kes(amount_cents)}, once, within ${countOf(days, 'day')}.`,
  once: 'Shown this once. Send it now to whoever pays.',
  copy: 'Copy',
  copied: 'Copied',
  by_sms: 'Send by SMS from here',
  by_whatsapp: 'Send by WhatsApp',
  done: 'Back to the requests',
  made_already:
    'This link is made. It is shown only once: if it is lost, withdraw it below and make another.',
  about_missing: 'Say what it is for, in a few words.',
  enter: (name: string): string => `Ask ${name}`,
  closed: 'This account is closed: nothing can be asked of it.',
  state: 'State',
  chips: {
    any: 'All',
    pending: 'Pending',
    successful: 'Successful',
    failed: 'Failed',
    exception: 'Exception',
  } satisfies Record<RequestStateWanted, string>,
  states: {
    pending: { word: 'pending', tone: 'wait' },
    successful: { word: 'paid', tone: 'good' },
    failed: { word: 'failed', tone: 'bad' },
    exception: { word: 'needs a person', tone: 'bad' },
  } satisfies Record<RequestState, State>,
  list: 'Asked for',
  column: { who: 'Asked of', about: 'What for', state: 'State', by: 'Asked by' },
  none: 'Nothing is asked for',
  none_text: 'Find whom you want to ask above; the request appears here, and how it ended.',
  more: 'Earlier requests',
  first: 'Back to the newest',
  needs: (amount_cents: number): string => `${kes(amount_cents)} is missing for the next term.`,
}
