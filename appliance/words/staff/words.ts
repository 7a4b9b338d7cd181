// Everything staff pages say. In templates it is `@words`: a key that does not exist is an error, not a blank.

import { approvals } from './approvals.ts'
import { budgets } from './budgets.ts'
import { bulk } from './bulk.ts'
import { audit } from './audit.ts'
import { caps } from './caps.ts'
import { checkouts } from './checkouts.ts'
import { door } from './door.ts'
import { exceptions } from './exceptions.ts'
import { exports } from './exports.ts'
import { find } from './find.ts'
import { goLive } from './go-live.ts'
import { floats } from './floats.ts'
import { frame } from './frame.ts'
import { arrears, leaving } from './leaving.ts'
import { ledger } from './ledger.ts'
import { line } from './line.ts'
import { more } from './more.ts'
import { new_subscriber } from './new-subscriber.ts'
import { manual_payments } from './manual-payments.ts'
import { claims } from './claims.ts'
import { messages } from './messages.ts'
import { payment_answers } from './payment-answers.ts'
import { health } from './health.ts'
import { outage } from './outage.ts'
import { payments } from './payments.ts'
import { refunds } from './refunds.ts'
import { requests } from './requests.ts'
import { people } from './people.ts'
import { places } from './places.ts'
import { router_api } from './router-api.ts'
import { router_life } from './router-life.ts'
import { router_setup } from './router-setup.ts'
import { plans } from './plans.ts'
import { shadow } from './shadow.ts'
import { shifts } from './shifts.ts'
import { sources } from './sources.ts'
import { trust } from './trust.ts'
import { providers } from './providers.ts'
import { settings } from './settings.ts'
import { subscribers } from './subscribers.ts'
import { today } from './today.ts'
import { alertWords } from './alerts.ts'
import { setup } from './setup.ts'
import { tour } from './tour.ts'
import { usage } from './usage.ts'
import { vouchers } from './vouchers.ts'
import { wellness } from './wellness.ts'

export const staffWords = {
  frame,
  door,
  today,
  health,
  wellness,
  subscribers,
  new_subscriber,
  more,
  ledger,
  refunds,
  line,
  leaving,
  arrears,
  budgets,
  outage,
  sources,
  trust,
  shadow,
  caps,
  floats,
  bulk,
  usage,
  payments,
  payment_answers,
  messages,
  claims,
  requests,
  manual_payments,
  people,
  approvals,
  audit,
  checkouts,
  vouchers,
  plans,
  places,
  router_api,
  router_life,
  router_setup,
  shifts,
  exceptions,
  find,
  exports,
  providers,
  settings,
  go_live: goLive,
  alerts: alertWords,
  setup,
  tour,
}
