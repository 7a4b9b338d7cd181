// What finance asks of each payment, in words.

import type {
  ChannelWanted,
  Keeper,
  Reconciliation,
  ReconciliationWanted,
} from '../../people/payment-answers.ts'
import { kes } from '../figures.ts'
import type { State } from './states.ts'

export const reconciliation_states: Record<Reconciliation, State> = {
  matched: { word: 'matched', tone: 'good' },
  unreconciled: { word: 'unreconciled', tone: 'wait' },
  exception: { word: 'exception', tone: 'bad' },
  written_off: { word: 'written off', tone: 'over' },
}

export const payment_answers = {
  view: 'Show',
  views: { list: 'Payments', answers: 'Reconciliation' },
  channel: 'Came by',
  channels: {
    any: 'Any way',
    paybill: 'Paybill',
    stk: 'Prompt',
    cash: 'Cash',
    bank: 'Bank',
    voucher: 'Voucher',
    float: 'Reseller',
  } satisfies Record<ChannelWanted, string>,
  recon: 'Reconciled',
  recons: {
    any: 'All',
    matched: 'Matched',
    unreconciled: 'Unreconciled',
    exception: 'Exception',
    written_off: 'Written off',
  } satisfies Record<ReconciliationWanted, string>,
  keeper: 'Looked after by',
  keepers: { anybody: 'Anybody', me: 'Me', nobody: 'Nobody' } satisfies Record<Keeper, string>,
  column: {
    who: 'Who paid',
    what: 'What for',
    amount: 'Was it right',
    record: 'Which record',
    receipt: 'Receipt',
    review: 'Reconciled',
  },
  nothing_yet: 'nothing yet',
  in_wallet: 'into the wallet',
  amounts: {
    exact: 'as expected',
    short: (cents: number): string => `${kes(cents)} short`,
    over: (cents: number): string => `${kes(cents)} over`,
    unknown: 'not known',
  },
  expected: (cents: number): string => `expected ${kes(cents)}`,
  no_receipt: 'none',
  by: (name: string): string => `by ${name}`,
}
