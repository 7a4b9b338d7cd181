// Everything staff pages say. In templates it is `@words`: a key that does not exist is an error, not a blank.

import { budgets } from './budgets.ts'
import { bulk } from './bulk.ts'
import { checkouts } from './checkouts.ts'
import { door } from './door.ts'
import { exceptions } from './exceptions.ts'
import { frame } from './frame.ts'
import { arrears, leaving } from './leaving.ts'
import { line } from './line.ts'
import { more } from './more.ts'
import { new_subscriber } from './new-subscriber.ts'
import { payments } from './payments.ts'
import { subscribers } from './subscribers.ts'
import { today } from './today.ts'
import { usage } from './usage.ts'
import { vouchers } from './vouchers.ts'

export const staffWords = {
  frame,
  door,
  today,
  subscribers,
  new_subscriber,
  more,
  line,
  leaving,
  arrears,
  budgets,
  bulk,
  usage,
  payments,
  checkouts,
  vouchers,
  exceptions,
}
