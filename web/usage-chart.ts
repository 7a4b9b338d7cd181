// Thirty days of use as bars of an SVG: what came down, and what went up on top of it.

import type { DayOfUse } from '../appliance/people/usage.ts'
import { formatBytes } from '../appliance/words/figures.ts'
import { dayWords } from '../appliance/words/staff/usage.ts'
import { staffWords } from '../appliance/words/staff/words.ts'

export interface UsageChart {
  label: string
  bars: { x: number; y: number; height: number; hot: boolean; title: string }[]
  ticks: { x: number; words: string; anchor: 'start' | 'middle' | 'end' }[]
  top: { words: string }
  rows: { day: string; down: string; up: string; all: string }[]
}

const width = 11 // Of 330: thirty days, nine for the bar and two between.
const floor = 92
const tall = 74

/** What the chart says, in the reader's language. */
export interface ChartWords {
  day(day: string): string
  label(sum: number, most: number, day: string): string
  top(most: number): string
}

const forStaff: ChartWords = { ...staffWords.usage, day: dayWords }

/** Null where nothing was used. The day we are in is hot, because it is not over. */
export function usageChart(
  days: readonly DayOfUse[],
  words: ChartWords = forStaff,
): UsageChart | null {
  const totals = days.map(({ down_bytes, up_bytes }) => down_bytes + up_bytes)
  const most = Math.max(...totals)
  if (most === 0) return null
  const bars = days.flatMap(({ day }, at) => {
    const bytes = totals[at]!
    if (bytes === 0) return []
    const height = Math.max(2, Math.round((bytes / most) * tall))
    const title = `${words.day(day)}: ${formatBytes(bytes)}`
    return [{ x: at * width + 1, y: floor - height, height, hot: at === days.length - 1, title }]
  })
  const sum = totals.reduce((total, bytes) => total + bytes, 0)
  return {
    label: words.label(sum, most, days[totals.indexOf(most)]!.day),
    bars,
    ticks: [0, 10, 20, 29].map((at) => ({
      x: at === 0 ? 0 : at === 29 ? 330 : at * width + 5,
      words: words.day(days[at]!.day),
      anchor: at === 0 ? 'start' : at === 29 ? 'end' : 'middle',
    })),
    top: { words: words.top(most) },
    rows: days
      .filter((_, at) => totals[at]! > 0)
      .toReversed()
      .map(({ day, down_bytes, up_bytes }) => ({
        day: words.day(day),
        down: formatBytes(down_bytes),
        up: formatBytes(up_bytes),
        all: formatBytes(down_bytes + up_bytes),
      })),
  }
}
