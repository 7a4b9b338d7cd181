// Why there is no internet, as a subscriber reads it, in English: the verdict of the staff's page in words for who is at home.
// This is the shape too: help-sw.ts has the same keys or does not compile.

export interface Plainly {
  tone: 'good' | 'wait' | 'bad' | 'over'
  /** The state, in a word or two. */
  word: string
  /** What is, and what to do. */
  say: string
}

const wait = (word: string, say: string): Plainly => ({ tone: 'wait', word, say })
const bad = (word: string, say: string): Plainly => ({ tone: 'bad', word, say })

export const helpEn = {
  state: {
    closed: (at: string): Plainly => ({
      tone: 'over',
      word: 'Closed',
      say: `This account was closed ${at}.`,
    }),
    suspended: (at: string): Plainly =>
      bad('Paused', `We paused this account ${at}. Please call us: paying does not open it.`),
    no_service: (): Plainly => ({
      tone: 'over',
      word: 'No line',
      say: 'There is no line here yet. Please call us.',
    }),
    online: (since: string): Plainly => ({
      tone: 'good',
      word: 'Online',
      say: `Your line has been online since ${since}.`,
    }),
    online_help:
      'From here all is well. Turn the box with the lights off, count to ten, turn it on, and stand close to it.',
    router_silent: (at: string): Plainly =>
      bad(
        'Trouble on our side',
        `We have not heard from our own equipment near you since ${at}. It is not your box; you need do nothing.`,
      ),
    line_silent: (at: string): Plainly =>
      wait(
        'Not heard of',
        `We last heard of your line ${at}; others near you are online. Turn your box off and on: it is let in at once.`,
      ),
    leaving: (): Plainly =>
      wait('Ending', 'Your time has ended, and the line is closing. Pay, and it opens by itself.'),
    data_used: (used: string, all: string): Plainly =>
      bad(
        'Data used up',
        `You have used ${used} of ${all}. Pay for the next time, and the new data counts at once.`,
      ),
    refused: {
      wrong_password: bad(
        'Not let in',
        'Your box sends a password that is not yours. Type in the one we gave you, or call us for a new one.',
      ),
      wrong_device: bad(
        'Another device',
        'Your line is tied to one box or phone, and another one asks. If you changed it, let us put that right below.',
      ),
      wrong_place: bad(
        'Another place',
        'Your line works at one place only, and it asks from another.',
      ),
      closed_hours: wait(
        'Closed hours',
        'Your plan opens at its own hours only. It opens by itself when they come.',
      ),
      too_many_sessions: wait(
        'In use already',
        'Your line is in use already, as often as your plan allows. If that is not you, free it below.',
      ),
      other: bad(
        'Not let in',
        'Your box asks, and is not let in. We look into it when you ask us below.',
      ),
    } as Record<string, Plainly>,
    dropped: (at: string): Plainly =>
      wait(
        'Not connected',
        `Your line is paid. It last ended ${at}, and your box has not asked again. Is it on, and its cable in?`,
      ),
    not_asking: (): Plainly =>
      wait(
        'Not connected',
        'Your line is paid, but your box does not ask to be let in. Is it on, and its cable in?',
      ),
    being_checked: (amount: string): Plainly =>
      wait(
        'Being checked',
        `We heard of ${amount} and are asking M-Pesa. It counts the moment M-Pesa says yes. Do not pay twice.`,
      ),
    short: (wallet: string, plan: string, price: string, short: string): Plainly =>
      bad(
        'Not paid in full',
        `${wallet} is in your wallet, and ${plan} costs ${price}. Pay ${short} more, and it opens by itself.`,
      ),
    unpaid: (plan: string, price: string): Plainly => ({
      tone: 'over',
      word: 'Ended',
      say: `${plan} costs ${price}. Pay, and it opens by itself.`,
    }),
    money_waits: (wallet: string): Plainly =>
      wait(
        'Money waits',
        `${wallet} is in your wallet, enough for your plan, and no time was bought with it yet.`,
      ),
  },
  help: {
    tab: 'Help',
    title: 'My internet does not work',
    lead: (line: string): string => `We looked at ${line} just now. This is what we found.`,
    checks: 'What we looked at',
    check: {
      account: ['The account is open', 'The account is paused'],
      paid: ['Time is paid', 'No paid time'],
      data: ['There is data left', 'The data is used up'],
      router: ['Our equipment near you answers', 'Our equipment near you is silent'],
      asked: ['Your box asked to be let in', 'Your box has not asked to be let in'],
      let_in: ['It was let in', 'It was not let in'],
      online: ['It is online now', 'It is not online now'],
    } as Record<string, readonly [string, string]>,
    not_known: 'not known yet',
    fix: 'Try to put it right',
    fix_hint:
      'We buy your time from the wallet if it waits there, and free a connection that hangs, so that your line can log in anew.',
    did: {
      bought: 'We bought your time with the money in your wallet.',
      freed:
        'We freed the connection that was left hanging. Turn your box off and on: it may log in at once.',
      nothing: 'There was nothing that we could put right from here by ourselves.',
    },
    ask: 'Ask a person to look',
    ask_hint: 'What we found goes along. You need not explain it again.',
    asked: (who: string, by: string): string =>
      `${who} has this before them, with everything that happened on your line, and answers by ${by}.`,
    asked_title: 'A person looks at it.',
    team: 'Our support',
    home: 'Back to my page',
  },
}

export type HelpWords = typeof helpEn
