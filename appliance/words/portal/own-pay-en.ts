// Paying and changing the plan on one's own pages, in English. This is the shape too: own-pay-sw.ts has the same keys or does
// not compile.

export const ownPayEn = {
  own_pay: {
    tab: 'Pay',
    title: (plan: string): string => `Pay for ${plan}`,
    wallet: (amount: string): string => `${amount} is in your wallet and counts.`,
    owed: (amount: string): string => `${amount} is owed and is paid first.`,
    how_much: 'For how long?',
    terms: (term: string): string => term,
    terms_about: (count: number): string =>
      count === 1
        ? 'Counts at once, or from the end of what you have'
        : 'One counts at once; the others wait in your wallet and renew by themselves',
    other: 'Another amount',
    other_about: 'It goes into your wallet',
    amount: 'Amount in shillings, for “another amount”',
    phone: 'M-Pesa number that pays',
    phone_hint: (own: string): string =>
      `Leave it empty for ${own}. It may be anybody’s: that phone is asked for the PIN.`,
    prompt: 'Ask the phone for the money',
    link: 'Make a link for somebody else to pay',
    link_hint:
      'Send it to whoever pays for you: they see your first name and an initial, the account and the amount, and nothing else.',
    hand: 'Or pay by hand',
    no_paybill: {
      title: 'M-Pesa is not set up here yet.',
      text: 'Please call us: money can be paid at our counter.',
    },
    amount_wrong: 'Whole shillings from 1 to 250,000, please.',
    about: (plan: string, term: string): string => `${plan}, ${term}`,
    about_other: (plan: string): string => `${plan}, into the wallet`,
    share: {
      title: 'Send this link',
      text: (amount: string): string =>
        `Whoever opens it can pay ${amount} for you, for seven days. Your page shows it when it is paid.`,
      whatsapp: 'Send by WhatsApp',
      sms: 'Send by SMS',
      copy: 'Copy the link',
      open: 'Open it',
    },
    back: 'Back to my page',
  },
  own_plan: {
    tab: 'Change the plan',
    title: 'Change the plan',
    now: (plan: string, price: string): string => `You have ${plan}, ${price}.`,
    next: (plan: string): string => `From the next renewal you have ${plan}.`,
    which: 'Which plan?',
    when: 'When?',
    prorated: 'Now',
    prorated_about:
      'What is left of your time is reckoned against the new plan; it ends when it would have ended',
    renewal: 'At the next renewal',
    renewal_about: 'Nothing changes and nothing is paid until then',
    preview: 'Show what it costs',
    same: 'You have this plan already.',
    later: (plan: string, price: string, from: string): string =>
      from === ''
        ? `${plan} at ${price}, from the next time you pay.`
        : `${plan} at ${price}, from ${from}.`,
    pays: (amount: string): string => `${amount} is taken from your wallet now.`,
    gets: (amount: string): string => `${amount} goes back into your wallet now.`,
    free: 'It costs nothing now.',
    until: (at: string): string => `Your time goes on until ${at}.`,
    short: (amount: string): string =>
      `Your wallet lacks ${amount}. Pay that first, then come back.`,
    pay_short: (amount: string): string => `Pay ${amount}`,
    confirm: (plan: string): string => `Change to ${plan}`,
    done: 'Your plan is changed.',
    problems: {
      dearer_now: 'It would cost a little more now than was shown. Look once more.',
      wallet_short: 'Your wallet does not hold the difference. Nothing was changed.',
      plan_the_same: 'You have this plan already. Nothing was changed.',
      plan_not_sold: 'This plan is not sold for your line.',
      too_many_changes: 'You changed the plan often today. Try again tomorrow, or call us.',
      subscriber_paused: 'This account is paused: please call us.',
    } as Record<string, string>,
  },
}

export type OwnPayWords = typeof ownPayEn
