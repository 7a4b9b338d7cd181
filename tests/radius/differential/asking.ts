// Some routers ask one server questions by the thousand: 256 from a port, so that no identifier is used twice from it.
// A Status-Server after every hundred keeps the server's socket from running over.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { writeRequest } from '../../../radius/wire/packet-writer.ts'
import { eventually } from '../../support/eventually.ts'

const perPort = 256
const quietMilliseconds = 500

/** Where they ask from. */
export const routerAddresses: readonly string[] = [
  '127.0.1.1',
  '127.0.1.2',
  '127.0.1.3',
  '127.0.1.4',
]

/** The answer to each; undefined for silence. Who got none is asked for again, once. */
export async function askAll(
  port: number,
  questions: readonly Buffer[],
  secret: string,
): Promise<(Buffer | undefined)[]> {
  const answers: (Buffer | undefined)[] = questions.map(() => undefined)
  let heardAt = performance.now()
  const routers = await Promise.all(socketAddresses(questions.length).map(openSocket))
  routers.forEach((router, at) =>
    router.on('message', (bytes: Buffer) => {
      heardAt = performance.now()
      answers[at * perPort + bytes[1]!] = bytes
    }),
  )
  const prober = await openSocket(routerAddresses[0]!)
  let probes = 0

  /** When it is answered, all that was sent before has been read. */
  async function probe(): Promise<void> {
    const bytes = writeRequest({
      code: 'Status-Server',
      identifier: (probes += 1) & 255,
      attributes: [],
      secret,
      messageAuthenticator: true,
    })
    const answered = once(prober, 'message', { signal: AbortSignal.timeout(5000) })
    prober.send(bytes, port, '127.0.0.1')
    await answered
  }
  async function quiet(): Promise<void> {
    heardAt = performance.now()
    await eventually('quiet', () => performance.now() - heardAt > quietMilliseconds)
  }
  async function ask(numbers: number[]): Promise<void> {
    for (let at = 0; at < numbers.length; at += 100) {
      for (const number of numbers.slice(at, at + 100))
        routers[Math.floor(number / perPort)]!.send(questions[number]!, port, '127.0.0.1')
      await probe()
    }
    await quiet()
  }

  await ask([...questions.keys()])
  await ask([...questions.keys()].filter((number) => !answers[number]))
  for (const socket of [...routers, prober]) socket.close()
  return answers
}

function socketAddresses(questions: number): string[] {
  const count = Math.ceil(questions / perPort)
  return Array.from({ length: count }, (_, at) => routerAddresses[at % routerAddresses.length]!)
}

async function openSocket(address: string): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}
