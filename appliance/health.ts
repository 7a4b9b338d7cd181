// How each process is, told by itself every few seconds into a file of the state folder: what a person most needs to know
// while PostgreSQL is away can't lie in PostgreSQL.

import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Appliance } from './appliance.ts'
import { machineNow } from './clock.ts'
import { warn } from './log.ts'
import { formatLength, type Instant } from './time.ts'

/** What RADIUS says of itself. */
export interface RadiusHealth {
  source: 'postgresql' | 'snapshot' | 'nothing'
  fresh: boolean
  /** When what it knows was read from PostgreSQL; null: never. */
  read_at: string | null
  age_seconds: number | null
  services: number
  routers: number
  snapshot_bytes: number | null
  /** Accounting that waits for PostgreSQL. */
  spool_bytes: number
  /** Packets that got no answer, by reason, since it began. */
  unanswered: Record<string, number>
  /** Routers whose clock is not ours, and by how many seconds; positive where it is ahead. */
  clock_skews?: Record<string, number>
}

export interface Health {
  name: string
  pid: number
  told_at: string
  /** Why the machine's clock is not believed, and since when; null where it is. */
  clock: { why: string; as_of: string } | null
  radius?: RadiusHealth
}

const tellMilliseconds = 5000
const silentSeconds = 30

/** Tells at once and then every five seconds. `close` takes the file away: who was ended is not ill. */
export async function tellHealth(
  { config, timeInDoubt }: Pick<Appliance, 'config' | 'timeInDoubt'>,
  name: string,
  more: () => Promise<Pick<Health, 'radius'>> = async () => ({}),
): Promise<{ close(): Promise<void> }> {
  const path = join(config.stateDir, `health-${name}.json`)
  let failing = false
  let telling: Promise<void> | undefined

  async function tell(): Promise<void> {
    const doubt = timeInDoubt()
    const clock = doubt ? { why: doubt.why, as_of: String(doubt.as_of) } : null
    const common = { name, pid: process.pid, told_at: String(machineNow()), clock }
    try {
      await mkdir(config.stateDir, { recursive: true, mode: 0o750 })
      const health: Health = { ...common, ...(await more()) }
      await writeFile(`${path}.new`, JSON.stringify(health), { mode: 0o640 })
      await rename(`${path}.new`, path)
      failing = false
    } catch (error) {
      if (!failing) warn('health.not_told', { error })
      failing = true
    }
  }
  const every = setInterval(
    () => (telling ??= tell().finally(() => (telling = undefined))),
    tellMilliseconds,
  )
  await tell()
  return {
    close: async () => {
      clearInterval(every)
      await telling
      await rm(path, { force: true })
    },
  }
}

/** What the processes of this machine said last. */
export async function readHealth(stateDir: string): Promise<Health[]> {
  const names = (await readdir(stateDir).catch(() => [])).filter((name) =>
    /^health-.*\.json$/.test(name),
  )
  const texts = await Promise.all(
    names.sort().map((name) => readFile(join(stateDir, name), 'utf8')),
  )
  return texts.map((text) => JSON.parse(text) as Health)
}

/** What somebody should look at: a sentence each. Pure. */
export function listProblems(all: readonly Health[], now: Instant): string[] {
  return all.flatMap(({ name, told_at, clock, radius }) => {
    const silent = Math.abs(Temporal.Instant.from(told_at).until(now).total('seconds'))
    return [
      ...(silent > silentSeconds ? [`${name} has said nothing for ${formatLength(silent)}.`] : []),
      ...(clock
        ? [`${name} does not believe the clock (${clock.why}): nobody's time ends until it does.`]
        : []),
      ...(radius ? listRadiusProblems(radius) : []),
    ]
  })
}

function listRadiusProblems({
  source,
  fresh,
  age_seconds,
  spool_bytes,
  read_at,
  clock_skews = {},
}: RadiusHealth): string[] {
  const problems: string[] = []
  if (source === 'nothing') problems.push('RADIUS has not read PostgreSQL yet and answers nobody.')
  else if (source === 'snapshot')
    problems.push(`RADIUS has not read PostgreSQL yet: it answers from a snapshot of ${read_at}.`)
  else if (!fresh)
    problems.push(
      `RADIUS has not read PostgreSQL for ${formatLength(age_seconds ?? 0)}: what it knows is stale.`,
    )
  if (spool_bytes > 0) problems.push(`${spool_bytes} bytes of accounting wait for PostgreSQL.`)
  for (const [router, seconds] of Object.entries(clock_skews)) {
    const way = seconds > 0 ? 'ahead of' : 'behind'
    problems.push(
      `The clock of ${router} is ${formatLength(Math.abs(seconds))} ${way} ours: set its NTP.`,
    )
  }
  return problems
}

/** Bytes of the files in a folder, not of folders in it; 0 where there is none. */
export async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = names.map((name) => stat(join(folder, name)).then((found) => (found.isFile() ? found.size : 0), () => 0)) // prettier-ignore
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
