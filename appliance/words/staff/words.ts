// Everything staff pages say. In templates it is `@words`: a key that does not exist is an error, not a blank.

import { checkouts } from './checkouts.ts'
import { door } from './door.ts'
import { exceptions } from './exceptions.ts'
import { frame } from './frame.ts'
import { payments } from './payments.ts'
import { plans } from './plans.ts'
import { shifts } from './shifts.ts'
import { subscribers } from './subscribers.ts'
import { today } from './today.ts'
import { vouchers } from './vouchers.ts'

export const staffWords = {
  frame,
  door,
  today,
  subscribers,
  payments,
  checkouts,
  vouchers,
  plans,
  shifts,
  exceptions,
}
