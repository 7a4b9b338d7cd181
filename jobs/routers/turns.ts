// Whose turn it is to ask a router. One that did not answer a moment ago is asked by one request at a time, again and
// again; the others wait until it has answered that. A router without power must not hold up the lines of all the others.

export type Turn<Answer> =
  | { answer: Answer; isBack: boolean } // isBack: it was silent before, and has answered.
  | { wait_seconds: number } // Not our turn.

export interface RouterTurns {
  /** `asker` is the same each time the same thing is asked. */
  ask<Answer extends { kind: string }>(
    router_id: number,
    asker: string,
    send: () => Promise<Answer>,
  ): Promise<Turn<Answer>>
}

interface Silence {
  /** Whose request went unanswered last. */
  asker: string
  /** When the router may be asked again, by the process's own clock; never while it is being asked. */
  until: number
}

const pauseMilliseconds = 15_000
const othersWaitSeconds = 45

export function openRouterTurns(pause = pauseMilliseconds): RouterTurns {
  const silences = new Map<number, Silence>()
  return {
    async ask(router_id, asker, send) {
      const silence = silences.get(router_id)
      const left = silence ? silence.until - performance.now() : 0
      if (silence && left > 0) {
        const isLast = silence.asker === asker && left <= pause
        return { wait_seconds: isLast ? Math.ceil(left / 1000) : othersWaitSeconds }
      }
      if (silence) silences.set(router_id, { asker, until: Infinity })

      const answer = await send().catch((error: unknown) => {
        if (silence) silences.set(router_id, silence) // Not asked at all: somebody else may.
        throw error
      })
      if (answer.kind === 'silent') {
        silences.set(router_id, { asker, until: performance.now() + pause })
        return { answer, isBack: false }
      }
      return { answer, isBack: silences.delete(router_id) }
    },
  }
}
