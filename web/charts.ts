// Charts as numbers for SVG attributes: drawn on the server, so that a page needs no script and no inline style.

import { formatShillings } from '../appliance/money.ts'
import { staffWords } from '../appliance/words/staff/words.ts'

export interface Chart {
  label: string
  bars: { x: number; y: number; height: number; hot: boolean }[]
  ticks: { x: number; words: string }[]
  /** The tallest bar's figure, written above it; null for an empty chart. */
  top: { x: number; y: number; words: string; anchor: 'start' | 'middle' | 'end' } | null
}

const width = 14 // Of 336: 24 hours, 12 for the bar and 2 between.
const floor = 92
const tall = 68

/** Money by the hour of the day; the hour we are in is hot, because it is not over. */
export function hourlyChart(by_hour: readonly number[], hour: number): Chart {
  const most = Math.max(...by_hour)
  const heightOf = (cents: number) =>
    cents === 0 ? 0 : Math.max(2, Math.round((cents / most) * tall))
  const bars = by_hour.map((cents, at) => ({
    x: at * width + 1,
    y: floor - heightOf(cents),
    height: heightOf(cents),
    hot: at === hour,
  }))
  const tallest = by_hour.indexOf(most)
  return {
    label: staffWords.today.by_hour_label(
      by_hour.flatMap((amount_cents, at) => (amount_cents > 0 ? [{ hour: at, amount_cents }] : [])),
    ),
    bars: bars.filter(({ height }) => height > 0),
    ticks: [0, 6, 12, 18, 23].map((at) => ({
      x: at * width + 7,
      words: String(at).padStart(2, '0'),
    })),
    top:
      most === 0
        ? null
        : {
            x: tallest * width + 7,
            y: floor - tall - 6,
            words: formatShillings(most),
            anchor: anchorAt(tallest),
          },
  }
}

function anchorAt(hour: number): 'start' | 'middle' | 'end' {
  if (hour < 2) return 'start'
  return hour > 21 ? 'end' : 'middle'
}
