// The routers' door: two UDP ports. What is not proved to come from a router of ours gets silence, in this order:
// known router → readable → a question for this port → authentic → seen before? → its handler.

import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram'
import { lookup } from 'node:dns'
import { once } from 'node:events'
import { isIP, isIPv6 } from 'node:net'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { log, warn } from '../appliance/log.ts'
import { openDuplicates } from './duplicates.ts'
import type { Silences } from './silences.ts'
import { authenticityOfRequest } from './wire/authenticators.ts'
import type { RequestCode } from './wire/codes.ts'
import { find, readPacket, type Packet } from './wire/packet.ts'

/** The reply; undefined for silence. */
type Answer = Buffer | undefined
export type Answerer = (request: Packet, router: RouterFacts) => Answer | Promise<Answer>
export type Answerers = Partial<Record<RequestCode, Answerer>>

interface Door {
  findRouter(address: string): RouterFacts | undefined
  answerers: Answerers
  silences: Silences
}

interface Question {
  packet: Packet
  router: RouterFacts
  answerer: Answerer
}

export interface OpenPort {
  port: number
  close(): Promise<void>
}

const receiveBytes = 4 * 1024 * 1024 // Ten thousand requests may come in one breath after a power cut (F53).

/** Opens one port; 0 for one that is free. */
export async function openPort(host: string, port: number, door: Door): Promise<OpenPort> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', lookup: asItIs })
  const duplicates = openDuplicates()
  const atWork = new Set<Promise<void>>()

  /** A question we answer, and from whom; undefined, and counted, for everything else. */
  function judge(bytes: Buffer, from: RemoteInfo): Question | undefined {
    const router = door.findRouter(plainAddress(from.address))
    if (!router) {
      door.silences.add('unknown_router', 'unknown', { address: from.address })
      return undefined
    }
    const silent = (reason: string) => void door.silences.add(reason, router.name)
    const { packet, problem } = readPacket(bytes)
    if (!packet) return silent(problem)
    const answerer = door.answerers[packet.code as RequestCode]
    if (!answerer) return silent('wrong_port')
    const doubt = doubtOf(packet, router)
    if (doubt) return silent(doubt)
    return { packet, router, answerer }
  }

  function receive(bytes: Buffer, from: RemoteInfo): void {
    const question = judge(bytes, from)
    if (!question) return

    const { packet, router, answerer } = question
    const key = keyOf(packet, from)
    const met = duplicates.meet(key)
    if (met === 'in_progress') return
    if (met !== 'new') return send(met, from)

    function settle(answer: Answer): void {
      if (!answer) return duplicates.unanswered(key)
      duplicates.answered(key, answer)
      send(answer, from)
    }
    function fail(error: unknown): void {
      duplicates.unanswered(key)
      door.silences.add('failed', router.name, { error })
    }
    try {
      const answer = answerer(packet, router)
      if (!(answer instanceof Promise)) return settle(answer)
      const work = answer.then(settle).catch(fail)
      atWork.add(work)
      void work.finally(() => atWork.delete(work))
    } catch (error) {
      fail(error)
    }
  }

  function send(answer: Buffer, to: RemoteInfo): void {
    socket.send(answer, to.port, to.address) // What gets lost is asked for again.
  }

  socket.on('message', receive)
  socket.on('error', (error) => warn('radius.socket', { port, error }))
  const listening = once(socket, 'listening')
  socket.bind({ port, address: host })
  await listening
  growBuffer(socket)
  return {
    port: socket.address().port,
    close: async () => {
      socket.off('message', receive)
      await Promise.all(atWork)
      socket.close()
    },
  }
}

/** Why the packet's sender may not be who it claims to be; undefined where there is no doubt. */
function doubtOf(packet: Packet, router: RouterFacts): string | undefined {
  const authenticity = authenticityOfRequest(packet, router.secret)
  if (authenticity === 'authentic') return undefined
  if (authenticity === 'no_message_authenticator' && !router.message_authenticator_required) {
    // A forged answer needs room for a collision, and Proxy-State is that room (CVE-2024-3596). Routers send none.
    return find(packet, 'Proxy-State') ? 'unsigned_proxy_state' : undefined
  }
  return authenticity
}

/** We answer addresses, which need no looking up: without this, each answer waits for its turn twice. */
const asItIs: NonNullable<SocketOptions['lookup']> = (address, options, found) => {
  const family = isIP(address)
  if (family === 0) lookup(address, options, found)
  else found(null, address, family)
}

/** RFC 5080 2.2.2. The code and the identifier are the first two octets, the authenticator the sixteen after the length. */
function keyOf({ bytes }: Packet, { address, port }: RemoteInfo): string {
  return `${address} ${port} ${bytes.toString('latin1', 0, 2)}${bytes.toString('latin1', 4, 20)}`
}

/** An IPv4 address as a socket for both kinds tells it: ::ffff:10.0.0.1. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

function growBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBytes)
  } catch (error) {
    warn('radius.receive_buffer', { wanted: receiveBytes, error })
  }
  const { port } = socket.address()
  log('radius.listening', { port, receive_buffer: socket.getRecvBufferSize() })
}
