// Tell a router another speed of a session. Run twice, the second finds that the time to tell it again has not come.

import type { Appliance } from '../appliance/appliance.ts'
import { askAgain, putOff } from '../appliance/access/router-answers.ts'
import {
  applySpeedAnswer,
  dropSpeedChanges,
  findSpeedTarget,
} from '../appliance/access/speed-changes.ts'
import { log } from '../appliance/log.ts'
import type { JobData } from '../appliance/queues.ts'
import { sendSpeed } from './routers/dynamic-authorization.ts'
import type { RouterTurns } from './routers/turns.ts'

export async function changeSpeed(
  { db, safe, work, now }: Appliance,
  turns: RouterTurns,
  { speed_change_id }: JobData['change-speed'],
): Promise<void> {
  const target = await findSpeedTarget(db, speed_change_id)
  if (!target) return void (await work(dropSpeedChanges)) // Its session has ended.
  if (target.due_at && Temporal.Instant.compare(target.due_at, now()) > 0) return // Told a moment ago.

  const { rate_limit, router_id, coa_port: port } = target
  const secret = safe.open(target.secret_sealed, 'routers.secret')
  const message_authenticator = target.coa_message_authenticator
  const session = { ...target, port, secret, message_authenticator, at: now() }
  const about = { disconnection_id: null, speed_change_id }
  const asker = `speed change ${speed_change_id}`
  const turn = await turns.ask(router_id, asker, () => sendSpeed(session, rate_limit))
  if ('wait_seconds' in turn) return work((unit) => putOff(unit, about, turn.wait_seconds))

  const { answer, isBack } = turn
  const state = await work((unit) =>
    applySpeedAnswer(unit, speed_change_id, { rate_limit, answer }),
  )
  if (isBack) await work((unit) => askAgain(unit, router_id))
  log('speed.answered', { speed_change_id, rate_limit, state, ...answer })
}
