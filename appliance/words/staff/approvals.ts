// What is said about what needs a second person. Whoever adds a kind of approval adds its words here.

export const approvals = {
  title: 'Approvals',
  lead: 'What one person asked for and another decides: money that leaves, and what goes past a cap.',
  waiting: 'Waiting for a second person',
  decided: 'Decided lately',
  column: { what: 'What', amount: 'KES', by: 'Asked by', decision: 'Decision' },
  /** "refund" as people say it; a kind that has no words is shown by its name. */
  kinds: {
    refund: 'Refund',
    manual_payment: 'Cash or bank transfer past the cap',
    void_payment: 'Void a payment',
    write_off: 'Write off',
    float_top_up: 'Top up a float past the cap',
    float_pay_back: 'Pay a float back',
    wallet_refund: 'Refund on leaving',
    paybill_live: 'Go live with a paybill',
    paybill_shadow: 'Put a paybill into shadow',
    caps: 'Change how much may be taken by hand',
  } as Record<string, string>,
  until: 'Until',
  late: { word: 'ran out: ask anew', tone: 'bad' },
  waits: { word: 'waits', tone: 'wait' },
  yours: 'You asked for it: somebody else must say yes.',
  others: 'Whoever may decide has it in front of them.',
  yes: 'Approve',
  no: 'Refuse',
  no_text: 'Whoever asked reads why.',
  no_why: 'Why not',
  why_needed: 'Say why in a few words: whoever asked must know what to do.',
  withdraw: 'Withdraw',
  none: 'Nothing waits for a second person',
  none_text:
    'When somebody asks for a refund, a write-off or more than their role allows, it stands here.',
  decisions: {
    approved: { word: 'approved', tone: 'good' },
    refused: { word: 'refused', tone: 'bad' },
    withdrawn: { word: 'withdrawn', tone: 'over' },
  },
  by: (name: string): string => `by ${name}`,
  done: {
    approved: 'Approved, and done.',
    refused: 'Refused. Whoever asked sees why.',
    withdrawn: 'Withdrawn.',
  },
} as const
