// Plants each bug and plays seeds until one finds it.

import { bugs } from './bugs.ts'
import { playSeed } from './run.ts'

interface Bounds {
  abreast?: number
  seedsMax?: number
  days?: number
  homes?: number
}

/** Returns the names of those that no seed found. */
export async function findBugs(
  names: readonly string[],
  say: (line: string) => void,
  bounds: Bounds = {},
): Promise<string[]> {
  const { abreast = 2, seedsMax = 12, days = 1, homes = 24 } = bounds
  const missed: string[] = []
  const waiting = names[Symbol.iterator]()

  async function hunt(bug: string): Promise<void> {
    for (let seed = 1; seed <= seedsMax; seed += 1) {
      const { findings } = await playSeed({ seed, days, homes, bug })
      if (findings.length > 0) return say(`${bug} found by seed ${seed}: ${findings[0]}`)
    }
    missed.push(bug)
    say(`${bug} NOT FOUND in ${seedsMax} seeds: ${bugs[bug]!.says}`)
  }

  async function lane(): Promise<void> {
    for (const bug of waiting) await hunt(bug)
  }
  await Promise.all(Array.from({ length: abreast }, lane))
  return missed
}
