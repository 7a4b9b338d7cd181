// A router that asks for one user at a time, with the npm package's codec, and takes the time of each answer.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decodePacket, encodeRequest } from '../simulators/router/codec.ts'

export interface Asker {
  /** `code` is undefined where no answer came in so many milliseconds. */
  ask(
    user: string,
    password: string,
    milliseconds: number,
  ): Promise<{ code: string | undefined; milliseconds: number }>
  close(): void
}

export async function openAsker(port: number, secret: string): Promise<Asker> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  let drawn = 0
  let waiting: { identifier: number; heard(code: string | undefined): void } | undefined
  socket.on('message', (bytes) => {
    const { code, identifier } = decodePacket(bytes)
    if (identifier === waiting?.identifier) waiting.heard(code)
  })

  return {
    ask: async (user, password, most) => {
      const identifier = (drawn += 1) % 256
      const bytes = encodeRequest({
        code: 'Access-Request',
        identifier,
        secret,
        attributes: [
          ['User-Name', user],
          ['User-Password', password],
        ],
        with_message_authenticator: true,
      })
      const { promise, resolve: heard } = Promise.withResolvers<string | undefined>()
      waiting = { identifier, heard }
      const late = setTimeout(() => heard(undefined), most)
      const asked = performance.now()
      socket.send(bytes, port, '127.0.0.1')
      const code = await promise.finally(() => clearTimeout(late))
      return { code, milliseconds: performance.now() - asked }
    },
    close: () => void socket.close(),
  }
}
