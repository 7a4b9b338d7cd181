// The one box, and what it found.

import type { SubscriberHit } from '../../people/search-rows.ts'
import { countOf, kes } from '../figures.ts'
import type { State } from './states.ts'

const by: Record<SubscriberHit['by'], string> = {
  account: 'account number',
  phone: 'phone',
  name: 'name',
  user_name: 'user name',
  mac: 'device',
  address: 'address',
}

export const find = {
  title: 'Find',
  title_of: (q: string): string => `Found for “${q}”`,
  blank_lead: 'The box above, or the key / on a keyboard.',
  lead: (count: number, named: boolean): string =>
    count === 0
      ? 'Nothing here has it as its name, or in it.'
      : `${countOf(count, 'thing')} ${named ? 'with exactly that name' : 'with that in it'}.`,
  blank: 'What are you looking for?',
  blank_text:
    'Type what you were told: a name, a phone however it is written, an account number, an M-Pesa code, a voucher, a MAC or IP address, or “1500 14:18” for a payment.',
  none: 'Nothing found',
  none_text:
    'Try fewer letters, only the first signs of the code, or the amount and the time, like “1500 14:18”.',
  none_text_code:
    'M-Pesa has told us of no payment with this code. A message can be minutes late; if the subscriber has M-Pesa’s SMS, look again soon. Do not let them pay twice.',

  subscribers: 'Subscribers',
  subscriber: 'Subscriber',
  phone: 'Phone',
  found_by: 'Found by',
  state: 'State',
  by: (way: SubscriberHit['by'], matched: string | null): string =>
    matched === null ? by[way] : `${by[way]} ${matched}`,
  all_subscribers: 'All of them in the list',
  online: { word: 'online', tone: 'good' } satisfies State as State,
  offline: { word: 'not online', tone: 'over' } satisfies State as State,
  suspended: { word: 'suspended', tone: 'bad' } satisfies State as State,
  closed: { word: 'closed', tone: 'over' } satisfies State as State,

  payments: 'Payments',
  code: 'Code',
  payer: 'Paid by',
  callback: 'Callback',
  called_back: { word: 'received', tone: 'good' } satisfies State as State,
  not_called_back: { word: 'not received', tone: 'wait' } satisfies State as State,
  nobody: 'nobody yet',
  unknown: 'name not known',
  all_payments: 'All of them in the list',

  claims: 'A payment that is being checked',
  claim: 'M-Pesa’s message came. It counts when Safaricom confirms it, and we keep asking.',

  vouchers: 'Vouchers',
  voucher: (plan: string, cents: number): string => `${plan}, ${kes(cents)}`,
  used: { word: 'used', tone: 'over' } satisfies State as State,
  unused: { word: 'not used yet', tone: 'good' } satisfies State as State,
  made: 'Made',

  routers: 'Routers',
  who_is_on: 'Who is online on it',
}
