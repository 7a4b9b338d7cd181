// What is said about closing a day: statements, three books, what differs, who signed.

import type { PaidOffline } from '../../close/access-drift.ts'
import type { DayState } from '../../close/calendar.ts'
import type { Item } from '../../close/checklist.ts'
import type { BookRow, Difference } from '../../close/day-books.ts'
import type { Fault } from '../../providers/statement-line.ts'
import { countOf, kes } from '../figures.ts'

const states: Record<DayState, string> = {
  signed: 'closed',
  reopened: 'reopened',
  running: 'today',
  unclosed: 'open',
  empty: 'none',
  future: '',
}

export const close = {
  title: 'Daily close',
  lead: 'Each day the paybill’s statement, what we were told, what we credited and who is online are laid beside each other, and somebody signs.',
  states,
  unclosed: (count: number): string =>
    count === 0 ? 'Every day that had money is closed' : `${countOf(count, 'day')} not closed yet`,
  oldest: (day: string): string =>
    `The oldest is ${day}. Begin there: what is missing is easiest to find while it is fresh.`,
  none_open: 'Nothing waits. Today can be closed when it is over.',
  begin: 'Close the oldest',
  month_before: 'Month before',
  month_after: 'Month after',
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  calendar: 'Calendar',
  statements: 'Statements',
  bring: 'Bring a statement',
  day_lead: 'Midnight to midnight in Nairobi.',
  three: (name: string, shortcode: string): string => `Three books, one day: ${name} ${shortcode}`,
  told: 'M-Pesa told us',
  ours: 'We credited',
  theirs: 'Statement',
  books: {
    prompts: 'Prompts',
    by_hand: 'Paybill by hand',
    no_customer: 'No customer’s money',
    reversed: 'Reversed',
    fees: 'Safaricom’s fees',
    out: 'Sent out',
  } satisfies Record<BookRow['what'], string>,
  lines: (count: number): string => countOf(count, 'line'),
  movements: (count: number): string => countOf(count, 'movement'),
  books_text:
    '“We credited” is money on a subscriber’s wallet or in front of a named person. Fees and what was sent out are on the statement only.',
  no_money: 'No money on this day',
  no_money_text: 'Neither the books nor a statement show anything. There is nothing to sign.',
  drift: 'Drift',
  drift_text:
    'What no book and no person has explained yet, of all paybills. Differences are added up without their sign, so that two mistakes do not hide each other.',
  drift_none: 'Every shilling on the statement is in the books, and nothing else is.',
  not_covered:
    'No statement shows the whole of this day yet: the drift is what a statement has not confirmed.',
  differences: (count: number): string =>
    count === 0 ? 'No difference' : countOf(count, 'difference'),
  agreed: (agreed: number, all: number): string => `${agreed} of ${all} agreed by themselves`,
  more_differences: (count: number): string => `${count} more: see the exceptions.`,
  column: {
    payment: 'Payment',
    ours: 'Credited',
    theirs: 'Statement',
    what: 'What differs',
    open: 'Unexplained',
  },
  difference: {
    found_here: 'Callback lost: found by the statement, and credited',
    not_there: 'Credited, and not on the statement',
    not_covered: 'Credited; no statement reaches this time yet',
    amount_differs: 'Another amount on the statement',
    status_differs: 'Credited, and the statement says it did not go through',
    reversal_not_applied: 'Reversed on the statement, not in the books',
    reversal_of_unknown: 'A payment was reversed that is not in the books',
    not_recorded: 'On the statement; being compared',
  } satisfies Record<Difference, string>,
  explained: (words: string, who: string | null): string => (who ? `${words} (${who})` : words),
  with_whom: (who: string): string => `${who} looks into it`,
  nobody: 'Nobody looks into it yet',
  checklist: 'Before you sign',
  item: {
    statement: 'A statement shows the whole day',
    drift: 'No difference is unexplained',
    exceptions: 'Exceptions of the day are worked',
    callbacks: 'Every message is proved or given up',
    shifts: 'Every drawer is counted',
    access: 'Money and access agree',
  } satisfies Record<Item, string>,
  item_sub: {
    exceptions: (open: number, nobody: number): string =>
      `${open} open, ${nobody} of them nobody’s`,
    callbacks: (count: number): string => `${count} still being asked about`,
    shifts: (count: number): string => `${countOf(count, 'shift')} not closed`,
    access: (paid: number, unpaid: number): string =>
      `${paid} paid and kept out, ${unpaid} online unpaid`,
  },
  done: { word: 'done', tone: 'good' as const },
  open: { word: 'open', tone: 'wait' as const },
  sign: (name: string): string => `Sign off as ${name}`,
  why: 'Why you sign all the same',
  why_hint: 'Something is still open. Your words stay beside the figures.',
  note: 'A note, if you like',
  sign_text:
    'The figures of this moment are kept with your name. What is found later is shown against them; the day is opened again only with a reason.',
  running: 'The day is not over: it can be signed after midnight in Nairobi.',
  signed: (name: string): string => `Signed off by ${name}`,
  reopened: (name: string): string => `Opened again by ${name}`,
  changed:
    'The books of this day say something else now than when it was signed. Look at the differences, and open it again if they matter.',
  reopen: 'Open this day again',
  reopen_why: 'Why',
  acts: { signed: 'The day is signed off.', reopened: 'The day is open again.' },
  past: 'Who signed',
  paid_offline: 'Paid without access',
  paid_offline_none: 'Nobody who has paid is kept out.',
  unpaid_online: 'Access without money',
  unpaid_online_none: 'Nobody is online unpaid.',
  now: 'As it is now, whichever day you look at.',
  offline: {
    not_renewed: 'Money in the wallet that should have renewed the line',
    refused: 'Refused by us while paid time runs',
    not_settled: 'Payment proved and not credited yet',
  } satisfies Record<PaidOffline['what'], string>,
  offline_why: {
    suspended: 'Suspended by the office',
    possible_double: 'Held: perhaps paid twice',
    wrong_password: 'Wrong password',
    wrong_place: 'At another place',
    wrong_device: 'With another device',
    too_many_sessions: 'Too many at once',
    closed_hours: 'Outside the plan’s hours',
    data_used: 'Data used up',
  } satisfies Record<NonNullable<PaidOffline['explained']>, string>,
  unexplained: 'Nobody has said why',
  offline_column: { who: 'Who', what: 'What', since: 'Since', why: 'Why' },
  never_paid: 'never paid',
  paid_until: 'paid until',
}

export const statements = {
  title: 'Statements',
  lead: 'From the M-Pesa organisation portal: the paybill’s statement as CSV or Excel. It is read, never changed; what nobody had told us of is credited, once.',
  bring: 'Bring a statement',
  paybill: 'Of which paybill',
  file: 'The file',
  file_hint: 'CSV or XLSX, up to 64 MB. A whole day, or several: days may overlap.',
  enter: 'Read it',
  paste: 'Or paste its lines',
  paste_hint: 'With the line that begins with Receipt No.',
  pasted: 'pasted lines',
  missing: 'A file, please.',
  missing_text: 'Paste the statement, please.',
  no_paybill: 'There is no paybill yet: add one under Settings first.',
  known: 'This very file was read before: nothing changed.',
  all: 'What was brought',
  none: 'No statement yet',
  none_text: 'The first one shows what the callbacks missed.',
  column: { file: 'File', lines: 'Lines', covers: 'Covers', state: 'How far' },
  by: (name: string): string => `brought by ${name}`,
  state: {
    waiting: { word: 'being read', tone: 'wait' as const },
    read: { word: 'being compared', tone: 'wait' as const },
    done: { word: 'compared', tone: 'good' as const },
    refused: { word: 'refused', tone: 'bad' as const },
  },
  refused: {
    personal_statement:
      'This is a person’s own statement, with fewer columns. Take the organisation’s, from the M-Pesa portal of the paybill.',
    another_shortcode:
      'The lines before the header name another paybill than the one you chose. Nothing of it was taken.',
    not_a_statement:
      'No line of it begins with Receipt No. and names the columns. Nothing of it was taken.',
    torn_file:
      'The spreadsheet is torn: it could not be unpacked to its end. Nothing of it was taken; fetch it once more.',
  } as Record<string, string>,
  seen: (count: number): string =>
    `${countOf(count, 'line')} read so far. This page asks again by itself.`,
  facts: {
    paybill: 'Paybill',
    lines: 'Lines',
    fresh: 'New',
    known: 'Known from another file',
    found: 'Found by this statement',
    faulty: 'Set aside',
    gaps: 'Balances that do not follow',
    covers: 'Covers',
    brought: 'Brought',
    size: 'Size',
  },
  found: (count: number, cents: number): string =>
    count === 0 ? 'nothing that was not known' : `${countOf(count, 'payment')}, ${kes(cents)}`,
  gaps_text:
    'Between some lines the balance jumps: lines are missing from this file, or it was sorted or filtered. Fetch the whole day without a filter.',
  faults: 'Lines that could not be read',
  faults_text: 'They count for nothing until they are read: look at each in the file.',
  fault_column: { line: 'Line', what: 'What is wrong', words: 'What stands there' },
  fault: {
    torn: 'Its quotes do not end',
    too_long: 'Too long to be a line',
    receipt_missing: 'No receipt number',
    receipt_odd: 'The receipt number is none',
    time_unreadable: 'No time, or in no spelling we know',
    amount_unreadable: 'The amount is none',
    both_ways: 'Paid in and withdrawn at once',
    repeated: 'Stands in this file before',
    contradicts: 'An earlier statement says that it was completed',
  } satisfies Record<Fault, string>,
  more: (count: number): string => `${count} more.`,
  days: 'Its days',
}
