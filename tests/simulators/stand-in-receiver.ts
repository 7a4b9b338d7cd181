// The other side of Safaricom's posts, for the tests of the simulator: it keeps what arrives, byte for byte, and
// answers what it is told to.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Posted {
  readonly path: string
  readonly type: string
  readonly body: string
  /** False when the line dropped before the body was whole. */
  readonly whole: boolean
  readonly order: number
}

export interface Receiver {
  readonly url: string
  readonly posted: readonly Posted[]
  /** The answer's status and body, or 'never'. */
  answer: (posted: Posted) => { status: number; body: string } | 'never'
  at(path: string): readonly Posted[]
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const posted: Posted[] = []
  const server = createServer((message, response) => {
    const parts: Buffer[] = []
    const keep = (whole: boolean) => {
      const one = {
        path: message.url ?? '',
        type: message.headers['content-type'] ?? '',
        body: Buffer.concat(parts).toString(),
        whole,
        order: posted.length,
      }
      posted.push(one)
      return one
    }
    message.on('data', (part: Buffer) => parts.push(part))
    message.on('error', () => keep(false))
    message.on('end', () => {
      const answer = receiver.answer(keep(true))
      if (answer !== 'never') response.writeHead(answer.status).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    answer: ({ path }) =>
      path === '/hooks/validate'
        ? { status: 200, body: '{"ResultCode":"0","ResultDesc":"Accepted"}' }
        : { status: 200, body: '{"ResultCode":0,"ResultDesc":"Success"}' },
    at: (path) => posted.filter((one) => one.path === path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
