// Taking money at the counter, and taking that back.

import type { ManualRail } from '../../money/manual-payments.ts'
import { kes } from '../figures.ts'

export const manual_payments = {
  title: 'Take a payment',
  lead: 'Cash over the counter, or a transfer to the bank that you have seen. M-Pesa payments come by themselves: never type one here.',
  crumb: 'Take a payment',
  who: 'Who pays?',
  who_hint: 'Account number, phone or user name',
  find: 'Find',
  nobody: (typed: string): string => `Nobody has “${typed}”. Is a digit wrong?`,
  another: 'Somebody else',
  own: 'This is your own account: ask a colleague to take it.',
  colleague: 'A colleague’s own account?',
  colleague_help: 'Whoever it belongs to can then credit nothing to it themselves.',
  nobodys: 'No colleague’s',
  colleague_enter: 'Write it down',
  closed: 'This account is closed. Take the money for the one they use now.',
  account: 'Account',
  wallet: 'In the wallet',
  line: 'Line',
  rails: { cash: 'Cash', bank: 'Bank transfer' } satisfies Record<ManualRail, string>,
  rail: 'How it came',
  amount: 'Amount in KES',
  code: 'The bank’s reference',
  code_hint: 'Only for a bank transfer. Each reference counts once',
  proof: 'What you go by',
  proof_hint: 'Receipt book and page, slip, statement',
  why: 'Note',
  why_hint: 'Only staff see this',
  enter: (name: string): string => `Take it from ${name}`,
  cap: (amount_cents: number | null): string =>
    amount_cents === null
      ? 'It is credited at once, under your name.'
      : `It is credited at once, under your name. Above ${kes(amount_cents)} a second person must say yes.`,
  asked: (amount: string, name: string): string =>
    `${amount} from ${name} waits for a second person’s yes.`,
  asked_text: 'Nothing is credited until then. Keep the money apart.',
  again: 'Take another',
  void: 'Void it',
  void_alone: 'You took it just now: it is taken back at once, with the time it bought.',
  void_second: 'A second person must say yes. Until then it stays.',
  void_why: 'Why',
  void_missing: 'Say why, in a few words.',
  void_enter: 'Void this payment',
  void_asked: 'It was asked to void this. It waits for a second person.',
}
