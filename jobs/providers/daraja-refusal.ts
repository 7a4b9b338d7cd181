// Daraja's problems as the house's refusals: what retrying can cure is Unavailable, what a person must set
// right is Invalid. Neither says anything about money: an unanswered question is not a "no".

import { Conflict, Invalid, NotFound, Unavailable, type Refusal } from '../../appliance/errors.ts'
import type { DarajaProblem } from '../../appliance/providers/daraja-errors.ts'

export function refusalFor({ action, code, message, advice }: DarajaProblem): Refusal {
  const unread = code === 'not_json' || code.startsWith('empty_') // Then the words are ours already.
  const words = unread ? message : `Daraja says: ${message || 'nothing'} (${code})`
  const said = [words, advice].filter(Boolean).join(' ')
  switch (action) {
    case 'configuration':
      return new Invalid('daraja_configuration', said)
    case 'already_submitted':
      return new Conflict('daraja_already_submitted', said)
    case 'none_found':
      return new NotFound('daraja_none_found', said)
    // A second new token was refused: two systems may be taking turns, which passes; or the product is not
    // enabled, which the advice says.
    case 'new_token':
      return new Unavailable('daraja_token_refused', said)
    case 'slow_down':
      return new Unavailable('daraja_slow_down', said)
    case 'retry_later':
      return new Unavailable('daraja_busy', said)
    case 'outcome_unknown':
      return new Unavailable(unread ? 'upstream_unreadable' : 'daraja_outcome_unknown', said)
  }
}
