// The queue of what a person must look at, and one of them.

import type { ExceptionKind, Payment } from '../../tables.ts'
import { formatLength } from '../../time.ts'
import type { Whose } from '../../people/exception-queue.ts'
import { capital, countOf, coverPhone, inWords, kes } from '../figures.ts'
import type { Tone } from './states.ts'

export const exceptions = {
  title: 'Exceptions',
  lead: (count: number, amount_cents: number): string =>
    count === 0
      ? 'None open.'
      : `${capital(inWords(count))} open${amount_cents > 0 ? `, ${kes(amount_cents)}` : ''}. Each is somebody’s money or somebody’s line.`,
  keys: { move: 'move', choose: 'choose', give: 'give', find: 'find' },
  whose: 'Whose',
  chips: {
    all: 'All',
    mine: 'Mine',
    nobody: 'No owner',
    late: 'Past deadline',
  } satisfies Record<Whose, string>,
  only_kind: (kind: string): string => `Only: ${kind}`,
  queue: 'Queue, oldest first',
  to_queue: 'Back to the queue',
  none: 'No exceptions',
  none_text:
    'Every shilling that was proved is on somebody’s account, and every line that should be closed is closed.',
  none_here: 'None of these',
  none_here_text: 'There are others: see All.',
  typed: (words: string): string => `“${coverPhone(words)}”`,
  left_blank: 'left blank',
  age: (seconds: number, late: boolean): { word: string; tone: Tone } => ({
    word: formatLength(seconds),
    tone: late ? 'bad' : seconds > 3600 * 4 ? 'wait' : 'over',
  }),

  one: {
    ask: (kind: ExceptionKind, payment: Pick<Payment, 'amount_cents'> | null): string => {
      const money = payment ? kes(payment.amount_cents) : 'this money'
      const questions: Record<ExceptionKind, string> = {
        unknown_account: `Whose ${money} is this?`,
        missing_reference: `Whose ${money} is this?`,
        account_closed: `Where does this ${money} go?`,
        not_customer_money: `What is this ${money}?`,
        unreadable_callback: 'What does this message say?',
        paid_less: 'Paid less than the plan costs',
        paid_more: 'More money than was needed',
        sightings_differ: 'Which report is right?',
        unproved: 'Did this money really come?',
        another_phone: 'Did they mean this account?',
        not_applied: 'Why is this not credited yet?',
        possible_double: `Was ${money} paid twice?`,
        claimed: 'Did they pay?',
        still_online: 'Why is this line still open?',
        work_failed: 'What went wrong here?',
        secret_mismatch: 'Which secret does this router have?',
        reversed: `M-Pesa took ${money} back`,
        refund_stuck: `Did ${money} go back?`,
        router_silent: 'Why does this router not call?',
        before_live: `Did the other system credit ${money}?`,
        no_internet: 'Why do they have no internet?',
      }
      return questions[kind]
    },
    help: {
      unknown_account:
        'The payer typed an account nobody has. Find whose it is and give it to them.',
      missing_reference: 'The payer typed no account. Find whose it is and give it to them.',
      account_closed: 'It came for a closed account. Give it to the account they use now.',
      not_customer_money:
        'M-Pesa says this is no customer’s payment: a transfer between organisations, say. Give it to somebody only if you know that it is theirs.',
      unreadable_callback:
        'A message came that is not in any form we know. The payment itself is found by asking M-Pesa; look here whether somebody plays tricks.',
      paid_less:
        'The money is safe in the wallet and bought nothing yet. This closes by itself when it is spent.',
      paid_more:
        'What was left over is in the wallet and counts for the next time. This closes by itself when it is spent.',
      sightings_differ:
        'Two reports of one payment say different things. The first one counts. Compare with M-Pesa’s own portal.',
      unproved:
        'A message says money came, and M-Pesa did not confirm it in two days. Nothing was credited. Look it up in M-Pesa’s own portal.',
      another_phone:
        'It is credited to the account that was typed. The phone that paid belongs to another subscriber, who never paid for this one before: perhaps the account is a slip. Ask, then close it or give the money on.',
      not_applied:
        'It has waited for more than five minutes. It is tried again all the time and closes by itself when it is credited; if it stays, look at the queues and the log.',
      possible_double:
        'The same payer paid the same amount twice within half an hour. This one waits in the wallet and buys nothing until you say: buy time with it, keep it for later, or give it back.',
      claimed:
        'They say they paid, and nothing we know matches yet. M-Pesa is asked about the code for two days; what it says is written here. It closes by itself when the money is found on their account.',
      still_online:
        'The router was told to close the line eight times, and nothing shows that it did: see what it answered. While it does not answer it is told again and again. Paid time, if it ends, ends on the router by itself. This closes by itself when the session ends.',
      work_failed: 'A job tried until it gave up. Nothing is half done; look what it was about.',
      secret_mismatch:
        'Packets come from this router’s address that were not made with its secret, and none that were. Nobody on it can log in. Compare the secret in its /radius entry, or make it a new one: lango routers rotate. This closes by itself when its packets are right.',
      reversed:
        'M-Pesa says that it gave this money back to its payer. Time that was not used yet was taken back for it; what was used is owed, and stands in the wallet below nothing until they pay. Speak to them, and close this with what they said.',
      refund_stuck:
        'A second person said yes to this refund, and it has not arrived. Look at the M-Pesa portal whether it went out; then, under Refunds, have it tried again, say under which code you paid it there, or take the money back. This closes by itself when it has arrived.',
      router_silent:
        'It called every few seconds and has stopped, for five minutes or more: no power, no way out, or somebody took our schedule off it. What was to be told to it waits in order. This closes by itself when it has called steadily for a while.',
      before_live:
        'It was paid before this paybill went live here, and heard of after. Look whether the system of before credited it: if it did not, give it to its subscriber; if it did, have it written off with that as the reason.',
      no_internet:
        'They asked for help on their own page, and were told that somebody answers by the deadline. What they saw and what had happened on the line stands here; their page has the rest. Answer them by phone or SMS, then close it with what it was.',
    } satisfies Record<ExceptionKind, string>,
    told: 'What M-Pesa told us',
    known: 'What is known',
    fact: {
      code: 'Code',
      paid: 'Paid',
      at: 'At',
      typed: 'Account typed',
      name: 'Name',
      phone: 'Phone',
      subscriber: 'Subscriber',
      line: 'Line',
      router: 'Router',
      online_since: 'Online since',
      subject: 'About',
      opened: 'Waiting since',
      due: 'Due',
      owner: 'Owner',
    },
    /** What those who find trouble write down about it. */
    detail_names: {
      tries: 'Tried',
      last_answer: 'Last answer',
      steps: 'Step by step',
      short_cents: 'Short by',
      amount_cents: 'It said',
      source: 'The other report',
      wallet: 'In the wallet',
      receipt_code: 'Code',
      reason: 'Why',
      like: 'Like payment',
      answer: 'M-Pesa’s answer',
      phone_of: 'The phone is of',
      router: 'Router',
      address: 'Address',
      packets: 'Packets so far',
      saw: 'What they saw',
      checks: 'What the box found',
      timeline: 'What had happened',
    } as Record<string, string>,
    nobody: 'nobody',
    message: 'The message, word for word',
    see_payment: 'Everything about this payment',
    who: 'Whose we think it is',
    nobody_near: 'Nobody comes near. Find them by name, phone or account.',
    very_likely: 'very likely',
    possible: 'possible',
    other: 'Someone else',
    other_hint: 'Their account number, phone or user name',
    account_no: 'Account number',
    note: 'Why you think so',
    note_hint: 'Only staff see this',
    give: 'Give the money',
    give_text: (amount: string): string =>
      `${amount} goes into their wallet and, if it is enough, opens their line at once. You can undo this for 10 minutes.`,
    keep: 'Into the wallet only',
    keep_help: 'Into the wallet only: nothing is bought now; the next renewal has it.',
    line: (
      plan: string,
      paid: { at: string; over: boolean } | null,
      online_at: string | null,
    ): string => {
      const until = paid ? `${paid.over ? 'ended' : 'paid until'} ${paid.at}` : 'never paid'
      return `${plan} · ${until}${online_at ? ` · online at ${online_at}` : ''}`
    },
    to_subscriber: (name: string): string => `Everything about ${name}`,
    story: (name: string): string => `What happened to ${name}`,
    story_all: 'All of it',
    assign: 'Hand it to',
    assign_do: 'Hand over',
    else_do: 'What else can be done with it',
    split: {
      title: 'Split it',
      text: (amount: string): string =>
        `For one payment that several people share. The parts must come to ${amount}.`,
      account: (row: number): string => `Account ${row}`,
      amount: (row: number): string => `KES ${row}`,
      enter: 'Give the parts',
      half: 'Each part needs an account and an amount.',
      two: 'A split has two parts or more.',
    },
    choice: {
      text: (amount: string): string =>
        `${amount} waits in the wallet. Say what it is for; you can undo it for 10 minutes.`,
      spent: 'Buy time with it',
      kept: 'Keep it for the next renewal',
    },
    second: {
      refund: 'Give it back',
      refund_text: (amount: string): string =>
        `${amount} goes back to whoever paid, and to no other phone. A second person must say yes; until then the money stays where it is.`,
      refund_enter: 'Ask for the refund',
      write_off: 'Write it off',
      write_off_text: (amount: string): string =>
        `${amount} becomes the house’s, because nobody’s it could be found to be. A second person must say yes.`,
      write_off_enter: 'Ask to write it off',
      why: 'Why',
      why_hint: 'The second person reads this',
      why_missing: 'Say why, in a few words.',
      asked: (kind: string, who: string, why: string): string =>
        `${who} asks ${kind === 'refund' ? 'to give it back' : 'to write it off'}: “${why}”. It waits for a second person.`,
    },
    pick_one: 'Choose whose it is.',
    pick_which: 'You chose one and typed another. Which is it?',
    type_account: 'Type the account number: seven digits.',
    close_title: 'Nothing more to do?',
    close_hint: 'What you found. It stays with the exception',
    close: 'Close it',
    close_why: 'Say what you found, in a few words.',
    take: 'Take it on',
    release: 'Let go of it',
    owner_line: (owner: string | null, due: string): string =>
      `Owner: ${owner ?? 'nobody'} · due ${due}`,
    resolved: 'Resolved',
    resolved_line: (resolution: string, who: string | null, at: string): string =>
      `${resolution} · ${who ?? 'by itself'}, ${at}`,
    given_toast: (amount: string, resolution: string): string => `${amount}: ${resolution}.`,
    closed_toast: 'Closed.',
    next: 'Next one',
  },
  counted: (count: number): string => countOf(count, 'exception'),
}
