// What is said about acts: who did what, from where, and why.

import { payments } from './payments.ts'

export const audit = {
  title: 'Audit',
  lead: 'Everything anybody did here: it can be read, and neither changed nor taken away.',
  find: 'Find',
  find_hint: 'Account, address, reason',
  person: 'Who',
  anybody: 'Anybody',
  noun: 'About',
  nouns: {
    any: 'Anything',
    staff: 'People',
    subscriber: 'Subscribers',
    payment: 'Payments',
    exception: 'Exceptions',
    approval: 'Approvals',
    voucher: 'Vouchers',
    float: 'Floats',
  },
  days: 'When',
  spans: payments.spans,
  show: 'Show',
  list: 'Acts',
  column: { when: 'When', who: 'Who', what: 'What', why: 'From what to what, and why' },
  box: 'Lango itself',
  no_address: 'on the machine',
  nothing: 'nothing',
  none: 'Nothing was done',
  none_text: 'Nobody did such a thing in these days. Take another word, or more days.',
  more: 'Earlier acts',
  first: 'Back to the newest',
  chain: 'The chain',
  chain_text: (count: number): string =>
    `${count.toLocaleString('en-KE')} acts, each sealed with the one before. lango audit verify looks at all of them and names the first that was changed. Write this down, and no one can rewrite what came before it:`,
  /** "subscriber.phone_seen" as people say it. */
  act: (action: string): string => action.replace('.', ': ').replaceAll('_', ' '),
}
