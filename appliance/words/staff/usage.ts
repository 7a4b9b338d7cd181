// What was used day by day.

import { formatBytes } from '../figures.ts'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** "21 Nov". */
export function dayWords(day: string): string {
  const { day: date, month } = Temporal.PlainDate.from(day)
  return `${date} ${months[month - 1]}`
}

export const usage = {
  title: 'Data used',
  lead: 'The last 30 days, up and down together.',
  none: 'Nothing was used in the last 30 days.',
  label: (sum: number, most: number, day: string): string =>
    `${formatBytes(sum)} in 30 days; the most on ${dayWords(day)}, ${formatBytes(most)}`,
  top: (most: number): string => `${formatBytes(most)} a day`,
  table: 'The same as a table',
  column: { day: 'Day', down: 'Down', up: 'Up', all: 'Together' },
}
