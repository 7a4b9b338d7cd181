// A router's login page for tests in a browser: it answers under a name of its own, writes down who came, lets in or
// says no, and leads on as RouterOS does. The portal stands under another name, both on plain http.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Gate {
  /** "http://wifi.lango.test:41234/login" */
  login: string
  host: string
  /** Logins that were tried, each with its username, password and dst. */
  tried: Record<string, string>[]
  /** What the next logins are answered: led on, or back to this address. */
  refuseWith(address: string | null): void
  /** Where its own login page leads, as ours does: to the portal, with a fresh challenge and where the guest was going. */
  leadTo(portal: (orig: string) => string): void
  close(): Promise<void>
}

export async function openGate(host: string): Promise<Gate> {
  const tried: Record<string, string>[] = []
  let refused: string | null = null
  let portal = (orig: string) => orig
  const server = createServer((request, response) => {
    const url = new URL(request.url!, `http://${host}`)
    const fields = Object.fromEntries(url.searchParams)
    if (url.pathname !== '/login') return void response.writeHead(404).end()
    const { dst = '/', username } = fields
    if (username !== undefined) tried.push(fields)
    const location = username === undefined ? portal(dst) : (refused ?? dst)
    response.writeHead(302, { location }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    login: `http://${host}:${port}/login`,
    host,
    tried,
    refuseWith: (address) => (refused = address),
    leadTo: (given) => (portal = given),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
