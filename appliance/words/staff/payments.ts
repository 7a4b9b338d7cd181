// The list of payments, and everything about one.

import type { Span, StateWanted } from '../../people/payment-register.ts'
import type { LedgerLine } from '../../people/payment-file.ts'
import type { Account, Transfer } from '../../tables.ts'
import { countOf, coverPhone, formatMilliseconds, kes } from '../figures.ts'
import type { State } from './states.ts'

export const payments = {
  title: 'Payments',
  lead: 'Money that moved. Each counts once, however often we hear of it.',
  find: 'Find',
  find_hint: 'Code, phone, account, name, amount',
  days: 'Days',
  spans: {
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'The last 7 days',
    month: 'This month',
    ever: 'All days',
  } satisfies Record<Span, string>,
  paybill: 'Paybill',
  any_paybill: 'Any paybill',
  show: 'Show',
  state: 'State',
  chips: {
    any: 'All',
    settled: 'Settled',
    unsettled: 'Being credited',
    excepted: 'Needs a person',
  } satisfies Record<StateWanted, string>,
  list: 'Payments',
  column: { code: 'Code', by: 'Paid by', to: 'For', state: 'State', seen: 'Heard by, proved by' },
  more: 'Earlier payments',
  first: 'Back to the newest',
  none: 'No payments',
  none_text: 'None in these days with these words. Try more days.',
  none_yet: 'No payments yet',
  none_yet_text: 'The first one appears here seconds after M-Pesa tells us of it.',
  total: (count: number): string => countOf(count, 'payment'),
  nobody: 'nobody yet',
  typed: (words: string): string => `typed “${coverPhone(words)}”`,
  left_blank: 'account left blank',
  heard_times: (count: number): string => `heard ${count} times, counted once`,

  checking: 'Being checked with M-Pesa',
  checking_lead: 'Messages say this money came. It counts when Safaricom says so too.',
  checking_state: { word: 'being checked', tone: 'wait' } satisfies State as State,
  asked: (tries: number): string => (tries === 0 ? 'asking' : `asked ${countOf(tries, 'time')}`),

  one: {
    crumb: 'Payments',
    from_to: (payer: string, payee: string): string => `${payer} paid ${payee}.`,
    say_settled: 'It is on the account of',
    say_excepted: 'It is in front of a person: nobody knows yet whose it is.',
    say_unsettled: 'It is being put on an account.',
    to_exception: 'Say whose it is',
    facts: 'What is known',
    fact: {
      code: 'Code',
      paid: 'Paid',
      at: 'Paid at',
      typed: 'Account typed',
      name: 'Name',
      phone: 'Phone',
      paybill: 'Paybill',
      channel: 'Came by',
      proved: 'Proved by',
      reference: 'Our reference',
      customer: 'Kind of money',
    },
    customer: { yes: 'a customer’s', no: 'not a customer’s' },
    unknown: 'not told',
    blank: 'left blank',
    speed: 'How fast',
    steps: {
      paid: 'Paid, as M-Pesa says',
      heard: 'Heard of it',
      proved: 'Proved',
      credited: 'Credited',
      excepted: 'Put before a person',
    },
    later: (ms: number): string => `${formatMilliseconds(ms)} later`,
    told: 'Who told us',
    told_lead: (count: number): string =>
      count === 1
        ? 'Heard once.'
        : `Heard ${count === 2 ? 'twice' : countOf(count, 'time')}, counted once.`,
    column: { source: 'By', heard: 'Heard', said: 'It said', agrees: 'Agrees', kes: 'KES' },
    agrees: { word: 'agrees', tone: 'good' } satisfies State as State,
    differs: { word: 'differs', tone: 'bad' } satisfies State as State,
    message: 'The message, word for word',
    answer: 'What was asked and answered',
    masked: 'Phone numbers are covered.',
    show_message: 'Show it with the phone numbers',
    shown: 'Shown to you with phone numbers, and written down.',
    from_address: (address: string): string => `from ${address}`,
    asked: 'What we asked M-Pesa',
    asked_column: { what: 'Question', at: 'Asked', answer: 'Answer' },
    questions: {
      pull: 'List of payments',
      transaction_status: 'Status of this payment',
      stk_query: 'How the prompt stands',
    },
    no_answer: 'no answer yet',
    ledger: 'In the ledger',
    ledger_column: { transfer: 'Transfer', account: 'Account' },
    transfers: {
      receive: 'Received',
      assign: 'Given',
      sell: 'Sold',
      undo: 'Taken back',
    } satisfies Record<Transfer['kind'], string>,
    account: ({ account_kind, shortcode, subscriber, account_no }: LedgerLine): string => {
      const names: Record<Account['kind'], string> = {
        paybill: `Paybill ${shortcode ?? ''}`,
        wallet: `Wallet of ${subscriber ?? ''}, ${account_no ?? ''}`,
        suspense: 'Suspense: owner unknown',
        sales: 'Sales',
        vouchers: 'Vouchers redeemed',
      }
      return names[account_kind]
    },
    ledger_sum: 'Sums to',
    not_posted: 'Nothing is posted yet.',
    bought: 'What it bought',
    bought_line: (plan: string, price_cents: number): string => `${plan}, ${kes(price_cents)}`,
    bought_none: 'No time was bought with it when it arrived.',
    exceptions: 'Exceptions',
  },
}
