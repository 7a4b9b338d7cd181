// Whose turn it is to ask a router. One that did not answer a moment ago is asked by one request at a time, and the
// others wait to hear what becomes of it: a router without power must not hold up the lines of all the others.

import type { RouterAnswer } from '../../appliance/access/router-answers.ts'

export interface RouterTurns {
  /** Undefined where it is not our turn. `isBack`: it was silent before, and has answered. */
  ask(
    router_id: number,
    send: () => Promise<RouterAnswer>,
  ): Promise<{ answer: RouterAnswer; isBack: boolean } | undefined>
}

const pauseMilliseconds = 20_000

export function openRouterTurns(pause = pauseMilliseconds): RouterTurns {
  /** When each silent router may be asked again, by the process's own clock; never while somebody asks it. */
  const silent = new Map<number, number>()
  return {
    async ask(router_id, send) {
      const askable = silent.get(router_id)
      if (askable !== undefined && performance.now() < askable) return undefined
      if (askable !== undefined) silent.set(router_id, Infinity)

      const answer = await send()
      if (answer.kind !== 'silent') {
        const isBack = silent.delete(router_id)
        return { answer, isBack }
      }
      silent.set(router_id, performance.now() + pause)
      return { answer, isBack: false }
    },
  }
}
