// RadSec (RFC 6614): RADIUS through TLS, for routers whose way to us crosses the internet. The secret is the word "radsec"
// for everybody, so who asks is proved by the certificate alone: the one that is pinned to the router, and no other.

import { once } from 'node:events'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Socket } from 'node:net'
import type { RouterFacts } from '../appliance/access/facts.ts'
import type { RadSecIdentity } from '../appliance/access/radsec-identity.ts'
import { log, warn } from '../appliance/log.ts'
import type { Instant } from '../appliance/time.ts'
import { openAnswering, type AnsweringDoor } from './answering.ts'
import { openFrames } from './frames.ts'
import type { Proofs } from './proofs.ts'
import type { OpenPort } from './server.ts'
import { authenticityOfRequest } from './wire/authenticators.ts'

interface RadSecDoor extends Omit<AnsweringDoor, 'proofs'> {
  /** By the SHA-256 of its certificate, in hex. */
  findRouterByCertificate(sha256: string): RouterFacts | undefined
  now(): Instant
}

export interface RadSecLimits {
  /** Connections that have not shown a right certificate yet: in all, and of one address. */
  strangersMax: number
  strangersPerAddressMax: number
  handshakeMilliseconds: number
  /** Of one router. Those beyond are closed, the oldest first: it has forgotten them. */
  connectionsMax: number
  /** Without a whole packet, in the middle of one and between two. */
  packetMilliseconds: number
  idleMilliseconds: number
  /** Answers that a router does not read. */
  unreadBytesMax: number
  lookMilliseconds: number
}

export const radSecLimits: RadSecLimits = {
  strangersMax: 64,
  strangersPerAddressMax: 8,
  handshakeMilliseconds: 5000,
  connectionsMax: 4,
  packetMilliseconds: 15_000,
  idleMilliseconds: 3600_000,
  unreadBytesMax: 1024 * 1024,
  lookMilliseconds: 1000,
}

interface Connection {
  socket: TLSSocket
  pin: string
  router_id: number
  ends: bigint
  heardAt: number
  begun(): number
}

const secret = 'radsec'

/** What TLS has proved needs no signature; one that is there must be right all the same (RFC 6614 2.3). */
const proofs: Pick<Proofs, 'check'> = {
  check(packet, router) {
    const authenticity = authenticityOfRequest(packet, secret)
    const sound = authenticity === 'authentic' || authenticity === 'no_message_authenticator'
    return sound ? { router: { ...router, secret } } : { doubt: authenticity }
  },
}

/** Opens the port; 0 for one that is free. */
export async function openRadSec(
  host: string,
  port: number,
  { certificate, key }: RadSecIdentity,
  door: RadSecDoor,
  limits: RadSecLimits = radSecLimits,
): Promise<OpenPort> {
  const answering = openAnswering({ ...door, proofs })
  const strangers = new Map<Socket, string>()
  const connections = new Set<Connection>() // In the order they came.

  /** Before TLS: who has not shown a certificate costs a socket for a few seconds, and there are not many of them. */
  function meet(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const near = [...strangers.values()].filter((other) => other === address).length
    if (strangers.size >= limits.strangersMax || near >= limits.strangersPerAddressMax) {
      door.silences.add('radsec_too_many', 'unknown', { address })
      return void socket.destroy()
    }
    strangers.set(socket, address)
    socket.once('close', () => strangers.delete(socket))
  }

  function refuse(socket: TLSSocket, reason: string, who = 'unknown'): void {
    door.silences.add(reason, who, { address: socket.remoteAddress })
    socket.destroy()
  }

  function welcome(socket: TLSSocket): void {
    const shown = socket.getPeerX509Certificate()
    if (!shown) return refuse(socket, 'radsec_no_certificate')
    const pin = shown.fingerprint256.replaceAll(':', '').toLowerCase()
    const router = door.findRouterByCertificate(pin)
    if (!router) return refuse(socket, 'radsec_unknown_certificate')
    const [starts, ends] = [shown.validFromDate, shown.validToDate].map((at) =>
      BigInt(at.getTime()),
    )
    const now = BigInt(door.now().epochMilliseconds)
    if (now < starts! || now >= ends!) return refuse(socket, 'radsec_expired', router.name)

    forgetStranger(socket)
    const frames = openFrames()
    const { begun } = frames
    const connection: Connection = { socket, pin, router_id: router.id, ends: ends!, heardAt: performance.now(), begun } // prettier-ignore
    connections.add(connection)
    const own = [...connections].filter(({ router_id }) => router_id === router.id)
    for (const old of own.slice(0, -limits.connectionsMax)) old.socket.destroy()
    log('radsec.connected', { router: router.name, protocol: socket.getProtocol() })
    socket.once('close', () => connections.delete(connection))
    socket.setKeepAlive(true, 60_000)
    socket.on('data', (bytes: Buffer) => read(connection, frames.read(bytes)))
  }

  function read(connection: Connection, packets: Buffer[] | 'garbage'): void {
    const { socket, pin } = connection
    const router = door.findRouterByCertificate(pin)
    if (!router) return refuse(socket, 'radsec_unknown_certificate')
    if (packets === 'garbage') return refuse(socket, 'radsec_garbage', router.name)
    if (packets.length > 0) connection.heardAt = performance.now()
    const port = socket.remotePort ?? 0
    for (const packet of packets) {
      if (socket.destroyed) return
      const reason = answering.receive(packet, router, port, (answer) => send(connection, answer))
      // Whoever has the key and makes packets that are none has lost count of his bytes (RFC 6613 2.6.4).
      if (reason && reason !== 'too_many' && reason !== 'wrong_port') return void socket.destroy()
    }
  }

  function send({ socket }: Connection, answer: Buffer): void {
    if (socket.destroyed) return
    if (socket.writableLength > limits.unreadBytesMax) return refuse(socket, 'radsec_unread')
    socket.write(answer)
  }

  /** A pin that was removed, a certificate that has ended, a client that has gone quiet. */
  function look(): void {
    const now = BigInt(door.now().epochMilliseconds)
    for (const { socket, pin, router_id, ends, heardAt, begun } of connections) {
      const quiet = performance.now() - heardAt
      if (door.findRouterByCertificate(pin)?.id !== router_id) refuse(socket, 'radsec_unknown_certificate')
      else if (now >= ends) refuse(socket, 'radsec_expired')
      else if (quiet > (begun() > 0 ? limits.packetMilliseconds : limits.idleMilliseconds)) socket.destroy() // prettier-ignore
    }
  }

  // A TLS socket does not say which socket it wraps; the ports tell.
  function forgetStranger({ remoteAddress, remotePort }: TLSSocket): void {
    for (const socket of strangers.keys())
      if (socket.remotePort === remotePort && socket.remoteAddress === remoteAddress)
        strangers.delete(socket)
  }

  const server: Server = createServer({
    cert: certificate,
    key,
    minVersion: 'TLSv1.2',
    requestCert: true,
    // It is the pin that counts, not who signed: an unknown certificate is refused above, before a byte is read.
    rejectUnauthorized: false,
    handshakeTimeout: limits.handshakeMilliseconds,
  })
  server.on('connection', meet)
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy())
    welcome(socket)
  })
  server.on('tlsClientError', (error, socket) => {
    door.silences.add('radsec_handshake', 'unknown', { address: socket.remoteAddress, code: (error as NodeJS.ErrnoException).code }) // prettier-ignore
    socket.destroy()
  })
  server.on('error', (error) => warn('radsec.socket', { port, error }))
  server.listen({ port, host })
  await once(server, 'listening')
  const looks = setInterval(look, limits.lookMilliseconds)
  const address = server.address() as { port: number }
  log('radius.listening', { port: address.port, radsec: true })

  return {
    port: address.port,
    close: async () => {
      clearInterval(looks)
      const closed = once(server, 'close')
      server.close()
      await answering.close()
      for (const socket of strangers.keys()) socket.destroy()
      for (const { socket } of connections) socket.destroySoon()
      await closed
    },
  }
}
