// Everything staff pages say. In templates it is `@words`: a key that does not exist is an error, not a blank.

import { checkouts } from './checkouts.ts'
import { door } from './door.ts'
import { exceptions } from './exceptions.ts'
import { goLive } from './go-live.ts'
import { frame } from './frame.ts'
import { health } from './health.ts'
import { payments } from './payments.ts'
import { places } from './places.ts'
import { plans } from './plans.ts'
import { shifts } from './shifts.ts'
import { settings } from './settings.ts'
import { subscribers } from './subscribers.ts'
import { today } from './today.ts'
import { vouchers } from './vouchers.ts'

export const staffWords = {
  frame,
  door,
  today,
  health,
  subscribers,
  payments,
  checkouts,
  vouchers,
  plans,
  places,
  shifts,
  exceptions,
  settings,
  go_live: goLive,
}
