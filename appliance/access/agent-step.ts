// The last step before a person: the router's agent is told when it calls. Here is where the queue of its commands begins.

import type { Work } from '../appliance.ts'
import type { Safe } from '../secrets.ts'
import type { Session } from '../tables.ts'

export interface SessionForAgent extends Pick<Session, 'user_name' | 'framed_ip_address'> {
  router_id: number
  session_id: number
}

/**
 * Queues the session's end for the router's agent. False where the router has none: then there is no such step.
 * No router has one yet.
 */
export async function askAgentToEnd(
  _work: Work,
  _safe: Safe,
  _session: SessionForAgent,
): Promise<boolean> {
  return false
}
