// Who signed a day, and whether its books have moved since.

import type { Checklist } from '../../appliance/close/checklist.ts'
import { figuresOf, hasChanged, type TheClose } from '../../appliance/close/closes.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'

const words = staffWords.close

export function hasMoved(signed: TheClose, checklist: Checklist): boolean {
  return hasChanged(signed.figures, figuresOf(checklist))
}

export function closesView(closes: readonly TheClose[]) {
  return closes.map(({ act, name, at, why, figures }) => ({
    what: act === 'signed' ? words.signed(name) : words.reopened(name),
    at,
    why,
    drift_cents: figures.paybills.reduce((sum, one) => sum + one.drift_cents, 0),
  }))
}
