// Lists as files: the button, and what stands above each column.

export const exports = {
  button: 'Save as CSV',
  lead: 'All pages of this list, as you have narrowed it. Who saves one is written down.',
  phones: 'With phones in full',
  save: 'Save the file',

  payments: [
    'Code', 'Channel', 'Paybill', 'Paid at (Nairobi)', 'Heard at (Nairobi)', 'Amount KES', 'Paid by', 'Phone', 'Account typed', 'Account',
    'Subscriber', 'State', 'Proved by', 'Proved at (Nairobi)', 'Heard by', 'Times heard', 'Expected KES', 'For', 'Line', 'Receipt', 'Exception', 'Reconciliation', 'Kept by',
  ],
  subscribers: [
    'Account', 'Name', 'Phone', 'Site', 'Plans', 'Price KES', 'Paid until (Nairobi)', 'Wallet KES', 'Online at', 'Suspended at (Nairobi)',
    'Closed at (Nairobi)',
  ],
  checkouts: [
    'Reference', 'Asked at (Nairobi)', 'Ended at (Nairobi)', 'Stage', 'Amount KES', 'Plan', 'Phone', 'Account', 'Subscriber', 'Prompts',
    'Result', 'M-Pesa’s words', 'Callbacks', 'Payment',
  ],
  exceptions: [
    'Kind', 'About', 'Amount KES', 'Opened at (Nairobi)', 'Deadline (Nairobi)', 'Owner', 'Code', 'Account typed', 'Paid by', 'Account', 'Subscriber',
  ],
} // prettier-ignore
