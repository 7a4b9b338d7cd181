// What a move would do, or has done, told to whoever decides it: how many of each kind, what stays behind and why, what comes over
// other than it was, five ends to hold beside the old pages, and the sums of theirs.

import { countOf } from '../words/figures.ts'
import type { Move } from './moves.ts'
import type { Note, OldBooks, OldKind } from './old-books.ts'
import { tellMoment } from './old-words.ts'
import { reasons, type Why } from './reasons.ts'

const kinds: readonly [OldKind, string][] = [
  ['plan', 'plans'],
  ['router', 'routers'],
  ['subscriber', 'subscribers'],
  ['line', 'lines and passes'],
  ['voucher', 'vouchers'],
  ['receipt', 'M-Pesa codes'],
]

export interface Counts {
  added: Record<OldKind, number>
  here: Record<OldKind, number>
  unmoved: Record<OldKind, number>
}

/** Pure. */
export function countMove(move: Move): Counts {
  const unmoved = { plan: 0, router: 0, subscriber: 0, line: 0, voucher: 0, receipt: 0 }
  for (const { kind } of move.unmoved) unmoved[kind] += 1
  return {
    added: {
      plan: move.plans.length,
      router: move.routers.length,
      subscriber: move.people.filter(({ subscriber_id }) => subscriber_id === null).length,
      line: move.people.reduce((sum, { lines }) => sum + lines.length, 0),
      voucher: move.vouchers.length,
      receipt: move.receipts.length,
    },
    here: move.here,
    unmoved,
  }
}

export function tellMove(books: OldBooks, move: Move, zone: string): string {
  const { added, here, unmoved } = countMove(move)
  const column = (value: number | string) => String(value).padStart(10)
  const lines = [
    `${books.system} (${books.source}), its times read in ${zone}`,
    '',
    `${''.padEnd(18)}${['bring', 'here', 'left'].map(column).join('')}`,
    ...kinds.map(([kind, words]) => `${words.padEnd(18)}${[added[kind], here[kind], unmoved[kind]].map(column).join('')}`), // prettier-ignore
    ...tellGroups('Left behind, each with its reason:', move.unmoved.map(({ kind, name, why }) => ({ kind, name, what: why }))), // prettier-ignore
    ...tellGroups('Brought, and to know:', move.notes),
    ...tellEnds(move, zone),
    '',
    'Their books, to hold beside their pages:',
    ...books.figures.map(([what, value]) => `  ${what}: ${value}`),
    ...(books.unknown_tables.length > 0
      ? ['', `Tables we know nothing of, not read: ${books.unknown_tables.join(', ')}`]
      : []),
  ]
  return lines.join('\n')
}

const examplesMax = 4

function tellGroups(title: string, notes: readonly Note[]): string[] {
  if (notes.length === 0) return []
  const groups = Map.groupBy(notes, ({ kind, what }) => `${kind} ${what}`)
  const lines = [...groups].map(([key, list]) => {
    const [kind, what] = key.split(' ') as [OldKind, Why]
    const names = list.slice(0, examplesMax).map(({ name }) => `"${name}"`).join(', ') // prettier-ignore
    const more = list.length > examplesMax ? ', …' : ''
    return `  ${countOf(list.length, kind)}: ${reasons[what]}. ${names}${more}`
  })
  return ['', title, ...lines]
}

const endsShown = 5

/** Wrong by three hours is seen at once by who knows five of them. */
function tellEnds(move: Move, zone: string): string[] {
  const ends = move.people
    .flatMap(({ lines }) => lines)
    .filter((line) => line.paid_until !== null)
    .slice(0, endsShown)
  if (ends.length === 0) return []
  return [
    '',
    `Five ends of paid time, in Nairobi's clock; are they right (read in ${zone})?`,
    ...ends.map((line) => `  ${line.shown}: ${tellMoment(line.paid_until!)}`),
  ]
}
