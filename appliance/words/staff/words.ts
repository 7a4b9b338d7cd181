// Everything staff pages say. In templates it is `@words`: a key that does not exist is an error, not a blank.

import { audit } from './audit.ts'
import { checkouts } from './checkouts.ts'
import { door } from './door.ts'
import { exceptions } from './exceptions.ts'
import { exports } from './exports.ts'
import { find } from './find.ts'
import { goLive } from './go-live.ts'
import { frame } from './frame.ts'
import { manual_payments } from './manual-payments.ts'
import { claims } from './claims.ts'
import { messages } from './messages.ts'
import { payment_answers } from './payment-answers.ts'
import { health } from './health.ts'
import { payments } from './payments.ts'
import { places } from './places.ts'
import { plans } from './plans.ts'
import { shifts } from './shifts.ts'
import { people } from './people.ts'
import { settings } from './settings.ts'
import { subscribers } from './subscribers.ts'
import { today } from './today.ts'
import { vouchers } from './vouchers.ts'
import { wellness } from './wellness.ts'

export const staffWords = {
  frame,
  door,
  today,
  health,
  wellness,
  subscribers,
  payments,
  payment_answers,
  messages,
  claims,
  manual_payments,
  people,
  audit,
  checkouts,
  vouchers,
  plans,
  places,
  shifts,
  exceptions,
  find,
  exports,
  settings,
  go_live: goLive,
}
