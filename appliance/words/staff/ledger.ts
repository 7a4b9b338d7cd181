// What is said about the ledger: its accounts, the trial balance, the chain, and what the accountant calls each account.

import type { Account, Transfer } from '../../tables.ts'

/** As a person who keeps books would name it. */
export const account_kinds: Record<Account['kind'], string> = {
  paybill: 'Paybill',
  cash: 'Cash',
  bank: 'Bank',
  wallet: 'Subscribers’ wallets',
  deposit: 'Deposits',
  suspense: 'Suspense',
  vouchers: 'Vouchers not used yet',
  float: 'Float of',
  refunds: 'To be given back',
  sales: 'Sales',
  written_off: 'Written off',
  budget: 'Budget',
  grace: 'Days of grace',
  drawer_differences: 'Drawer differences',
  opening: 'Owed by the old books',
}

const transfer_kinds: Record<Transfer['kind'], string> = {
  receive: 'Received',
  assign: 'Given to its owner',
  sell: 'Time sold',
  undo: 'Undone',
  give: 'Time given',
  lend: 'Time lent',
  adjust: 'Change of plan',
  return: 'Taken back',
  deposit: 'Deposit',
  release: 'Deposit released',
  refund: 'To be given back',
  write_off: 'Written off',
  top_up: 'Float filled',
  supply: 'Vouchers drawn',
  pay_back: 'Float paid back',
  count: 'Drawer counted',
  pay_out: 'Given back',
  reverse: 'Taken back by M-Pesa',
  carry_over: 'From the old books',
}

export const ledger = {
  title: 'Ledger',
  lead: 'The trial balance: every account of the house. Each shilling stands in both columns once.',
  accounts: account_kinds,
  transfers: transfer_kinds,
  column: { account: 'Account', debit: 'Debit', credit: 'Credit' },
  together: 'Together',
  none: 'Nothing was posted yet',
  none_text: 'With the first payment the first two entries stand here.',
  chain: 'The chain',
  chain_text: (links: number, waiting: number): string =>
    `${links.toLocaleString('en-KE')} transfers, each sealed with the one before${waiting > 0 ? `; ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for the next second` : ''}. lango ledger check looks at all of them, and at every balance, and names the first that is not right. Write this down, and no one can rewrite what came before it:`,
  journal: 'The journal as CSV',
  journal_lead:
    'Every entry of a month, or of the days from one to another in Nairobi, with your accountant’s codes. Who saves one is written down.',
  month: 'Month',
  from: 'Or from this day',
  until: 'to this day',
  save: 'Save the journal',
  balance_save: 'Save this balance as CSV',
  chart_link: 'Codes of the accountant',

  entries: (account: string): string => `Ledger: ${account}`,
  entries_lead: 'Every entry, the newest first. None is ever changed: what was wrong is undone by another.',
  entry_column: { what: 'What', other: 'From or to', amount: 'KES', when: 'When' },
  undoes: (id: number): string => `undoes ${id}`,
  transfer: (id: number): string => `Transfer ${id}`,
  more: 'Earlier entries',
  first: 'Back to the newest',
  no_entries: 'No entry',
  no_entries_text: 'Nothing was posted to this account.',

  chart: {
    title: 'Chart of accounts',
    lead: 'What your accountant calls each account of Lango. The journal and the trial balance carry these codes when they leave the box; an account without one keeps our name.',
    code: (account: string): string => `Code of ${account}`,
    name: (account: string): string => `Name of ${account}`,
    column: { account: 'Our account', code: 'Code', name: 'Name in your books' },
    keep: 'Keep these',
    kept: 'Kept: from now on every file carries them.',
    name_missing: 'A code needs a name.',
    code_missing: 'A name needs a code.',
    code_unreadable: 'Letters, digits, dots and dashes, please; at most 20.',
    code_twice: 'Another account has this code.',
  },
  journal_header: [
    'Posted at (Nairobi)', 'Transfer', 'Kind', 'Code', 'Account', 'Of', 'Subscriber', 'Debit KES', 'Credit KES', 'Reason', 'Undoes',
  ],
  balance_header: ['Code', 'Account', 'Of', 'Accounts', 'Debit KES', 'Credit KES'],
} // prettier-ignore
