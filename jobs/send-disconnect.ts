// Tell a router to end a session, by the way whose turn it is. Run twice, the second finds that the time to ask again has not
// come. What the router answers is recorded before it is believed.

import type { Appliance } from '../appliance/appliance.ts'
import { askAgentToEnd } from '../appliance/access/agent-step.ts'
import { applyDisconnectAnswers, type Answered } from '../appliance/access/disconnect-answers.ts'
import { chooseStep } from '../appliance/access/disconnect-ladder.ts'
import { findDisconnectTargets, type DisconnectTarget } from '../appliance/access/disconnections.ts'
import { askAgain, putOff } from '../appliance/access/router-answers.ts'
import { apiUser } from '../appliance/routeros/router-plan.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import type { JobData } from '../appliance/queues.ts'
import { gather } from './gather.ts'
import { removeFromRouter } from './routers/active-sessions.ts'
import { patient, sendDisconnect, sendNoTime } from './routers/dynamic-authorization.ts'
import { openRouterTurns, type RouterTurns } from './routers/turns.ts'

/** Of many that end in one second, PostgreSQL is asked and told of all in a few statements. */
export function openDisconnecting(
  appliance: Appliance,
  turns: RouterTurns,
  { timing = patient, apiTurns = openRouterTurns() } = {},
) {
  const { db, safe, work, now } = appliance
  const find = gather(async (ids: number[]) => {
    const targets = new Map((await findDisconnectTargets(db, ids)).map((each) => [each.id, each]))
    return ids.map((id) => targets.get(id))
  })
  const apply = gather((all: Answered[]) => work((unit) => applyDisconnectAnswers(unit, all)))

  async function askByPacket(
    target: DisconnectTarget,
    step: 'disconnect' | 'other_names' | 'coa',
  ): Promise<void> {
    const names: 'all' | 'other' = step === 'disconnect' ? 'all' : 'other'
    const send = step === 'coa' ? sendNoTime : sendDisconnect
    const { id: disconnection_id, router_id } = target
    const { coa_port: port, coa_message_authenticator: message_authenticator } = target
    const secret = safe.open(target.secret_sealed, 'routers.secret')
    const session = { ...target, port, secret, message_authenticator, names, at: now() }
    const about = { disconnection_id, speed_change_id: null }
    const asker = `disconnection ${disconnection_id}`
    const turn = await turns.ask(router_id, asker, () => send(session, timing))
    await reach('S11.after')
    if ('wait_seconds' in turn) {
      // It is silent to packets. By its API it may not be.
      if (target.api_password_sealed) return askByApi(target)
      return work((unit) => putOff(unit, about, turn.wait_seconds))
    }
    await record(target, { answer: turn.answer, tried: step })
    if (turn.isBack) await work((unit) => askAgain(unit, router_id))
  }

  async function askByApi(target: DisconnectTarget): Promise<void> {
    const password = safe.open(target.api_password_sealed!, 'routers.api_password')
    const { address: host, api_port: port, api_certificate_sha256: certificate_sha256 } = target
    const { trial } = appliance.config
    const at = { host, port, user: apiUser, password, certificate_sha256, trial }
    const about = { disconnection_id: target.id, speed_change_id: null }
    const asker = `disconnection ${target.id}`
    const turn = await apiTurns.ask(target.router_id, asker, () => removeFromRouter(at, target))
    if ('wait_seconds' in turn) return work((unit) => putOff(unit, about, turn.wait_seconds))
    await record(target, { answer: turn.answer, tried: 'api' })
  }

  async function askByAgent(target: DisconnectTarget): Promise<void> {
    const isQueued = await work((unit) => askAgentToEnd(unit, safe, target))
    await record(target, { answer: { kind: isQueued ? 'queued' : 'silent' }, tried: 'agent' })
  }

  async function record(
    { id: disconnection_id }: DisconnectTarget,
    told: Pick<Answered, 'answer' | 'tried'>,
  ): Promise<void> {
    await reach('S12.before')
    await apply({ disconnection_id, ...told })
    await reach('S12.after')
    log('disconnect.answered', { disconnection_id, step: told.tried, ...told.answer })
  }

  return async ({ disconnection_id }: JobData['send-disconnect']): Promise<void> => {
    const target = await find(disconnection_id)
    if (!target) return // Confirmed by accounting, or given up: nothing is left to send.
    const isEarly = target.due_at && Temporal.Instant.compare(target.due_at, now()) > 0
    if (isEarly && target.tries > 0) return // Asked a moment ago.

    await reach('S11.before')
    const ways = { api: target.api_password_sealed !== null, agent: target.has_agent }
    const step = chooseStep(target, ways)
    if (step === 'api') return askByApi(target)
    if (step === 'agent') return askByAgent(target)
    return askByPacket(target, step)
  }
}
