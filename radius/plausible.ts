// How much of what a router says can be true. One that was broken into, or has a fault, must not charge a subscriber with
// more than a line carries, nor speak of somebody who may not come online there (T49). What is not believed is counted.

import { isItsPlace, type ServiceFacts } from '../appliance/access/access.ts'
import type { SessionReport } from '../appliance/access/sessions.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import type { Instant } from '../appliance/time.ts'

export type Doubt =
  /** A Class of ours that we did not give to this router. */
  | 'foreign_class'
  /** It may not come online there: the session is nobody's. */
  | 'misplaced'
  /** A session older than our Access-Accept. */
  | 'too_long'
  /** More octets than the line carries in that time. */
  | 'too_much'

interface Known {
  router: Pick<RouterFacts, 'id' | 'site_id' | 'name'>
  service: ServiceFacts | undefined
  /** When we accepted the session; undefined where no Class of ours says. */
  accepted_at: Instant | undefined
}

// Our own clock may be put right while a session runs.
const graceSeconds = 3600
// Bursts, a faster plan before this one, a queue that a router does not hold: its word counts up to there.
const timesPlan = 10
const bytesPerSecondMin = 12_500_000 // 100 Mbit/s
const bytesPerKbps = 125

/** The report with what is too much cut off and whose it is, if we know, and what there was to doubt. Pure. */
export function boundReport(
  report: SessionReport,
  { router, service, accepted_at }: Known,
): { report: SessionReport; doubts: Doubt[] } {
  const doubts: Doubt[] = []
  const bounded = { ...report }
  if (service && !isItsPlace(service, router)) doubts.push('misplaced')
  else bounded.service_id ??= service?.id ?? null

  // A clock that stood ahead when it accepted says nothing.
  const isPast = accepted_at && !isBefore(report.heard_at, accepted_at)
  const earliest = isPast && before(accepted_at, graceSeconds)
  if (earliest && isBefore(report.started_at, earliest)) {
    doubts.push('too_long')
    const longest = Math.max(0, Math.floor(report.heard_at.since(earliest).total('seconds')))
    bounded.session_seconds = Math.min(report.session_seconds, longest)
    bounded.started_at = earliest
    if (report.stopped_at && isBefore(report.stopped_at, earliest)) bounded.stopped_at = earliest
  }

  const most = Math.round((bounded.session_seconds + 60) * bytesPerSecondOf(service))
  if (Math.max(report.input_octets, report.output_octets) > most) doubts.push('too_much')
  bounded.input_octets = Math.min(report.input_octets, most)
  bounded.output_octets = Math.min(report.output_octets, most)
  return { report: bounded, doubts }
}

/** What the line of a service carries at most; where none of its plans is known, what any line does (accounting-request.ts). */
function bytesPerSecondOf(service: ServiceFacts | undefined): number {
  if (!service) return Infinity
  let most = mostOf.get(service)
  if (most === undefined) mostOf.set(service, (most = readMost(service)))
  return most
}

const mostOf = new WeakMap<ServiceFacts, number>() // A service that changes is another object.

function readMost({ credits }: ServiceFacts): number {
  const rates = credits.flatMap(({ down_kbps, up_kbps, burst, timed }) =>
    [{ down_kbps, up_kbps }, ...(burst ? [burst] : []), ...timed].flatMap((each) => [
      each.down_kbps,
      each.up_kbps,
    ]),
  )
  if (rates.length === 0) return Infinity
  return Math.max(timesPlan * Math.max(...rates) * bytesPerKbps, bytesPerSecondMin)
}

function before(at: Instant, seconds: number): Instant {
  return Temporal.Instant.fromEpochMilliseconds(at.epochMilliseconds - seconds * 1000)
}

function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
