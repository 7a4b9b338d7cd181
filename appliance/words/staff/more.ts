// The rest of a subscriber's page: deposit, notes, messages.

import type { HeldDeposit } from '../../money/deposits.ts'
import { formatShillings } from '../../money.ts'
import type { ToldMessage } from '../../people/written-messages.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { kes } from '../figures.ts'
import type { State } from './states.ts'

export const more = {
  deposit: 'Deposit',
  deposit_state: ({ paid_cents, left_cents }: HeldDeposit): State => {
    if (left_cents <= 0) return { word: 'paid', tone: 'good' }
    return paid_cents > 0
      ? { word: 'part paid', tone: 'wait' }
      : { word: 'not paid yet', tone: 'wait' }
  },
  deposit_line: ({ what, paid_cents, amount_cents }: HeldDeposit): string =>
    `${what}: ${kes(paid_cents)} of ${formatShillings(amount_cents)}`,
  deposit_left: ({ left_cents, before_time }: HeldDeposit): string => {
    if (left_cents <= 0) return 'Held until it is returned or kept.'
    const rule = before_time
      ? 'Internet opens when it is whole.'
      : 'It takes what is left after time is bought.'
    return `${kes(left_cents)} to go. ${rule}`
  },
  deposit_settle: 'Deposit and leaving',

  notes: 'Notes',
  notes_none: 'No note yet. What you write here is seen by everybody at the desk, never by them.',
  note: 'Write a note',
  note_add: 'Add the note',
  note_blank: 'Write a few words.',

  old_numbers: 'Also known at the paybill as',
  old_number: 'Another number of theirs',
  old_number_hint: 'What they typed before we came: letters and digits',
  old_number_blank: 'Which number?',
  old_number_add: 'Add the number',
  old_number_none: 'Only as the account number, the phone and the user names.',
  old_number_from: 'typed here',
  old_remove: 'Remove',
  old_remove_label: (old_no: string): string => `Remove ${old_no}`,

  messages: 'Messages',
  messages_none: 'No SMS was sent to them yet.',
  message: 'Write an SMS',
  message_hint: '{name}, {account} and {balance} are filled in',
  message_send: 'Send in two minutes',
  message_waits: 'It waits two minutes, so that you can take it back.',
  obstacles: {
    no_phone: 'No SMS can be sent: this account has no phone number.',
    no_gateway: 'No SMS can be sent: no SMS gateway is set up yet.',
  },
  withdraw: 'Take it back',
  message_kinds: {
    payment_confirmed: 'That the payment arrived, and until when it lasts',
    payment_in_review: 'That the payment is being looked at',
    sign_in_code: 'A code to sign in with',
    reminder: 'That their time is ending',
    written: '',
  } satisfies Record<ToldMessage['kind'], string>,
  message_states: {
    queued: { word: 'waiting', tone: 'wait' },
    sent: { word: 'sent', tone: 'good' },
    delivered: { word: 'reached the phone', tone: 'good' },
    undelivered: { word: 'did not reach the phone', tone: 'bad' },
    failed: { word: 'failed', tone: 'bad' },
    withdrawn: { word: 'taken back', tone: 'over' },
  } satisfies Record<ToldMessage['state'], State> as Record<ToldMessage['state'], State>,
  message_by: ({ author, made_at, error }: ToldMessage, now: Instant): string =>
    [author ?? 'by itself', formatMoment(made_at, now), error].filter(Boolean).join(' · '),
}
