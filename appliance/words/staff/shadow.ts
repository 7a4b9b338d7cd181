// What is said of a paybill that only watches.

import type { Verdict } from '../../people/shadow-register.ts'
import { countOf } from '../figures.ts'
import type { State } from './states.ts'

export const shadow = {
  title: (shortcode: string): string => `Paybill ${shortcode}, watched`,
  link: 'In shadow, and going live',
  begin: 'Only watch at first',
  begin_hint:
    'Payments are checked and matched, and the system you have now goes on crediting them.',
  is_shadow: {
    word: 'in shadow',
    tone: 'wait',
    text: 'Every payment is proved and matched here, and nothing is credited: no wallet, no time, no receipt, no SMS. The other system credits, and keeps M-Pesa’s addresses. Lango reads M-Pesa’s list of payments, and copies that the other system passes on.',
  },
  is_live: {
    word: 'live',
    tone: 'good',
    text: 'Payments are credited here. What was watched before stays the other system’s, and is not credited again.',
  },
  since: 'Live since',
  copies: 'The other system may pass copies of M-Pesa’s confirmations on to',
  verdicts: {
    same: { word: 'the same', tone: 'good' },
    differs: { word: 'differs', tone: 'bad' },
    only_here: { word: 'not on their list', tone: 'wait' },
    only_there: { word: 'not seen here', tone: 'bad' },
  } satisfies Record<Verdict, State> as Record<Verdict, State>,
  list: 'What we would have done, and what they did',
  column: { code: 'Code', ours: 'Lango would', theirs: 'The other system did', amount: 'KES' },
  none: 'Nothing was watched yet',
  none_text: 'Payments appear here as M-Pesa’s list tells of them, within ten minutes.',
  would: {
    buy: (plan: string, until: string): string => `${plan} until ${until}`,
    wallet: (amount: string): string => `${amount} left in the wallet`,
    nobody: 'nobody’s',
    nothing: '—',
  },
  typed: (words: string): string => `typed “${words}”`,
  credit: 'Credit it here',
  credit_hint: 'The other system missed it, and you are sure.',
  paste: 'What the other system credited',
  paste_text:
    'Paste its list, a line a payment: M-Pesa code, account, amount. Commas, semicolons or tabs between. It moves nothing.',
  lines: 'Lines',
  paste_enter: 'Lay it beside ours',
  turn: { live: 'Go live', shadow: 'Back into shadow' },
  turn_text: {
    live: 'A second person must say yes. From then on payments are credited here, and Safaricom is told our addresses. Switch the other system’s crediting off at that moment. What was paid before and is heard of after is put before a person.',
    shadow:
      'A second person must say yes. From then on nothing that comes in here is credited, and no phone is asked.',
  },
  why: 'Why now',
  why_missing: 'Say why in a few words.',
  turn_enter: 'Ask a second person',
  asked: 'It was asked for, and waits for a second person.',
  done: {
    noted: (count: number): string => `${countOf(count, 'line')} noted.`,
    credited: 'It is being credited here.',
    asked: 'A second person has it in front of them.',
  },
} as const
