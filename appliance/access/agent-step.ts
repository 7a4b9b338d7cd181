// The last step before a person: the router's agent is told when it calls.

import type { Work } from '../appliance.ts'
import type { Safe } from '../secrets.ts'
import type { Session } from '../tables.ts'
import { queueCommand } from './router-commands.ts'

export interface SessionForAgent extends Pick<Session, 'user_name'> {
  router_id: number
  session_id: number
}

/** Of a query that has joined routers as r: whether there is an agent that can be told. */
export const hasAgent = `exists (select from router_agents a where a.router_id = r.id)`

/** Queues the session's end. False where the router has no agent, or one that can't say such a name. */
export async function askAgentToEnd(
  work: Work,
  safe: Safe,
  { router_id, session_id, user_name: name }: SessionForAgent,
): Promise<boolean> {
  const asked = { router_id, kind: 'session-remove', told: { name }, session_id } as const
  return (await queueCommand(work, safe, asked)) !== undefined
}
