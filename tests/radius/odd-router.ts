// A router that answers Disconnect- and CoA-Requests as a test wants it to: wrongly, late or never.

import { createHash } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { SessionOnRouter } from '../../jobs/routers/dynamic-authorization.ts'
import { secret } from './conversations/village.ts'

export const hasty = { firstMilliseconds: 60, sendings: 3 }
export const leisurely = { firstMilliseconds: 1000, sendings: 3 }

export const session: Omit<SessionOnRouter, 'port'> = {
  address: '127.0.0.1',
  secret,
  user_name: 'Wanjiku',
  acct_session_id: '8120000a',
  framed_ip_address: '10.10.0.14',
  nas_ip_address: '192.168.88.1',
  message_authenticator: false,
  at: Temporal.Instant.from('2026-11-21T09:00:00.9Z'),
}

export async function openEar(): Promise<Socket> {
  const ear = createSocket('udp4')
  ear.bind(0, '127.0.0.1')
  await once(ear, 'listening')
  return ear
}

/** RFC 5176 3.1, by hand: a code, the identifier, and MD5 over the packet with the request's authenticator and the secret. */
export function answerBy(code: number, request: Buffer, words: Buffer, known: string): Buffer {
  const header = Buffer.of(code, request[1]!, 0, 20 + words.length)
  const authenticator = createHash('md5')
    .update(Buffer.concat([header, request.subarray(4, 20), words, Buffer.from(known)]))
    .digest()
  return Buffer.concat([header, authenticator, words])
}

export async function withRouter(
  behave: (request: Buffer, from: RemoteInfo, ear: Socket) => void,
): Promise<{ port: number; heard: Buffer[]; close(): void }> {
  const ear = await openEar()
  const heard: Buffer[] = []
  ear.on('message', (bytes, from) => {
    heard.push(bytes)
    behave(bytes, from, ear)
  })
  return { port: ear.address().port, heard, close: () => void ear.close() }
}
