// What subscribers read on their own pages, in English. This is the shape too: own-sw.ts has the same keys or does not compile.

import { formatBytes } from '../figures.ts'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const dayWords = (day: string) => {
  const { day: date, month } = Temporal.PlainDate.from(day)
  return `${date} ${months[month - 1]}`
}

export const ownEn = {
  own: {
    door: {
      tab: 'Sign in',
      title: 'Your internet account',
      lead: 'See your time and data, pay, and get help. We send a code by SMS to the phone that your account has.',
      phone: 'Your phone number',
      phone_hint: 'Any spelling: 0712…, 0112…, +254…',
      send: 'Send me a code',
      no_sms: {
        title: 'No code can be sent just now.',
        text: 'SMS is not set up here yet. Please call us instead.',
      },
      sent: (phone: string): string =>
        `If ${phone} is the number of an account here, an SMS with six digits is on its way. It is good for 10 minutes.`,
      code_title: 'Type the code',
      code: 'The six digits of our SMS',
      remember: 'Remember me on this phone for 90 days',
      remember_hint: 'Not on a phone or computer that others use.',
      enter: 'Open my page',
      none: 'No SMS after two minutes? Look at the number, or ask for a new code.',
      again: 'Ask for a new code',
      code_wrong: 'These are not the digits. Look at the newest SMS once more.',
      code_unreadable: 'Six digits, please.',
      over: {
        title: 'This code is over.',
        text: 'It was used, it is older than ten minutes, or it was mistyped too often. Ask for a new one.',
      },
      too_many: {
        title: 'Please wait a little.',
        text: (again: string): string =>
          `Many codes were asked for. You can ask for the next one at ${again}.`,
      },
      link_title: 'Open your page',
      link_text: (who: string): string =>
        `This link is for the account of ${who}. If that is not you, close it.`,
      link_over: {
        title: 'This link is over',
        text: 'It has ended, or you signed out everywhere. A code by SMS opens your page.',
      },
    },
    sms: {
      code: (code: string, name: string): string =>
        `${code} is your code for your ${name} page, for 10 minutes. Nobody of ours will ever ask you for it.`,
      reminder: {
        three_days: (plan: string, until: string): string =>
          `Your internet (${plan}) ends ${until}.`,
        one_day: (plan: string, until: string): string => `Your internet (${plan}) ends ${until}.`,
        ended: (plan: string, _until: string): string =>
          `Your internet (${plan}) has ended. It opens by itself when you pay.`,
        grace: (plan: string, until: string): string =>
          `Your internet (${plan}) has ended. We keep it on for you until ${until}.`,
      },
    },
    home: {
      tab: 'Your internet',
      hello: (name: string): string => `Hello, ${name}`,
      account: 'Account',
      line: (number: number): string => `Line ${number}`,
      left: 'What is left',
      time_left: (length: string): string => `${length} left`,
      until: (at: string): string => `until ${at}`,
      grace: (at: string): string =>
        `Your paid time is over. We lend you these days until ${at}; your next payment covers them.`,
      no_time: 'No time left',
      data_left: (left: string): string => `${left} left`,
      data_of: (all: string): string => `of ${all}`,
      data_none: 'Data without a limit',
      bar: (left: string, all: string): string => `${left} of ${all} left`,
      plan: 'Plan',
      price: 'Price',
      speed: 'Speed',
      speed_is: (down: string, up: string): string => `${down} down, ${up} up`,
      next_plan: 'From the next renewal',
      devices: 'Devices',
      devices_of: (bound: number, places: number): string => `${bound} of ${places}`,
      wallet: 'In your wallet',
      owed: 'You owe',
      next: 'What to do next',
      pay: 'Pay',
      renew: (amount: string): string => `Pay KES ${amount}`,
      change: 'Change the plan',
      help: 'My internet does not work',
      nothing: 'There is no line on this account yet. Please call us.',
      out: 'Sign out',
      out_everywhere: 'Sign out everywhere',
      browsers: 'Where you are signed in',
      browser: (since: string, remembered: boolean): string =>
        `since ${since}${remembered ? ', remembered' : ''}`,
      this_browser: 'here',
      everywhere_hint: 'A lost phone? Sign out everywhere: links we sent before stop working too.',
    },
    usage: {
      title: 'Data by day',
      lead: 'The last 30 days, up and down together. The last one is today, and not over yet.',
      none: 'Nothing was used in the last 30 days.',
      day: dayWords,
      label: (sum: number, most: number, day: string): string =>
        `${formatBytes(sum)} in 30 days; the most on ${dayWords(day)}, ${formatBytes(most)}`,
      top: (most: number): string => `${formatBytes(most)} a day`,
      table: 'The same as a table',
      column: { day: 'Day', down: 'Down', up: 'Up', all: 'Together' },
    },
    history: {
      title: 'Your money',
      none: 'Nothing has been paid yet.',
      receive: (code: string): string => (code === '' ? 'Paid in' : `Paid in, ${code}`),
      sell: (plan: string, until: string): string =>
        until === '' ? `Bought: ${plan}` : `Bought: ${plan}, until ${until}`,
      undo: 'Taken back',
      back: 'Given back to you',
      deposit: 'Deposit',
      other: 'Put right by us',
      at: (moment: string, balance: string): string => `${moment} · then ${balance}`,
    },
  },
}

export type OwnWords = typeof ownEn
