// What a guest reads at the hotspot, in English. This is the shape too: sw.ts has the same keys or does not compile.

import { formatBytes } from '../figures.ts'
import type { RouterTrouble } from './router-troubles.ts'

/** What is wrong and what to do about it. */
export interface Trouble {
  reason: string
  advice: string
}

export interface Said {
  title: string
  text: string
}

const plural = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${count} ${one}s`)

export const en = {
  lang: 'en',
  /** The link to this language, in this language. */
  language: 'English',
  nameless: 'Internet',
  trouble: 'Trouble? Call',
  again_later: 'Try again',
  /** Beside a shape that says the same: for who hears the page. */
  marks: { done: 'done', now: 'waiting', later: 'later', no: 'did not work' },
  kes: (amount: string): string => `KES ${amount}`,

  plan: {
    hours: (count: number): string => plural(count, 'hour'),
    days: (count: number): string => plural(count, 'day'),
    weeks: (count: number): string => plural(count, 'week'),
    months: (count: number): string => plural(count, 'month'),
    data: formatBytes,
    unlimited: 'no limit',
    devices: (count: number): string => (count === 1 ? 'one phone' : `${count} phones`),
  },

  plans: {
    tab: 'Buy internet',
    title: 'Choose, pay, you are in',
    lead: (site: string): string => `${site}. The internet opens by itself when you have paid.`,
    which: 'How long would you like?',
    phone: 'M-Pesa number',
    phone_hint: 'This phone will ask for your PIN. Any spelling: 0712…, 0112…, +254…',
    pay: 'Pay with M-Pesa',
    phone_by_hand: 'The number you will pay from. Any spelling: 0712…, 0112…, +254…',
    pay_by_hand: 'Show me how to pay by hand',
    /** Where only tills are: what is paid there by hand names nobody. */
    out_till: {
      title: 'M-Pesa cannot ask phones just now.',
      text: 'A voucher works at once. Else try again in a few minutes.',
    },
    out: {
      title: 'M-Pesa cannot ask phones just now.',
      text: 'Choose, and we show you the paybill and your account: pay from the M-Pesa menu, and the internet opens once the money is with us. A voucher works at once.',
    },
    outside:
      'You are not on our Wi-Fi now, so we do not see your phone. You can pay here; then join the Wi-Fi and press “I have paid”.',
    running: (until: string): string =>
      `You still have internet until ${until}. What you buy now is added to it.`,
    /** To whoever is not the browser that asked. */
    waited: {
      title: 'Please wait.',
      text: 'M-Pesa is still being asked about a payment for this phone. Once it confirms, open any page and you are in. Do not pay twice.',
    },
    none: {
      title: 'Nothing is sold here just now',
      text: 'Please ask whoever runs this Wi-Fi. A voucher and time you have paid for still work.',
    },
    no_paybill: {
      title: 'M-Pesa is not set up here yet',
      text: 'A voucher and time you have paid for still work.',
    },
  },

  already: {
    fold: 'I have paid',
    lead: 'You will not pay a second time. Type one of these:',
    receipt: 'Code from the M-Pesa message',
    receipt_hint: 'Ten letters and digits, like UKL0S9WQ7H',
    payer_hint: 'If you paid by hand: then we ask M-Pesa whether it came from this number',
    asked: {
      title: 'We are asking M-Pesa about this code.',
      text: 'If it was paid from that number and has not been used, the internet opens on this phone: open any page in a minute. Do not pay twice; if it does not open, call us.',
    },
    find: 'Find my payment',
    or: 'Or the code we sent you by SMS',
    phone: 'Number that paid',
    code: 'Code from our SMS',
    code_hint: 'Six digits',
    use: 'Use my time here',
    refused:
      'We found no time left under what you typed. Look at it once more. If M-Pesa took money a moment ago, wait a minute first; do not pay twice.',
  },

  voucher: {
    fold: 'I have a voucher',
    label: 'Voucher number',
    hint: 'As it is printed; capitals and dashes do not matter',
    use: 'Use the voucher',
    refused: 'This number does not work: it has a mistake in it, or it has been used.',
  },

  problems: {
    plan: 'Choose how long you would like.',
    blank: 'Type the number that will pay.',
    digits: (count: number): string =>
      `This number has ${plural(count, 'digit')}. A Kenyan mobile number has ten, like 0712 345 678.`,
    not_mobile: 'M-Pesa needs a Kenyan mobile number. It begins with 07 or 01, like 0712 345 678.',
    letters: 'Only digits, please, like 0712 345 678.',
    receipt:
      'The code has ten letters and digits. It stands at the beginning of the M-Pesa message.',
    code: 'The code has six digits. It stands in our SMS.',
    voucher: 'Type the number that is printed on the voucher.',
  },

  refused: {
    title: 'Something to put right',
    wait: 'Please wait a little.',
    prompt_open: (again: string): string =>
      `A request for money is on this phone already. Enter your PIN there, or wait until ${again} and try again. Do not pay twice.`,
    too_many_prompts: (again: string): string =>
      `This phone was asked many times in a short while. You can try again at ${again}.`,
    too_many_prompts_here: (again: string): string =>
      `Very many requests came from this place in a short while. You can try again at ${again}.`,
    other_number_asked: (again: string): string =>
      `The other number is still being asked until ${again}. Answer there, or try again then.`,
    subscriber_paused: { title: 'This account is paused.', text: 'Please call us.' },
    too_many_tries: (again: string): string =>
      `That was tried many times in a short while. You can try again at ${again}.`,
    plan_unknown: 'This one is not sold here any more. Please choose again.',
    no_wifi: 'Join our Wi-Fi first: then we know which phone to let in.',
  },

  returned: {
    tab: 'Not in yet',
    title: 'You have paid, but you are not in yet',
    text: (plan: string, until: string): string =>
      `Your ${plan} is safe: you have internet until ${until}. Do not pay again.`,
    again: 'Try to get in again',
    help: 'If it still does not work',
    helps: [
      'Turn Wi-Fi off on the phone, wait ten seconds, turn it on again.',
      'Turn off a VPN or a private DNS, then open this page again.',
    ],
    buy: 'Buy something else',
  },

  router: {
    tried: {
      reason: 'We sent you to the router a moment ago, and it has not let you in yet.',
      advice: 'It may need a few seconds. Then try again.',
    },
    too_many_devices: {
      reason: 'Your time is in use on as many phones as it is for.',
      advice: 'Turn Wi-Fi off on one of them, wait a minute, then try again.',
    },
    stale: {
      reason: 'The router did not take the login: this page was open for a while.',
      advice: 'Now it has a new one. Try again.',
    },
    busy: {
      reason: 'The router is busy just now.',
      advice: 'Wait half a minute, then try again.',
    },
    time_used: {
      reason: 'Your time has ended.',
      advice: 'Choose again, and the internet opens by itself when you have paid.',
    },
    data_used: {
      reason: 'The data you bought is used up.',
      advice: 'Choose again, and the internet opens by itself when you have paid.',
    },
    closed_hours: {
      reason: 'What you bought is closed at this hour.',
      advice: 'It opens again by itself in its hours.',
    },
    wrong_place: {
      reason: 'What you bought is for another place.',
      advice: 'Please call us, or choose something for here.',
    },
    suspended: {
      reason: 'This account is paused.',
      advice: 'Please call us.',
    },
    wrong_device: {
      reason: 'This time belongs to another phone.',
      advice: 'Bring it over to this one: press “I have paid”.',
    },
    fault: {
      reason: 'The router has a fault of its own.',
      advice: 'Wait a minute and try again. If it stays so, please call us.',
    },
    unknown: {
      reason: 'The router did not let you in, and its reason is one we do not know.',
      advice: 'Try again. If it stays so, please call us.',
    },
  } satisfies Record<RouterTrouble, Trouble>,

  failed: {
    away: {
      title: 'We can’t look just now',
      text: 'Something on our side is away. If you have paid, it is not lost, and you need not pay again. This page tries again by itself.',
    },
    unknown_place: {
      title: 'We don’t know this gate',
      text: 'Join the Wi-Fi again and open any page: then this one comes by itself.',
    },
    gone: {
      title: 'There is no such page',
      text: 'Join the Wi-Fi again and open any page: then the right one comes by itself.',
    },
    elsewhere: {
      title: 'Please start again here',
      text: 'This came from another page than ours, so nothing was done. Go back and press the button there once more.',
    },
    unreadable: {
      title: 'We could not read this',
      text: 'Nothing was sent to M-Pesa. Go back and try again.',
    },
    fault: {
      title: 'The fault is ours',
      text: (name: string): string =>
        `If you have paid, it is not lost: do not pay again. Try again in a minute. When you call us, say ${name}.`,
    },
  },
}

/** What both languages have: the same keys, given the same things. */
export type PagesWords = typeof en
