// The last step before a person: the router's agent is told when it calls. Here is where the queue of its commands begins.

import type { Work } from '../appliance.ts'
import type { Safe } from '../secrets.ts'
import type { Session } from '../tables.ts'
import { queueCommand } from './router-commands.ts'

export interface SessionForAgent extends Pick<Session, 'user_name' | 'framed_ip_address'> {
  router_id: number
  session_id: number
}

/** SQL: whether the router `r` has an agent. */
export const hasAgent = 'exists (select from router_agents a where a.router_id = r.id)'

/**
 * Queues the session's end for the router's agent, once however often it is asked; it is dropped where the session ends before
 * the router calls. False where the router has none: then there is no such step.
 */
export async function askAgentToEnd(
  work: Work,
  safe: Safe,
  { router_id, session_id, user_name: name }: SessionForAgent,
): Promise<boolean> {
  const waiting = await work
    .db('router_commands')
    .where({ router_id, session_id })
    .whereIn('state', ['queued', 'delivered'])
    .first('id')
  if (waiting) return true
  const asked = { router_id, session_id, kind: 'session-remove', told: { name } } as const
  return (await queueCommand(work, safe, asked)) !== undefined
}
