// A web door behind TLS, as routers reach it: a certificate of its own, which they are given, and each router calling from an
// address of its own.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:https'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificate } from '../support/certificates.ts'
import { freePort } from '../support/processes.ts'
import { fetchBySockets } from '../simulators/routeros/router-fetch.ts'
import {
  simulatedRouterOS,
  type RouterOS,
  type RouterOSOptions,
} from '../simulators/routeros/routeros.ts'
import { openDoor, type Door } from './door.ts'

const fromHeader = 'x-simulated-address'

export interface TlsDoor extends Door {
  /** What routers call: https://127.0.0.1:… */
  publicUrl: string
  certificate: string
  /** While it is false no router gets through. */
  net: { up: boolean }
  router(options?: RouterOSOptions & { from?: string; trusts?: true }): RouterOS
}

export async function openTlsDoor(env: Record<string, string> = {}): Promise<TlsDoor> {
  const { certificate, key } = makeCertificate('lango.example.co.ke')
  const folder = await mkdtemp(join(tmpdir(), 'lango-tls-'))
  const file = join(folder, 'ca.pem')
  await writeFile(file, certificate)
  const port = await freePort()
  const publicUrl = `https://127.0.0.1:${port}`
  const door = await openDoor({ LANGO_PUBLIC_URL: publicUrl, LANGO_PROXY_HOPS: '1', LANGO_ROUTER_CA: file, ...env })
  const net = { up: true }
  const server = createServer({ cert: certificate, key }, (asked, answer) => {
    if (!net.up) return void asked.socket.destroy()
    const { [fromHeader]: from = '127.0.0.1', ...headers } = asked.headers
    const on = request(door.origin + asked.url, { method: asked.method ?? 'GET', headers: { ...headers, 'x-forwarded-for': String(from) } }, (got) => {
      answer.writeHead(got.statusCode!, got.headers)
      got.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    asked.pipe(on)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...door,
    publicUrl,
    certificate,
    net,
    router: ({ from = '102.0.4.17', trusts, ...options } = {}) =>
      simulatedRouterOS({
        version: '7.18.2',
        now: door.clock.now,
        fetch: (asked) => fetchBySockets({ ...asked, ...(trusts && { trusted: [certificate] }), headers: { ...asked.headers, [fromHeader]: from } }),
        ...options,
      }),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await door.close()
      await rm(folder, { recursive: true })
    },
  }
} // prettier-ignore
