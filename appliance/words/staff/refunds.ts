// What is said about money that goes back, and about how it may leave by itself.

import type { Payout, Refund } from '../../tables.ts'

const hows: Record<NonNullable<Refund['paid_how']>, string> = {
  reversal: 'by a reversal',
  b2c: 'to their phone',
  paystack: 'by Paystack',
  by_hand: 'by hand',
}

const ways: Record<Payout['way'], string> = {
  reversal: 'reversal of the payment',
  b2c: 'payment to their phone',
  paystack: 'refund by Paystack',
}

export const refunds = {
  title: 'Refunds',
  lead: 'What two of you said yes to. It goes out when the ten minutes of the undo are over, to the phone that paid and to no other.',
  open: 'To be given back',
  none: 'Nothing waits to be given back',
  none_text: 'A refund begins at its exception, or when somebody leaves, and a second person says yes to it.',
  over: 'Given back, or not',
  none_over: 'None yet',
  column: { what: 'Payment', amount: 'KES', state: 'How far' },
  by: (asker: string, decider: string | null): string => `asked by ${asker}, agreed by ${decider ?? 'nobody'}`,
  on_leaving: 'Wallet, on leaving',
  hidden_phone: 'phone hidden by M-Pesa',
  way: (way: Payout['way']): string => ways[way],
  state: (refund: { state: Refund['state']; attempt: Payout['state'] | null; allowed: boolean }) => {
    if (refund.state === 'paid') return { word: 'given back', tone: 'good' as const }
    if (refund.state === 'taken_back') return { word: 'taken back', tone: 'over' as const }
    switch (refund.attempt) {
      case 'created':
        return { word: 'goes out soon', tone: 'wait' as const }
      case 'sending':
      case 'sent':
        return { word: 'on its way', tone: 'wait' as const }
      case 'failed':
        return { word: 'did not go', tone: 'bad' as const }
      default:
        return { word: refund.allowed ? 'needs a person' : 'to do by hand', tone: 'bad' as const }
    }
  },
  paid: (how: NonNullable<Refund['paid_how']>, receipt: string | null): string =>
    receipt === null ? hows[how] : `${hows[how]}, ${receipt}`,
  retry: 'Try again',
  by_hand: 'It was paid by hand',
  by_hand_text: 'You paid it on the M-Pesa portal. Under which code?',
  code: 'M-Pesa code of the payment back',
  by_hand_enter: 'It is given back',
  back: 'Don’t give it back',
  back_text: 'The money returns to where it was: in front of a person, or in the wallet.',
  back_enter: 'Take it back',
  done: {
    tried: 'It is tried again.',
    paid: 'It is given back.',
    taken_back: 'The money is back where it was.',
  },
  settings: 'How money may leave',
  form: {
    title: (shortcode: string): string => `How money may leave ${shortcode}`,
    lead: 'Off until you fill this in. Everything still needs a second person’s yes; this only says who carries it out at Safaricom.',
    reverses: 'Whole payments go back by a reversal',
    reverses_hint: 'The operator needs the role “Org Reversals Initiator”.',
    lead_paystack: 'Off until you fill this in. Everything still needs a second person’s yes; Paystack then gives it back to the phone that paid, which may take days.',
    by_paystack: 'Refunds go back by Paystack',
    by_paystack_hint: 'Out of what Paystack holds for you. Its own fee for the payment does not come back.',
    b2c: 'Shortcode for payments to phones (B2C)',
    b2c_hint: 'Blank: none. The operator needs the role “ORG B2C API Initiator”.',
    cap: 'At most a day, KES',
    operator: 'API operator',
    operator_hint: 'One of its own: not the one who asks for statuses',
    password: 'Password of the operator',
    password_hint: 'Blank: as it was',
    certificate: 'Certificate of Safaricom (PEM, or the text of the .cer)',
    certificate_hint: 'Blank: as it was. Its dates do not matter.',
    keep: 'Keep this',
    kept: 'Kept.',
    on: 'Money may leave by itself, after a second person’s yes.',
    off: 'Money leaves by hand only.',
    operator_missing: 'The operator’s name, please.',
    shortcode_unreadable: 'Five to seven digits, or nothing.',
  },
} // prettier-ignore
