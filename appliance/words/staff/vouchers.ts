// Vouchers: how many there are, making, voiding and replacing them, bringing others' in, and the slips, which guests read.

import { countOf, kes } from '../figures.ts'
import { tellTerm } from '../portal/offers.ts'
import { portalWords } from '../portal/words.ts'
import type { Clash, ImportReport } from '../../shop/voucher-import.ts'
import type { Slip } from '../../shop/slips.ts'
import type { VoucherState } from '../../shop/voucher-file.ts'
import type { Plan } from '../../tables.ts'

export const vouchers = {
  title: 'Vouchers',
  lead: 'Time sold on paper. Who prints a code, and who prints it again, is written down.',
  figure: { made: 'Made', redeemed: 'Used', left: 'Left', worth: 'Left, worth' },
  figure_help: {
    made: (voided: number): string =>
      voided === 0 ? 'since the beginning' : `since the beginning; ${voided} of them void`,
    redeemed: 'a guest has typed them in',
    left: 'not used yet',
    worth: 'sold or not',
  },
  make: 'Make vouchers',
  make_help:
    'The next page shows the codes, ready to print on A4 or on a roll. Whoever holds a code can use it, so keep the paper like cash.',
  plan: 'Plan',
  plan_choice: ({ name, price_cents }: Pick<Plan, 'name' | 'price_cents'>): string =>
    `${name}, ${kes(price_cents)}`,
  count: 'How many',
  count_hint: '1 to 500',
  enter: 'Make and print',
  no_plans: 'Vouchers are for passes, and no hotspot plan is sold yet. Add one first.',
  find: 'Find a voucher by its number',
  find_hint: 'V000123, beside the code',
  find_enter: 'Show it',
  not_found: (number: string): string => `There is no voucher ${number}.`,
  bring: 'Bring in a list',

  batches: 'Made so far',
  column: {
    batch: 'Plan',
    by: 'By',
    made: 'Made',
    redeemed: 'Used',
    left: 'Left',
    last: 'Last used',
  },
  command_line: 'the command line',
  imported: (by: string): string => `${by}, brought in`,
  of_made: (redeemed: number, made: number): string => `${redeemed} of ${made} used`,
  never_used: 'none yet',
  counted: (count: number): string => countOf(count, 'voucher'),
  more: 'Earlier vouchers',
  first: 'Back to the newest',
  none: 'No vouchers yet',
  none_text:
    'Make some above and print them: a guest types the code on the hotspot’s page and is online.',

  states: {
    left: { word: 'not used', tone: 'good' },
    sold: { word: 'sold', tone: 'wait' },
    used: { word: 'used', tone: 'over' },
    void: { word: 'void', tone: 'bad' },
  } satisfies Record<VoucherState, { word: string; tone: string }>,

  batch: {
    title: (plan: string, count: number): string => `${countOf(count, 'voucher')} of ${plan}`,
    made: (by: string, when: string): string => `Made by ${by}, ${when}, Nairobi time.`,
    chips: { all: 'All', left: 'Not used', sold: 'Sold', used: 'Used', void: 'Void' },
    narrow: 'Which vouchers',
    list: 'Vouchers',
    column: { number: 'Number', state: 'State', what: 'What happened', prints: 'Printed' },
    sold: (by: string, when: string): string => `sold by ${by}, ${when}`,
    used: (when: string): string => `used ${when}`,
    void: (why: string): string => why,
    times: (count: number): string =>
      count === 0 ? 'not here' : count === 1 ? 'once' : `${count} times`,
    print: 'Print again',
    print_text: 'Only what is not used yet is printed. Each slip says which copy it is.',
    print_now: (count: number): string => `Print ${countOf(count, 'voucher')} again`,
    void_all: 'Void what is left',
    void_text:
      'Their codes open nothing any more. This cannot be undone: the paper may be anywhere.',
    void_now: (count: number): string => `Void ${countOf(count, 'voucher')}`,
    why: 'Why',
    none: { title: 'None of this kind', text: 'Choose another above.' },
  },

  one: {
    title: (number: string): string => `Voucher ${number}`,
    of: (plan: string, price_cents: number): string => `${plan}, ${kes(price_cents)}`,
    batch: 'Its batch',
    made: 'Made',
    by: (when: string, who: string): string => `${when}, by ${who}`,
    sold: 'Sold',
    used: 'Used',
    voided: 'Void',
    replaces: 'In the place of',
    replaced_by: 'Replaced by',
    shift: 'its shift',
    printed: 'Each time its code was printed',
    never_printed: 'Its code was never printed here.',
    print: 'Print again',
    print_text:
      'For a slip that is torn or faint. If somebody else may hold it, replace it instead.',
    void: 'Void it',
    void_text: 'Its code opens nothing any more. This cannot be undone.',
    replace: 'Replace it',
    replace_text:
      'For one that was lost or seen: it is void at once, and a new code of the same plan is printed.',
    why: 'Why',
    why_missing: 'Say why, in a few words.',
  },

  bring_in: {
    title: 'Bring in vouchers from another system',
    lead: 'They open the hotspot as ours do, from the moment they are brought in. Nothing is kept before you have seen the report.',
    plan: 'Plan, where the list names none',
    text: 'The list',
    hint: 'CSV as it was exported: a column “code” or “username”, perhaps “plan” or “profile”; or one code a line. Up to 2,000.',
    missing: 'Paste the list here.',
    check: 'Check the list',
    report: 'What the list holds',
    good: (count: number): string =>
      count === 0
        ? 'Nothing of it can be brought in.'
        : `${countOf(count, 'voucher')} can be brought in.`,
    short: (count: number): string =>
      `${countOf(count, 'code is', 'codes are')} shorter than ten signs: easier to guess than ours. The hotspot takes five tries an hour from a phone; use them up soon.`,
    left_out: (count: number): string =>
      `${countOf(count, 'line')} beyond 2,000 ${count === 1 ? 'is' : 'are'} left out: bring them in next.`,
    enter: (count: number): string => `Bring in ${countOf(count, 'voucher')}`,
    clashes: (count: number): string => countOf(count, 'line stays out', 'lines stay out'),
    column: { line: 'Line', code: 'Code', why: 'Why it stays out' },
    more: (count: number): string => `and ${count.toLocaleString('en-KE')} more`,
    why: {
      unreadable: 'a code has 6 to 40 letters and digits',
      twice: 'stands in the list twice',
      here: 'is here already',
      no_plan: 'no hotspot plan has this name',
    } satisfies Record<Clash, string>,
    done: ({ good, clashes }: Pick<ImportReport, 'good' | 'clashes'>): string =>
      `${countOf(good.length, 'voucher is', 'vouchers are')} here now; ${countOf(clashes.length, 'line', 'lines')} stayed out.`,
  },

  slips: {
    title: (count: number): string => `${countOf(count, 'voucher')} to print`,
    once: 'Print this page before you leave it. Printing these codes again asks for a reason, and is written down.',
    print: 'In the browser: print, or Ctrl + P. On A4 the dashed lines are where to cut.',
    paper: 'Paper',
    papers: { a4: 'A4', roll80: 'Roll, 80 mm', roll58: 'Roll, 58 mm' },
    qr: (number: string): string => `The code of ${number} as a QR code`,
    copy: (copy: number): string => `copy ${copy}`,
    printed: (when: string): string => `${when}, Nairobi`,
    done: 'Back to the vouchers',
    list: 'Codes',
    share: 'Or send it',
    share_lead:
      'By the SMS or WhatsApp of the phone or computer you are at. Whoever has the code has the time.',
    share_text: (business: string, code: string): string => `${business}: vocha / voucher ${code}`,
    sms: 'SMS',
    whatsapp: 'WhatsApp',
    by_sms: (number: string): string => `Send ${number} by SMS`,
    by_whatsapp: (number: string): string => `Send ${number} by WhatsApp`,
    sold: ({ price_cents, ...term }: Slip): string =>
      `${tellTerm(portalWords('sw'), term)} · ${tellTerm(portalWords('en'), term)} · ${kes(price_cents)}`,
    how_sw: `Jiunge na Wi-Fi, bonyeza “${portalWords('sw').voucher.fold}”, andika namba.`,
    how_en: `Join the Wi-Fi, press “${portalWords('en').voucher.fold}”, type the number.`,
  },
}
