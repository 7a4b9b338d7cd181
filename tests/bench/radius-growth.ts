// What a big town costs: more lines in memory, and years of past sessions in the book.

import type { DurablePostgres } from '../support/durable-postgres.ts'
import { cpuOf, reports, type Generator, type Side } from './generator.ts'
import { startLango, type Lango } from './lango-side.ts'
import type { Figures } from './radius-goals.ts'
import { seedPastSessions } from './radius-lines.ts'
import { middle } from './radius-rounds.ts'

const sessions = 5000
const takes = 3

/** Memory and CPU with `lines` lines, beside a thousand, and how soon the process is ready. */
export async function measureGrowth(
  generate: Generator,
  server: DurablePostgres,
  { big: lines, many: logins }: { big: number; many: number },
): Promise<Figures> {
  const small = await startLango(server, 'village', 1000)
  const big = await startLango(server, 'town', lines)
  try {
    const ratios: number[] = []
    for (let take = 0; take <= takes; take++) {
      const one = await generate(small, { mode: 'pap', count: logins, users: 1000 })
      const other = await generate(big, { mode: 'pap', count: logins, users: lines })
      if (take > 0) ratios.push(cpuOf(other) / cpuOf(one))
    }
    for (const mode of reports) await generate(big, { mode, count: sessions, users: lines })
    const megabytes = await big.megabytes()
    return {
      ...(lines === 100_000 && { memory_100k: megabytes }),
      ...(lines === 1_000_000 && { memory_million: megabytes }),
      growth: middle(ratios),
      ready: big.ready_seconds,
    }
  } finally {
    await small.stop()
    await big.stop()
  }
}

let first = 100_000_000

/** CPU a report after `past` sessions were put into the book, of that before. */
export async function measureHistory(
  generate: Generator,
  lango: Lango,
  past: number,
  lines: number,
): Promise<Figures> {
  const before = await takeReports(generate, lango)
  await seedPastSessions(lango.databaseUrl, past, lines)
  await takeReports(generate, lango)
  return { history: (await takeReports(generate, lango)) / before }
}

/** Microseconds a report. */
async function takeReports(generate: Generator, lango: Side): Promise<number> {
  const costs: number[] = []
  for (let take = 0; take < takes; take++) {
    first += sessions
    for (const mode of reports) {
      const heard = await generate(lango, { mode, count: sessions, first })
      costs.push(cpuOf(heard))
    }
  }
  return costs.reduce((sum, each) => sum + each, 0) / costs.length
}
