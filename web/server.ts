// The listening side of the web door, with a bound on how long anybody may take (T39).

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { Server as Listener, type Socket } from 'node:net'
import type Koa from 'koa'
import type { WebState } from './context.ts'

const limits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
}

/** systemd's first socket of a unit with a .socket beside it (sd_listen_fds(3)). */
const handedOver = 3

/** Who is connected and has asked nothing yet. */
const silentOf = new WeakMap<Server, Set<Socket>>()

/**
 * Listens; port 0 takes a free one. A socket that systemd holds outlives the process: who knocks while one process goes and
 * the next one comes waits, and is heard.
 */
export async function openServer(
  app: Koa<WebState>,
  port: number,
  host: string,
  held = false,
): Promise<Server> {
  const server = createServer(limits, app.callback())
  const silent = new Set<Socket>()
  silentOf.set(server, silent)
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  if (held) server.listen({ fd: handedOver })
  else server.listen(port, host)
  await once(server, 'listening')
  return server
}

const firstWord = 1_000
const lastWord = 5_000

/**
 * Takes nobody in any more, hears those who are in already, lets their answers go out; then hangs up. Node's own
 * `server.close()` hangs up at once on a connection whose request is still on its way, and a proxy that can't know whether
 * it was heard answers 502.
 */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  const silent = silentOf.get(server)
  server.prependListener(
    'request',
    (_asked, answer) => void answer.setHeader('connection', 'close'),
  )
  Listener.prototype.close.call(server)
  if (silent && silent.size > 0) setTimeout(() => server.closeIdleConnections(), firstWord).unref()
  else server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), lastWord).unref()
  await closed
}
