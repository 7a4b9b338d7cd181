// `lango clock`: whether the machine's clock is believed here, and a person's word that it is right.

import type { Appliance } from '../appliance.ts'
import { machineNow } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { acceptClock, buildDate } from '../time-marks.ts'

const reasons = {
  before_build: 'that is before this release was made',
  behind: 'that is behind what was marked before',
  ahead: 'it jumped ahead',
  long_away:
    'the box was away for long, or its clock jumped meanwhile; it is believed after a minute',
}

/** Words for the operator. With --accept, what was marked before is forgotten; every process believes it in ten seconds. */
export async function describeClock(
  { config, db, timeInDoubt }: Pick<Appliance, 'config' | 'db' | 'timeInDoubt'>,
  args: string[],
): Promise<string> {
  const clock = machineNow()
  if (args.includes('--accept')) {
    if (Temporal.Instant.compare(clock, buildDate()) < 0)
      throw new Invalid('clock_before_build', `The clock says ${clock}: set it first.`)
    await acceptClock(config.stateDir, db, clock)
    return `From now on ${clock} is believed.`
  }
  const doubt = timeInDoubt()
  if (!doubt) return `The clock says ${clock}, and it is believed.`
  return [
    `The clock says ${clock}: ${reasons[doubt.why]}. Until it is believed nobody's time ends.`,
    'Set it (chrony does, where the network is there). If it is right: lango clock --accept',
  ].join('\n')
}
