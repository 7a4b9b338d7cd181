// What is made of a packet, whichever door it came by. What is not proved to come from a router of ours gets silence, in
// this order: not too many of it → readable → a question for this door → authentic → seen before? → its handler.

import type { RouterFacts } from '../appliance/access/facts.ts'
import type { Buckets } from './buckets.ts'
import { openDuplicates } from './duplicates.ts'
import type { Proofs } from './proofs.ts'
import type { Silences } from './silences.ts'
import type { RequestCode } from './wire/codes.ts'
import { readPacket, type Packet } from './wire/packet.ts'

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
  /** Returns why it is not believed, where it isn't. `port` is the asker's: whose repeat is whose. */
  receive(
    bytes: Buffer,
    router: RouterFacts,
    port: number,
    send: (answer: Buffer) => void,
  ): string | undefined
  /** Resolves when what is being answered is. */
  close(): Promise<void>
}

const portsMax = 65_536

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

  function receive(...[bytes, asker, port, send]: Parameters<Answering['receive']>) {
    const question = judge(bytes, asker)
    if (typeof question === 'string') {
      door.silences.add(question, asker.name)
      return question
    }
    answer(question, port, send)
    return undefined
  }

  function answer(
    { packet, router, answerer }: Question,
    port: number,
    send: (answer: Buffer) => void,
  ): void {
    const met = duplicates.meet(packet.bytes, router.id * portsMax + port)
    if (met === 'in_progress') return
    if (typeof met === 'object') return send(met)
    const number = met

    function settle(reply: Answer): void {
      if (!reply) return duplicates.unanswered(number)
      duplicates.answered(number, reply)
      send(reply)
    }
    function fail(error: unknown): void {
      duplicates.unanswered(number)
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
