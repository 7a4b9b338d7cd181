// What is said about how much may be taken by hand.

import type { Role } from '../../tables.ts'
import { kes } from '../figures.ts'
import { frame } from './frame.ts'

const amount = (cents: number | null): string => (cents === null ? 'no end' : kes(cents))

export const caps = {
  title: 'Caps',
  lead: 'How much one person may take by hand at once, cash or bank. Beyond it a second person must say yes.',
  role: (role: Role): string => frame.roles[role],
  amount,
  asked: (cents: number | null): string => `${amount(cents)} was asked for, and waits for a yes.`,
  change: 'Change',
  change_of: (role: Role): string => `Change the cap of ${frame.roles[role]}`,
  new_amount: 'New cap in KES',
  new_hint: '0: always asks a second person. Blank: no end',
  why: 'Why',
  why_missing: 'Say why, in a few words: it stands in the audit.',
  enter: 'Keep it',
  help: 'Less holds at once. More waits until a second person says yes. Only an owner may change a cap.',
  done: {
    changed: 'It holds from now on.',
    asked: 'It waits for a second person’s yes. Until then the old cap holds.',
  },
  changes: 'What was changed',
  change_column: { what: 'Cap', by: 'By' },
  none: 'Nothing was changed yet',
  none_text: 'These are the caps that Lango came with.',
  changed: (subject: string, before: number | null, after: number | null): string =>
    `${frame.roles[subject.replace('cap:', '') as Role]}: ${amount(before)} → ${amount(after)}`,
  by: (name: string | null): string => name ?? 'the box',
} as const
