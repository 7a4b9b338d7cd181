// Who is refused as one too many may be kept out by a session that is gone: then its router is asked (F59). Nobody waits for
// that; a payer whose box dials again in a few seconds is let in.

import { askProbes, probeEverySeconds } from '../appliance/access/probes.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { log, warn } from '../appliance/log.ts'
import { within } from '../appliance/patience.ts'

export interface Probing {
  /** The service was refused another session. */
  ask(service_id: number): void
}

const askMilliseconds = 2000
const servicesMax = 10_000

export function openProbing({ db, now }: Pick<Appliance, 'db' | 'now'>): Probing {
  /** When each was asked about last, by the process's clock: a box that dials every second writes nothing more. */
  const asked = new Map<number, number>()

  async function askNow(service_id: number): Promise<void> {
    const sessions = await within(askMilliseconds, askProbes(db, service_id, now()))
    if (sessions > 0) log('sessions.probed', { service_id, sessions })
  }

  return {
    ask(service_id) {
      const last = asked.get(service_id)
      const at = performance.now()
      if (last !== undefined && at - last < (probeEverySeconds * 1000) / 4) return
      if (asked.size >= servicesMax) asked.clear()
      asked.set(service_id, at)
      askNow(service_id).catch((error: unknown) => warn('sessions.not_probed', { error }))
    },
  }
}
