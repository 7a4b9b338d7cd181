// What whoever pays by a link reads, in English. This is the shape too: link-sw.ts has the same keys or does not compile.

import type { Said } from './en.ts'

export const linkEn = {
  link: {
    tab: 'Pay',
    title: (amount: string): string => `Pay KES ${amount}`,
    for_whom: 'For',
    account: 'Account',
    invoice: 'Invoice number, good at the paybill too',
    about: 'What for',
    until: 'Can be paid until',
    phone: 'M-Pesa number that pays',
    phone_hint: 'This phone will ask you for your PIN. It may be any phone: 0712…, 0112…, +254…',
    pay: (amount: string): string => `Ask my phone for KES ${amount}`,
    hand: 'Or pay yourself',
    asking: {
      title: 'Enter your PIN on the phone',
      text: 'M-Pesa asks there. This page changes by itself.',
    },
    checking: {
      title: 'We are asking M-Pesa',
      text: 'It has not told us yet how the request ended. We keep asking. If you got its message that you paid, do not pay again.',
    },
    paid: {
      title: 'Paid. Thank you!',
      text: (amount: string, who: string): string =>
        `${who} has KES ${amount} more on the account.`,
    },
    in_review: {
      title: 'The money has arrived',
      text: 'Somebody of ours looks at it before it is on the account. Do not pay again.',
    },
    withdrawn: {
      title: 'Nothing is to be paid here any more',
      text: 'Whoever sent you this link has withdrawn it. Ask them before you pay.',
    },
    ended: {
      title: 'This link has ended',
      text: 'Ask whoever sent it for a new one before you pay.',
    },
    closed: {
      title: 'This account is closed',
      text: 'Nothing is to be paid for it. If you paid already, call us: your money is safe.',
    },
  },
}

export type LinkWords = typeof linkEn

/** The stages that end it, each with its two sentences. */
export type LinkEnds = Record<'in_review' | 'withdrawn' | 'ended' | 'closed', Said>
