// Of several workers on one port the first alone has sessions, accounting and the places that are taken: whoever says yes
// must know them. The others answer what needs no more than the read model, and hand it the rest.

import type { Answered } from '../appliance/access/decisions.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { answerAccessRequest } from './access-request.ts'
import { pack } from './packing.ts'
import type { Packet } from './wire/packet.ts'

type Means = Parameters<typeof answerAccessRequest>[0]

/** Over the channel between the processes. */
export interface Asked {
  ask: number
  bytes: Uint8Array
  router: unknown
}
export interface Told {
  told: number
  bytes: Uint8Array | undefined
}

export interface FirstWorker {
  /** Its answer to a genuine request; undefined where it has none, or none in time. */
  ask(request: Packet, router: RouterFacts): Promise<Buffer | undefined>
}

const answerMilliseconds = 2000 // Then the router asks again, and so do we.

/** A no for one of these is the same no in every worker. */
const knownToAll: ReadonlySet<string | null> = new Set([
  'unknown_user',
  'wrong_password',
  'closed',
  'suspended',
  'unpaid',
])

/** What a worker answers: its own no, or what the first says. Only who answers notes the decision. */
export async function answerOrAskFirst(
  means: Means,
  first: FirstWorker,
  request: Packet,
  router: RouterFacts,
): Promise<Buffer | undefined> {
  let noted: Answered | undefined
  const note = (decision: Answered) => void (noted = decision)
  const decisions = { ...means.decisions, note }
  const answer = await answerAccessRequest({ ...means, decisions }, request, router)
  const own = noted as Answered | undefined
  if (!own) return answer
  if (own.outcome !== 'reject' || !knownToAll.has(own.reason)) return first.ask(request, router)
  means.decisions.note(own)
  return answer
}

/** The first worker, as one of the others reaches it. */
export function reachFirstWorker(channel: NodeJS.Process = process): FirstWorker {
  const waiting = new Map<number, (answer: Buffer | undefined) => void>()
  let drawn = 0
  channel.on('message', ({ told, bytes }: Partial<Told>) => {
    if (told !== undefined) waiting.get(told)?.(bytes && Buffer.from(bytes))
  })

  return {
    ask: async ({ bytes }, router) => {
      const ask = (drawn += 1)
      const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
      waiting.set(ask, resolve)
      const late = setTimeout(() => resolve(undefined), answerMilliseconds)
      channel.send?.({ ask, bytes, router: pack(router) } satisfies Asked)
      return promise.finally(() => {
        clearTimeout(late)
        waiting.delete(ask)
      })
    },
  }
}
