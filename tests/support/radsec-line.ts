// A router's TLS connection to our RadSec port, by Node's own client.

import { once } from 'node:events'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { openFrames } from '../../radius/frames.ts'
import type { Certified } from './certificates.ts'

export interface Line {
  socket: TLSSocket
  /** Packets that have come. */
  heard: Buffer[]
  closed(): boolean
}

/** Resolves when TLS is agreed upon, or the connection is closed. `shown` is what the router shows. */
export async function openRadSecLine(
  { port, server, shown }: { port: number; server: Certified; shown: Certified | undefined },
  more: ConnectionOptions = {},
): Promise<Line> {
  const proof = shown && { cert: shown.certificate, key: shown.key }
  const socket = connect({ host: '127.0.0.1', port, ca: server.certificate, ...proof, ...more })
  const frames = openFrames()
  const heard: Buffer[] = []
  socket.on('data', (bytes: Buffer) => heard.push(...(frames.read(bytes) as Buffer[])))
  let closed = false
  socket.on('close', () => (closed = true))
  socket.on('error', () => (closed = true))
  await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]).catch(() => {})
  return { socket, heard, closed: () => closed }
}
