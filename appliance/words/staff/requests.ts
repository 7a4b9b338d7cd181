// What staff asks subscribers for.

import type { RequestState, RequestStateWanted } from '../../people/request-register.ts'
import { kes } from '../figures.ts'
import type { State } from './states.ts'

export const requests = {
  title: 'Requests',
  lead: 'Money you ask a subscriber for. A prompt appears on their phone; they type their PIN, and it is on their account.',
  who: 'Who should pay?',
  who_hint: 'Account number, phone or user name',
  find: 'Find',
  another: 'Somebody else',
  phone: 'Phone to ask',
  phone_hint: 'Left blank: their own',
  amount: 'Amount in KES',
  about: 'What it is for',
  about_hint: 'Stays with the request',
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
