// A plan in plain words: "Siku 1", "5 Mb/s, GB 5, simu moja".

import type { Plan } from '../../tables.ts'
import { formatSpeed } from '../figures.ts'
import { portalWords, type PortalWords } from './words.ts'

type Term = Pick<Plan, 'term_count' | 'term_unit'>
type Offered = Term & Pick<Plan, 'name' | 'down_kbps' | 'data_bytes' | 'devices'>

/** "Saa 1", "1 week". */
export function tellTerm({ plan }: PortalWords, { term_count, term_unit }: Term): string {
  if (term_unit === 'hour') return plan.hours(term_count)
  if (term_unit === 'month') return plan.months(term_count)
  return term_count % 7 === 0 ? plan.weeks(term_count / 7) : plan.days(term_count)
}

/** What one gets; the provider's own name for it first, where it says more than the time. */
export function tellOffer(words: PortalWords, offer: Offered): string {
  const { plan } = words
  const terms = [tellTerm(portalWords('sw'), offer), tellTerm(portalWords('en'), offer)]
  const named = terms.includes(offer.name) ? [] : [offer.name]
  const data = offer.data_bytes === null ? plan.unlimited : plan.data(offer.data_bytes)
  return [...named, formatSpeed(offer.down_kbps), data, plan.devices(offer.devices)].join(', ')
}
