// Which function does which job; the compiler refuses a missing one.

import type { Appliance } from '../appliance/appliance.ts'
import type { JobData, JobName } from '../appliance/queues.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { changeSpeed } from './change-speed.ts'
import { checkProvider } from './check-provider.ts'
import { close } from './close-checkout.ts'
import { doubt } from './doubt-payment.ts'
import { end } from './end-credit.ts'
import { exportAuditHead } from './export-audit-head.ts'
import { prove } from './prove-payment.ts'
import { purgeOldMessages } from './purge-messages.ts'
import { putAway } from './put-away-sessions.ts'
import { queryPush } from './query-push.ts'
import { pullPayments } from './pull-payments.ts'
import { read } from './read-callback.ts'
import { register } from './register-shortcode.ts'
import { sendMessage } from './send-message.ts'
import { sendPayout } from './send-payout.ts'
import { sendNotice } from './send-notice.ts'
import { sendPush } from './send-push.ts'
import { rehearse } from './rehearse.ts'
import { openRouterTurns } from './routers/turns.ts'
import { letIn } from './let-guest-in.ts'
import { openDisconnecting } from './send-disconnect.ts'
import { settle } from './settle-payment.ts'
import { workThroughRun } from './work-through.ts'

export type Handlers = { [Name in JobName]: (data: JobData[Name]) => Promise<void> }

export function handlersFor(appliance: Appliance, clients: DarajaClients): Handlers {
  const turns = openRouterTurns()
  const apiTurns = openRouterTurns()
  return {
    'read-callback': (data) => read(appliance, data),
    'prove-payment': (data) => prove(appliance, clients, data),
    'settle-payment': (data) => settle(appliance, data),
    'pull-payments': (data) => pullPayments(appliance, clients, data),
    'register-shortcode': (data) => register(appliance, clients, data),
    'end-credit': (data) => end(appliance, data),
    'send-disconnect': openDisconnecting(appliance, turns, { apiTurns }),
    'change-speed': (data) => changeSpeed(appliance, turns, data),
    'doubt-payment': (data) => doubt(appliance, clients, data),
    'send-payout': (data) => sendPayout(appliance, clients, data),
    'send-push': (data) => sendPush(appliance, clients, data),
    'query-push': (data) => queryPush(appliance, clients, data),
    'close-checkout': (data) => close(appliance, data),
    'send-message': (data) => sendMessage(appliance, data),
    'send-notice': (data) => sendNotice(appliance, data),
    'put-away-sessions': () => putAway(appliance),
    'export-audit-head': () => exportAuditHead(appliance),
    'purge-messages': () => purgeOldMessages(appliance),
    'check-provider': (data) => checkProvider(appliance, clients, data),
    'let-guest-in': (data) => letIn(appliance, apiTurns, data),
    'work-through': (data) => workThroughRun(appliance, data),
    rehearse: (data) => rehearse(appliance, data),
  }
}
