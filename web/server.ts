// The listening side of the web door, with a bound on how long anybody may take (T39).

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
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
  if (held) server.listen({ fd: handedOver })
  else server.listen(port, host)
  await once(server, 'listening')
  return server
}

/** Lets answers that are on their way go out; then hangs up. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), 5_000).unref()
  await closed
}
