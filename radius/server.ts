// The routers' door: two UDP ports. A packet's address says which router it claims to be of; a stranger's gets silence
// before anything else is looked at. What is then made of it is answering.ts.

import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram'
import { lookup } from 'node:dns'
import { once } from 'node:events'
import { isIP, isIPv6 } from 'node:net'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { log, warn } from '../appliance/log.ts'
import { openAnswering, type AnsweringDoor } from './answering.ts'

interface Door extends AnsweringDoor {
  findRouter(address: string): RouterFacts | undefined
  /** Other processes listen here, too; the kernel gives each sender one of them. */
  shared?: boolean
}

export interface OpenPort {
  port: number
  close(): Promise<void>
}

const receiveBytes = 4 * 1024 * 1024 // Ten thousand requests may come in one breath after a power cut (F53).

/** Opens one port; 0 for one that is free. */
export async function openPort(host: string, port: number, door: Door): Promise<OpenPort> {
  const type = isIPv6(host) ? 'udp6' : 'udp4'
  const socket = createSocket({ type, reusePort: door.shared ?? false, lookup: lookUp })
  const answering = openAnswering(door)
  let answered: string | undefined // The socket's own words, which are an address for sure.

  function lookUp(...[address, options, found]: Parameters<typeof asItIs>): void {
    if (address === answered) found(null, address, type === 'udp4' ? 4 : 6)
    else asItIs(address, options, found)
  }

  function receive(bytes: Buffer, from: RemoteInfo): void {
    const router = door.findRouter(plainAddress(from.address))
    if (!router) return door.silences.add('unknown_router', 'unknown', { address: from.address })
    answering.receive(bytes, router, from.port, (answer) => send(answer, from))
  }

  function send(answer: Buffer, to: RemoteInfo): void {
    answered = to.address
    socket.send(answer, to.port, to.address) // What gets lost is asked for again.
  }

  socket.on('message', receive)
  socket.on('error', (error) => door.silences.add('socket', `port ${port}`, { error }))
  const listening = once(socket, 'listening')
  socket.bind({ port, address: host })
  await listening
  growBuffer(socket)
  return {
    port: socket.address().port,
    close: async () => {
      socket.off('message', receive)
      await answering.close()
      socket.close()
    },
  }
}

/** We answer addresses, which need no looking up: without this, each answer waits for its turn twice. */
const asItIs: NonNullable<SocketOptions['lookup']> = (address, options, found) => {
  const family = isIP(address)
  if (family === 0) lookup(address, options, found)
  else found(null, address, family)
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
