// A plan before it is sold: what RADIUS would be told of somebody who bought it at this moment, decided by the very
// function that answers routers.

import { tellAcceptance, type Told } from '../access/acceptance.ts'
import { decideAccess, type CreditFacts, type ServiceFacts } from '../access/access.ts'
import { findClosing } from '../access/hours.ts'
import { planFactsOf } from '../access/plan-facts.ts'
import { formatRateLimit } from '../access/rate-limit.ts'
import type { TimedSpeed } from '../access/speeds.ts'
import { addTerm, anchorDay, microsecondsOf, nairobi, type Instant } from '../time.ts'
import type { PlanDraft } from './plan-fields.ts'

export interface PlanPreview {
  /** When they log in: now, or when the plan opens next. */
  at: Instant
  ends_at: Instant
  told: Told[]
  /** The speed it is told instead, and when. */
  instead: { when: TimedSpeed | 'fair_share'; rate: string }[]
  /** Whether it is refused at other hours. */
  closes: boolean
}

/** Pure. */
export function previewPlan(draft: PlanDraft, now: Instant): PlanPreview {
  const facts = planFactsOf(draft)
  const at = facts.hours && !findClosing(facts.hours, now) ? nextOpening(facts.hours, now) : now
  const ends_at = addTerm(at, draft, anchorDay(at))
  const credit: CreditFacts = {
    ...facts,
    starts_us: microsecondsOf(at),
    ends_us: microsecondsOf(ends_at),
    data: draft.data_bytes === null ? null : { allowed_bytes: draft.data_bytes, used_bytes: 0 },
  }
  const service = somebody(draft, credit)
  const mac = service.macs[0]!
  const router = { id: 0, site_id: draft.site_id ?? 0 }
  const access = decideAccess({ service, fresh: true, mac, router }, () => true, at)
  const told = access.outcome === 'accept' ? tellAcceptance(access) : []
  return { at, ends_at, told, instead: otherSpeeds(draft, facts), closes: facts.hours !== null }
}

function nextOpening({ opens_at }: { opens_at: string }, now: Instant): Instant {
  const here = now.toZonedDateTimeISO(nairobi)
  const opening = here.withPlainTime(opens_at)
  const isAhead = Temporal.ZonedDateTime.compare(opening, here) > 0
  return (isAhead ? opening : opening.add({ days: 1 })).toInstant()
}

function somebody({ kind }: PlanDraft, credit: CreditFacts): ServiceFacts {
  return {
    id: 0,
    kind,
    user_name: 'somebody',
    password: 'somebody’s',
    static_address: null,
    ipv6_prefix: null,
    macs: ['02:00:00:00:00:01'],
    locked_mac: null,
    site_id: null,
    router_id: null,
    suspended: false,
    closed: false,
    credits: [credit],
  }
}

function otherSpeeds(
  { timed }: PlanDraft,
  { fair_use, priority }: ReturnType<typeof planFactsOf>,
): PlanPreview['instead'] {
  const rateOf = (speed: { down_kbps: number; up_kbps: number }) =>
    formatRateLimit({ down_kbps: speed.down_kbps, up_kbps: speed.up_kbps, burst: null, priority })
  return [
    ...timed.map((when) => ({ when, rate: rateOf(when) })),
    ...(fair_use ? [{ when: 'fair_share' as const, rate: rateOf(fair_use) }] : []),
  ]
}
