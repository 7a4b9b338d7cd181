// `lango health`: how the processes of this machine are. It asks no database: that may be what is ill.

import { machineNow } from '../clock.ts'
import { listProblems, readHealth, type Health } from '../health.ts'
import type { Instant } from '../time.ts'

/** Exit code 0: all is well; 1: there is something to look at, or no process has said anything. */
export async function describeHealth(
  stateDir: string,
  args: readonly string[] = [],
  now: Instant = machineNow(),
): Promise<{ words: string; code: 0 | 1 }> {
  const all = await readHealth(stateDir)
  if (args.includes('--json')) {
    const problems = listProblems(all, now)
    const code = all.length === 0 || problems.length > 0 ? 1 : 0
    return { words: JSON.stringify({ processes: all, problems }, null, 2), code }
  }
  if (all.length === 0)
    return { words: `No process of Lango's tells of itself in ${stateDir}.`, code: 1 }

  const problems = listProblems(all, now)
  const words = [
    ...all.flatMap(describeProcess),
    '',
    ...(problems.length > 0 ? problems.map((problem) => `! ${problem}`) : ['All is well.']),
  ]
  return { words: words.join('\n'), code: problems.length > 0 ? 1 : 0 }
}

function describeProcess({ name, pid, clock, radius }: Health): string[] {
  const head = `${name.padEnd(10)} process ${pid}, clock ${clock ? `in doubt since ${clock.as_of}` : 'believed'}`
  if (!radius) return [head]
  const { source, services, routers, age_seconds, snapshot_bytes, spool_bytes } = radius
  const age = age_seconds === null ? 'never' : `${age_seconds} s ago`
  const unanswered = Object.entries(radius.unanswered).map(
    ([reason, times]) => `${reason} ${times}`,
  )
  return [
    head,
    `  knows ${services} services and ${routers} routers from ${source}; PostgreSQL read ${age}`,
    `  snapshot ${snapshot_bytes ?? 0} bytes, spool ${spool_bytes} bytes`,
    `  unanswered: ${unanswered.join(', ') || 'none'}`,
  ]
}
