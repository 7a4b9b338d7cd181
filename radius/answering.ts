// What is made of a packet, whichever door it came by. What is not proved to come from a router of ours gets silence, in
// this order: not too many of it → readable → a question for this door → authentic → seen before? → its handler.

import type { RouterFacts } from '../appliance/access/facts.ts'
import type { Buckets } from './buckets.ts'
import { openDuplicates } from './duplicates.ts'
import type { Proofs } from './proofs.ts'
import type { Silences } from './silences.ts'
import type { RequestCode } from './wire/codes.ts'
import { headerBytes, readPacket, type Packet } from './wire/packet.ts'

/** The reply; undefined for silence. */
type Answer = Buffer | undefined
export type Answerer = (request: Packet, router: RouterFacts) => Answer | Promise<Answer>
export type Answerers = Partial<Record<RequestCode, Answerer>>

export interface AnsweringDoor {
  answerers: Answerers
  buckets: Buckets
  proofs: Pick<Proofs, 'check'>
  silences: Silences
}

export interface Answering {
  /** Returns why it is not believed, where it isn't. `source` tells askers apart: whose repeat is whose. */
  receive(
    bytes: Buffer,
    router: RouterFacts,
    source: string,
    send: (answer: Buffer) => void,
  ): string | undefined
  /** Resolves when what is being answered is. */
  close(): Promise<void>
}

interface Question {
  packet: Packet
  router: RouterFacts
  answerer: Answerer
}

export function openAnswering(door: AnsweringDoor): Answering {
  const duplicates = openDuplicates()
  let atWork = 0
  let rest: (() => void) | undefined

  /** A question we answer; the reason, where there is one not to. */
  function judge(bytes: Buffer, router: RouterFacts): Question | string {
    if (!door.buckets.take(router.id)) return 'too_many'
    const { packet, problem } = readPacket(bytes)
    if (!packet) return problem
    const answerer = door.answerers[packet.code as RequestCode]
    if (!answerer) return 'wrong_port'
    const proof = door.proofs.check(packet, router)
    return 'doubt' in proof ? proof.doubt : { packet, router: proof.router, answerer }
  }

  function receive(...[bytes, asker, source, send]: Parameters<Answering['receive']>) {
    const question = judge(bytes, asker)
    if (typeof question === 'string') {
      door.silences.add(question, asker.name)
      return question
    }
    answer(question, `${source} ${nameOf(question.packet)}`, send)
    return undefined
  }

  function answer(
    { packet, router, answerer }: Question,
    key: string,
    send: (answer: Buffer) => void,
  ): void {
    const met = duplicates.meet(key)
    if (met === 'in_progress') return
    if (met !== 'new') return send(met)

    function settle(reply: Answer): void {
      if (!reply) return duplicates.unanswered(key)
      duplicates.answered(key, reply)
      send(reply)
    }
    function fail(error: unknown): void {
      duplicates.unanswered(key)
      door.silences.add('failed', router.name, { error })
    }
    try {
      const reply = answerer(packet, router)
      if (!(reply instanceof Promise)) return settle(reply)
      void finish(reply, settle, fail)
    } catch (error) {
      fail(error)
    }
  }

  // One promise a packet, for there are thousands of them.
  async function finish(
    reply: Promise<Answer>,
    settle: (reply: Answer) => void,
    fail: (error: unknown) => void,
  ): Promise<void> {
    atWork++
    try {
      settle(await reply)
    } catch (error) {
      fail(error)
    }
    if (--atWork === 0) rest?.()
  }

  function close(): Promise<void> {
    return atWork === 0 ? Promise.resolve() : new Promise((resolve) => (rest = resolve))
  }

  return { receive, close }
}

/** RFC 5080 2.2.2: code, identifier and authenticator, which are the header; the length between them is a repeat's too. */
function nameOf({ bytes }: Packet): string {
  return bytes.toString('latin1', 0, headerBytes)
}
