// How a session is ended that does not end when it is told to (N5): by another way each time, and believed only by proof.
//
//   Disconnect ──▶ Disconnect by other names ──▶ CoA: no time left ──▶ the router's API ──▶ its agent ──▶ a person is told
//
// The CoA is for a router that answers and refuses the two before: it sets Session-Timeout to one second, which RouterOS takes for
// a running session (mikrotik.md A.5), whether it counts from now or from the session's start. One that is silent, or says yes and
// does nothing, is not asked by a third packet.
//
// The proof is its Stop, the router's word given twice that it has no such session, or its own list of who is online.

import type { Disconnection } from '../tables.ts'
import type { RouterAnswer } from './router-answers.ts'

export type LadderStep = Disconnection['step']

/** What came of a step. */
export type StepAnswer =
  | RouterAnswer
  | { kind: 'removed' } // It was in the router's list, and after we took it out it was not.
  | { kind: 'absent' } // The router's list has no such session.
  | { kind: 'trap'; words: string } // The router's API refused.
  | { kind: 'queued' } // Its agent will hear of it when it calls.

/** By which ways, beside Disconnect, a router can be told. */
export interface Ways {
  api: boolean
  agent: boolean
}

/** The step of the next try. Pure. Who has been told by API is looked for in the router's list. */
export function chooseStep(
  { tries, step, state }: Pick<Disconnection, 'tries' | 'step' | 'state'>,
  { api, agent }: Ways,
): LadderStep {
  if (step === 'api' && state === 'acknowledged' && api) return 'api'
  if (tries === 0) return 'disconnect'
  if (tries === 1) return 'other_names'
  if (tries === 2 && state === 'refused') return 'coa'
  if (api && (tries === 2 || (tries === 3 && step === 'coa'))) return 'api'
  if (tries <= 4 && step !== 'agent' && agent) return 'agent'
  // From there on in turn, however long: the router may be back, or its door open.
  if (tries % 2 === 0) return 'disconnect'
  return api ? 'api' : 'other_names'
}

export const stepNames: Readonly<Record<LadderStep, string>> = {
  disconnect: 'Disconnect',
  other_names: 'Disconnect by other names',
  coa: 'CoA: no time left',
  api: 'API',
  agent: 'Agent',
}
