// Payments as finance looks at them: the filters of the list, and the six answers of each row.

import {
  channelsWanted,
  decideAmount,
  keepers,
  reconciliations,
  type AnswersWanted,
} from '../../appliance/people/payment-answers.ts'
import type { ListedPayment } from '../../appliance/people/payment-register.ts'
import {
  payment_answers,
  reconciliation_states,
} from '../../appliance/words/staff/payment-answers.ts'
import { exception_kinds } from '../../appliance/words/staff/states.ts'
import { paths } from '../paths.ts'

const words = payment_answers
export const views = ['list', 'answers'] as const
export type View = (typeof views)[number]
type Wanted = AnswersWanted & { view: View }

/** What stands in the address; the usual is left out. */
export function answersQuery({ channel, recon, keeper, view }: Wanted) {
  return {
    channel: channel === 'any' ? null : channel,
    recon: recon === 'any' ? null : recon,
    keeper: keeper === 'anybody' ? null : keeper,
    view: view === 'list' ? null : view,
  }
}

export function answersForm<W extends Wanted>(wanted: W, linkTo: (wanted: W) => string) {
  const { channel, recon, keeper, view } = wanted
  return {
    narrow: [
      {
        name: 'channel',
        label: words.channel,
        choices: channelsWanted.map((value) => ({
          value,
          label: words.channels[value],
          selected: value === channel,
        })),
      },
      {
        name: 'recon',
        label: words.recon,
        choices: reconciliations.map((value) => ({
          value,
          label: words.recons[value],
          selected: value === recon,
        })),
      },
      {
        name: 'keeper',
        label: words.keeper,
        choices: keepers.map((value) => ({
          value,
          label: words.keepers[value],
          selected: value === keeper,
        })),
      },
    ],
    answers: view === 'answers',
    views: views.map((value) => ({
      label: words.views[value],
      current: value === view,
      href: linkTo({ ...wanted, view: value }),
    })),
  }
}

export function answersView(row: ListedPayment) {
  const { amount_cents, expected_cents, bought, service, receipt_no, state, keeper } = row
  const { exception_kind, exception_id } = row
  const right = decideAmount(row)
  const off = Math.abs(amount_cents - (expected_cents ?? amount_cents))
  const { amounts } = words
  return {
    what: bought ?? (state === 'settled' ? words.in_wallet : words.nothing_yet),
    right:
      right === null ? amounts.unknown : right === 'exact' ? amounts.exact : amounts[right](off),
    expected: expected_cents === null || right === 'exact' ? null : words.expected(expected_cents),
    service,
    receipt: receipt_no === null ? words.no_receipt : String(receipt_no),
    recon: reconciliation_states[row.reconciliation],
    review: exception_kind === null ? null : exception_kinds[exception_kind],
    review_href: exception_id === null ? null : paths.exception(exception_id),
    kept: keeper === null ? null : words.by(keeper),
  }
}
