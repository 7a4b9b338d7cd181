// Everything staff pages say. In templates it is `@words`: a key that does not exist is an error, not a blank.

import { approvals } from './approvals.ts'
import { audit } from './audit.ts'
import { checkouts } from './checkouts.ts'
import { door } from './door.ts'
import { exceptions } from './exceptions.ts'
import { goLive } from './go-live.ts'
import { frame } from './frame.ts'
import { payments } from './payments.ts'
import { people } from './people.ts'
import { settings } from './settings.ts'
import { subscribers } from './subscribers.ts'
import { today } from './today.ts'
import { vouchers } from './vouchers.ts'

export const staffWords = {
  frame,
  door,
  today,
  subscribers,
  payments,
  people,
  approvals,
  audit,
  checkouts,
  vouchers,
  exceptions,
  settings,
  go_live: goLive,
}
