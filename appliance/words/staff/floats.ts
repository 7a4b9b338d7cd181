// What is said about the money that resellers bring before they sell.

import type { FloatLine } from '../../people/float-register.ts'
import { kes } from '../figures.ts'

const rails = { cash: 'Cash', bank: 'Bank transfer' } as const

export const floats = {
  title: 'Resellers',
  lead: 'Each brings money before they sell. What they sell is taken from it at once, and nothing is sold beyond it.',
  column: {
    who: 'Reseller',
    float: 'In the float',
    sold: 'Sold in 30 days',
    last: 'Last moved',
    state: 'State',
    what: 'What',
    amount: 'KES',
    left: 'Left',
  },
  none: 'Nobody sells for you yet',
  none_text: 'Invite somebody as a reseller under People: they appear here, with an empty float.',
  invite: 'Invite a reseller',
  never: 'never',
  states: {
    selling: { word: 'sells', tone: 'good' },
    empty: { word: 'empty', tone: 'wait' },
    gone: { word: 'left us', tone: 'over' },
  },

  of: (name: string): string => `Float of ${name}`,
  in_it: 'In the float',
  own_title: 'Your float',
  own_lead: 'What you brought, and what you sold from it.',
  empty: 'Nothing is left in your float: bring money to the office, and sell on at once.',
  moves: 'In and out',
  moves_none: 'Nothing has moved yet',
  moves_none_text: 'What is brought, sold and taken back stands here, each with what was left.',
  more: 'Earlier',
  first: 'Latest',

  top_up: 'Top it up',
  top_up_text:
    'Money that you have in hand, or have seen at the bank. It can be sold from at once.',
  top_up_enter: 'Top up the float',
  pay_back: 'Pay something back',
  pay_back_text: 'Money that leaves the house: a second person must say yes first.',
  pay_back_enter: 'Ask to pay it back',
  rails,
  rail: 'How it came',
  rail_out: 'How it is paid',
  amount: 'Amount in KES',
  code: 'The bank’s reference',
  code_hint: 'Only for a bank transfer. Each reference counts once',
  proof: 'What you go by',
  proof_hint: 'Receipt book and page, slip, statement',
  why: 'Note',
  why_hint: 'Only staff see this',
  why_back: 'Why',
  why_back_missing: 'Say why, in a few words: whoever decides reads it.',
  cap: (amount_cents: number | null): string =>
    amount_cents === null
      ? 'It is in the float at once, under your name.'
      : `It is in the float at once, under your name. Above ${kes(amount_cents)} a second person must say yes.`,
  done: {
    topped_up: 'It is in the float.',
    asked: 'It waits for a second person’s yes. Until then nothing moves.',
  },

  credit: 'Credit a subscriber',
  who: 'Whom?',
  who_hint: 'Account number, phone or user name: one of your own subscribers',
  find: 'Find',
  nobody: (typed: string): string => `None of your subscribers has “${typed}”. Is a digit wrong?`,
  credit_enter: (name: string): string => `Credit ${name}`,
  credit_text:
    'It leaves your float and is on their account at once; a line that ended opens again.',
  own: 'This is your own account: ask the office.',
  closed: 'This account is closed.',
  draw: 'Draw vouchers',
  draw_text: 'They are paid from your float now, and are shown once, to print.',
  plan: 'For',
  count: 'How many',
  count_hint: '50 at most at once',
  draw_enter: 'Draw and pay',
  no_plans: 'No pass is sold at the hotspot yet.',

  /** What one line of a float says. */
  line: ({ kind, reason, name, rail, mover }: FloatLine): { what: string; sub: string } => {
    if (kind === 'top_up' && rail)
      return { what: 'Brought', sub: `${rails[rail]} · ${mover ?? ''}` }
    if (kind === 'pay_back' && rail)
      return { what: 'Paid back', sub: `${rails[rail]} · ${mover ?? ''}` }
    if (kind === 'receive') return { what: `Credited ${name ?? 'a subscriber'}`, sub: reason }
    if (kind === 'undo') return { what: `Taken back from ${name ?? 'a subscriber'}`, sub: reason }
    if (kind === 'return') return { what: 'Vouchers voided', sub: reason }
    return { what: 'Vouchers drawn', sub: reason }
  },
} as const
