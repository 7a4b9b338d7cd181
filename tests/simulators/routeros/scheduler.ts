// `/system scheduler`: what runs again and again, and what runs at startup.

import { readSpan } from './values.ts'
import type { Item, Tree } from './tree.ts'

interface Doing {
  isAllowed(): boolean
  run(event: string): Promise<void>
}

export function openScheduler(tree: Tree, now: () => Temporal.Instant, doing: Doing) {
  const next = new Map<string, Temporal.Instant>()
  const starting = new Set<string>()

  const entries = () =>
    tree.items('/system/scheduler').filter(({ values }) => values.get('disabled') !== 'yes')
  const secondsOf = ({ values }: Item) => readSpan(values.get('interval') ?? '0s') ?? 0

  return {
    /** With an interval other than 0 nothing runs at startup. */
    boot() {
      next.clear()
      for (const item of entries())
        if (item.values.get('start-time') === 'startup' && secondsOf(item) === 0)
          starting.add(item.id)
    },
    /** Runs what is due, once each, however long nobody looked. */
    async tick(): Promise<void> {
      if (!doing.isAllowed()) return
      for (const item of entries()) {
        const { id, values } = item
        const seconds = secondsOf(item)
        const at = next.get(id)
        const isDue = at !== undefined && Temporal.Instant.compare(at, now()) <= 0
        if (seconds > 0 && (at === undefined || isDue)) next.set(id, now().add({ seconds }))
        if (isDue || starting.delete(id)) await doing.run(values.get('on-event') ?? '')
      }
    },
  }
}
