// What stands in the way of somebody's internet, or that nothing does, in their own words. Pure.

import type { Verdict } from '../../appliance/people/verdict.ts'
import type { Language } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { formatBytes, kes } from '../../appliance/words/figures.ts'
import type { Plainly } from '../../appliance/words/portal/help-en.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { portalWords } from '../../appliance/words/portal/words.ts'

/** What helps first: paying, or looking further. */
export type NextStep = 'pay' | 'help' | null

export function tellPlainly(
  verdict: Verdict,
  language: Language,
  now: Instant,
): Plainly & { step: NextStep } {
  const said = tell(verdict, language, now)
  return { ...said, step: stepOf(verdict.kind) }
}

function stepOf(kind: Verdict['kind']): NextStep {
  if (['unpaid', 'short', 'leaving', 'data_used'].includes(kind)) return 'pay'
  if (['closed', 'no_service', 'suspended', 'being_checked', 'online'].includes(kind)) return null
  return 'help'
}

function tell(verdict: Verdict, language: Language, now: Instant): Plainly {
  const { state } = portalWords(language)
  const at = (instant: Instant) => tellMoment(language, instant, now)
  switch (verdict.kind) {
    case 'closed':
      return state.closed(at(verdict.at))
    case 'suspended':
      return state.suspended(at(verdict.at))
    case 'no_service':
      return state.no_service()
    case 'online':
      return state.online(at(verdict.since))
    case 'router_silent':
      return state.router_silent(at(verdict.heard_at))
    case 'line_silent':
      return state.line_silent(at(verdict.heard_at))
    case 'leaving':
      return state.leaving()
    case 'data_used':
      return state.data_used(
        formatBytes(verdict.data.used_bytes),
        formatBytes(verdict.data.allowed_bytes),
      )
    case 'refused':
      return state.refused[verdict.reason] ?? state.refused['other']!
    case 'dropped':
      return state.dropped(at(verdict.at))
    case 'not_asking':
      return state.not_asking()
    case 'being_checked':
      return state.being_checked(kes(verdict.claim.amount_cents))
    case 'short': {
      const { wallet_cents, line, short_cents } = verdict
      return state.short(kes(wallet_cents), line.plan, kes(line.price_cents), kes(short_cents))
    }
    case 'unpaid':
      return state.unpaid(verdict.line.plan, kes(verdict.line.price_cents))
    case 'money_waits':
      return state.money_waits(kes(verdict.wallet_cents))
  }
}
