// The cable between us and PostgreSQL, which a test can pull out, plug in again, or let go dead.

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { testServer } from '../../support/database.ts'

export interface Cable {
  /** The same database by way of the cable. */
  through(url: string): string
  /** Every connection breaks and new ones are refused, as when PostgreSQL has stopped. */
  pull(): Promise<void>
  plugIn(): Promise<void>
  /** Nothing goes through and nobody is told, as when a switch dies. */
  goDead(): void
  close(): Promise<void>
}

export async function layCable(): Promise<Cable> {
  const far = new URL(testServer())
  const ends = new Set<Socket>()
  let dead = false
  let port = 0
  let server: Server | undefined

  function join(near: Socket): void {
    const other = connect(Number(far.port || 5432), far.hostname)
    for (const [one, to] of [[near, other], [other, near]] as const) {
      ends.add(one)
      one.on('data', (bytes) => void (dead || to.write(bytes)))
      one.on('error', () => {})
      one.on('close', () => {
        ends.delete(one)
        to.destroy()
      })
    }
  } // prettier-ignore

  async function plugIn(): Promise<void> {
    server = createServer(join).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as { port: number }).port
  }

  async function pull(): Promise<void> {
    const closed = server && once(server, 'close')
    server?.close()
    server = undefined
    dead = false
    for (const end of ends) end.destroy()
    await closed
  }

  await plugIn()
  return {
    through: (url) =>
      Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    pull,
    plugIn,
    goDead: () => void (dead = true),
    close: pull,
  }
}
