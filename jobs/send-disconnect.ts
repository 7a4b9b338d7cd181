// Tell a router to end a session. Run twice, the second finds that the time to ask again has not come.
// What the router answers is recorded before it is believed.

import type { Appliance } from '../appliance/appliance.ts'
import { applyDisconnectAnswers, type Answered } from '../appliance/access/disconnect-answers.ts'
import { findDisconnectTargets } from '../appliance/access/disconnections.ts'
import { askAgain, putOff } from '../appliance/access/router-answers.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import type { JobData } from '../appliance/queues.ts'
import { gather } from './gather.ts'
import { sendDisconnect } from './routers/dynamic-authorization.ts'
import type { RouterTurns } from './routers/turns.ts'

/** Of many that end in one second, PostgreSQL is asked and told of all in a few statements. */
export function openDisconnecting({ db, safe, work, now }: Appliance, turns: RouterTurns) {
  const find = gather(async (ids: number[]) => {
    const targets = new Map((await findDisconnectTargets(db, ids)).map((each) => [each.id, each]))
    return ids.map((id) => targets.get(id))
  })
  const apply = gather((all: Answered[]) => work((unit) => applyDisconnectAnswers(unit, all)))

  return async ({ disconnection_id }: JobData['send-disconnect']): Promise<void> => {
    const target = await find(disconnection_id)
    if (!target) return // Confirmed by accounting, or given up: nothing is left to send.
    const isEarly = target.due_at && Temporal.Instant.compare(target.due_at, now()) > 0
    if (isEarly && target.tries > 0) return // Asked a moment ago.

    const { coa_port: port, coa_message_authenticator: message_authenticator } = target
    const secret = safe.open(target.secret_sealed, 'routers.secret')
    await reach('S11.before')
    const session = { ...target, port, secret, message_authenticator, at: now() }
    const about = { disconnection_id, speed_change_id: null }
    const asker = `disconnection ${disconnection_id}`
    const turn = await turns.ask(target.router_id, asker, () => sendDisconnect(session))
    await reach('S11.after')
    if ('wait_seconds' in turn) return work((unit) => putOff(unit, about, turn.wait_seconds))
    const { answer, isBack } = turn
    await reach('S12.before')
    await apply({ disconnection_id, answer })
    if (isBack) await work((unit) => askAgain(unit, target.router_id))
    await reach('S12.after')
    log('disconnect.answered', { disconnection_id, ...answer })
  }
}
