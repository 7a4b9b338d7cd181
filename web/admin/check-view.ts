// How a self-test of keys is shown, wherever keys are.

import { standingOf, type Standing } from '../../appliance/money/provider-checks.ts'
import type { ProviderCheck } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'

const words = staffWords.settings

const tones: Record<Standing, string> = {
  never: 'off',
  waiting: 'wait',
  passed: 'good',
  failed: 'bad',
  outdated: 'wait',
}

/** How the last self-test stands, and its steps. */
export function checkView(
  check: ProviderCheck | undefined,
  keys_changed_at: Instant | null,
  now: Instant,
) {
  const standing = standingOf(check, keys_changed_at, now)
  const steps = check?.steps ?? []
  return {
    state: { word: words.check.standing[standing], tone: tones[standing] },
    at: check?.finished_at ?? null,
    waiting: standing === 'waiting',
    enter: standing === 'never' ? words.check.try : words.check.again,
    steps: steps.map(({ step, outcome, words: said }) => ({
      state: { word: outcome, tone: { passed: 'good', failed: 'bad', skipped: 'off' }[outcome] },
      title: words.check.step[step] ?? step,
      said,
    })),
  }
}
