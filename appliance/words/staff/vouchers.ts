// Vouchers: how many there are, making them, and the slips to print, which guests read.

import { countOf, kes } from '../figures.ts'
import { tellTerm } from '../portal/offers.ts'
import { portalWords } from '../portal/words.ts'
import type { Plan } from '../../tables.ts'

export const vouchers = {
  title: 'Vouchers',
  lead: 'Time sold on paper. Codes are shown once, when they are made, and never again.',
  figure: { made: 'Made', redeemed: 'Used', left: 'Left', worth: 'Left, worth' },
  figure_help: {
    made: 'since the beginning',
    redeemed: 'a guest has typed them in',
    left: 'not used yet',
    worth: 'sold or not: Lango can’t know',
  },
  make: 'Make vouchers',
  make_help:
    'The next page shows the codes, ready to print and cut. Print it before you leave it. Whoever holds a code can use it, so keep the paper like cash.',
  plan: 'Plan',
  plan_choice: ({ name, price_cents }: Pick<Plan, 'name' | 'price_cents'>): string =>
    `${name}, ${kes(price_cents)}`,
  count: 'How many',
  count_hint: '1 to 500',
  enter: 'Make and show once',
  no_plans: 'Vouchers are for passes, and no hotspot plan is sold yet. Add one first.',

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
  of_made: (redeemed: number, made: number): string => `${redeemed} of ${made} used`,
  never_used: 'none yet',
  counted: (count: number): string => countOf(count, 'voucher'),
  more: 'Earlier vouchers',
  first: 'Back to the newest',
  none: 'No vouchers yet',
  none_text:
    'Make some above and print them: a guest types the code on the hotspot’s page and is online.',

  slips: {
    title: ({ name, price_cents }: Plan, count: number): string =>
      `${countOf(count, 'voucher')}: ${name}, ${kes(price_cents)}`,
    once: 'Shown this once. Print this page now, or write the codes down: no page shows them again.',
    print: 'In the browser: print, or Ctrl + P. The dashed lines are where to cut.',
    done: 'Back to the vouchers',
    list: 'Codes',
    sold: ({ price_cents, ...term }: Plan): string =>
      `${tellTerm(portalWords('sw'), term)} · ${tellTerm(portalWords('en'), term)} · ${kes(price_cents)}`,
    how_sw: `Jiunge na Wi-Fi, bonyeza “${portalWords('sw').voucher.fold}”, andika namba.`,
    how_en: `Join the Wi-Fi, press “${portalWords('en').voucher.fold}”, type the number.`,
  },
}
