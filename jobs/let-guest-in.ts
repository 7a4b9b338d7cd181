// Let a guest in who has paid, by the router's API. Run twice, the second finds it done, or the router that the guest is in.

import type { Appliance } from '../appliance/appliance.ts'
import { applyLoginAnswer, findLoginTarget, putOffLogin } from '../appliance/access/guest-logins.ts'
import { log } from '../appliance/log.ts'
import type { JobData } from '../appliance/queues.ts'
import { apiUser } from '../appliance/routeros/router-plan.ts'
import { loginAtRouter } from './routers/active-sessions.ts'
import type { RouterTurns } from './routers/turns.ts'

export async function letIn(
  { work, safe, config }: Appliance,
  apiTurns: RouterTurns,
  { guest_login_id }: JobData['let-guest-in'],
): Promise<void> {
  const target = await work((unit) => findLoginTarget(unit, guest_login_id))
  if (!target) return
  const { address: host, api_port: port, api_certificate_sha256: certificate_sha256 } = target
  const password = safe.open(target.api_password_sealed, 'routers.api_password')
  const at = { host, port, user: apiUser, password, certificate_sha256, trial: config.trial }
  const { mac, user_name } = target
  const guest = { mac, user_name, password: safe.open(target.password_sealed, 'services.password') }
  const asker = `guest login ${guest_login_id}`
  const turn = await apiTurns.ask(target.router_id, asker, () => loginAtRouter(at, guest))
  if ('wait_seconds' in turn)
    return work((unit) => putOffLogin(unit, guest_login_id, turn.wait_seconds))
  const state = await work((unit) => applyLoginAnswer(unit, guest_login_id, turn.answer))
  log('guest_login.answered', { guest_login_id, state, ...turn.answer })
}
