// Seeds played in processes of their own, as many side by side as the machine has cores for.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { FaultCounts, FaultKind } from './faults.ts'
import { faultKinds } from './faults.ts'
import type { Played, Wish } from './town.ts'

export interface Run extends Wish {
  bug?: string
}

export interface Seen extends Played {
  milliseconds: number
}

const logKept = 20_000

/** Throws where the town itself broke down. */
export async function playSeed({ seed, days, homes, bug }: Run): Promise<Seen> {
  const began = performance.now()
  const words = ['--seed', seed, '--days', days, '--homes', homes].map(String)
  const child = fork(new URL('seed.ts', import.meta.url), words, {
    execArgv: bug ? ['--import', new URL('plant.ts', import.meta.url).href] : [],
    env: { ...process.env, ...(bug && { LANGO_TOWN_BUG: bug }) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'], // What it logs is read by whoever plays it again, alone.
  })
  let log = ''
  child
    .stderr!.setEncoding('utf8')
    .on('data', (part: string) => (log = (log + part).slice(-logKept)))
  let played: Played | undefined
  child.on('message', (told) => (played = told as Played))
  await once(child, 'close')
  if (!played)
    throw new Error(`${repeatOf({ seed, days, homes })} broke down:\n${log.slice(-4000)}`)
  return { ...played, milliseconds: Math.round(performance.now() - began) }
}

/** How anybody plays it again. */
export function repeatOf({ seed, days, homes }: Wish): string {
  return `npm run simulate -- --seed ${seed} --days ${days} --homes ${homes}`
}

/** Each of the wishes, so many at a time; `until` says that no further one is begun. */
export async function playAll<One extends Run>(
  wishes: Iterable<One>,
  each: (seen: Seen, wish: One) => void,
  { abreast = 2, until = () => false }: { abreast?: number; until?: () => boolean } = {},
): Promise<void> {
  const waiting = wishes[Symbol.iterator]()
  async function lane(): Promise<void> {
    for (;;) {
      if (until()) return
      const { value: wish, done } = waiting.next()
      if (done) return
      each(await playSeed(wish), wish)
    }
  }
  await Promise.all(Array.from({ length: abreast }, lane))
}

export function addCounts(sums: FaultCounts, counts: FaultCounts): void {
  for (const [kind, count] of Object.entries(counts) as [FaultKind, number][])
    sums[kind] = (sums[kind] ?? 0) + count
}

/** Those that never happened. */
export function unseen(counts: FaultCounts): FaultKind[] {
  return faultKinds.filter((kind) => !counts[kind])
}
