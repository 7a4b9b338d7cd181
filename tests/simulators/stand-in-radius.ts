// A RADIUS server for the tests of the simulated router: it answers what it is told to, with digests of its own making.
// It is no part of Lango and uses neither Lango's codec nor the router's.

import { createHash, createHmac } from 'node:crypto'
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'

export interface Heard {
  readonly code: number
  readonly identifier: number
  readonly authenticator: Buffer
  readonly bytes: Buffer
  readonly from: RemoteInfo
  /** In wire order: type and value; vendor's attributes as "vendor/type". */
  readonly attributes: readonly (readonly [type: string, value: Buffer])[]
}

export interface Say {
  readonly code: number
  readonly attributes?: readonly Buffer[]
  readonly message_authenticator?: 'first' | 'none' | 'wrong'
  readonly secret?: string
}

/** An Accept with these attributes, and Accounting-Responses. */
export function accepting(...attributes: readonly Buffer[]) {
  return ({ code }: { code: number }): Say =>
    code === 1 ? { code: 2, attributes } : { code: 5, message_authenticator: 'none' }
}

/** A Reject, with words or without, and Accounting-Responses. */
export function rejecting(words?: string) {
  const attributes = words === undefined ? [] : [attribute(18, words)]
  return ({ code }: { code: number }): Say =>
    code === 1 ? { code: 3, attributes } : { code: 5, message_authenticator: 'none' }
}

interface Place {
  readonly address: string
  readonly port: number
}

export interface StandInRadius {
  readonly port: number
  readonly heard: readonly Heard[]
  /** What it says to each request; undefined is silence. */
  answer: (heard: Heard) => Say | undefined
  /** Sends from the server's address and waits for one reply, or undefined. */
  order(bytes: Buffer, to: Place, wait_ms?: number): Promise<Buffer | undefined>
  /** The same bytes twice from one port; the codes of the answers. */
  orderTwice(bytes: Buffer, to: Place): Promise<(number | undefined)[]>
  close(): Promise<void>
}

export async function openStandInRadius(secret: string): Promise<StandInRadius> {
  const heard: Heard[] = []
  const socket = await bind()
  const server: StandInRadius = {
    port: socket.address().port,
    heard,
    answer: ({ code }) => (code === 1 ? { code: 2 } : { code: 5, message_authenticator: 'none' }),
    order: (bytes, to, wait_ms = 1000) => order(bytes, to, wait_ms),
    orderTwice,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
  socket.on('message', (bytes, from) => {
    const one = hear(bytes, from)
    heard.push(one)
    const said = server.answer(one)
    if (said) socket.send(reply(one, said, said.secret ?? secret), from.port, from.address)
  })
  return server
}

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket
}

async function order(bytes: Buffer, to: Place, wait_ms: number): Promise<Buffer | undefined> {
  const socket = await bind()
  try {
    return await answerTo(socket, bytes, to, wait_ms)
  } finally {
    socket.close()
  }
}

async function orderTwice(bytes: Buffer, to: Place): Promise<(number | undefined)[]> {
  const socket = await bind()
  try {
    const first = await answerTo(socket, bytes, to, 1000)
    const second = await answerTo(socket, bytes, to, 1000)
    return [first?.[0], second?.[0]]
  } finally {
    socket.close()
  }
}

function answerTo(
  socket: Socket,
  bytes: Buffer,
  to: Place,
  wait_ms: number,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), wait_ms)
    socket.once('message', (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    socket.send(bytes, to.port, to.address)
  })
}

function hear(bytes: Buffer, from: RemoteInfo): Heard {
  const attributes: [string, Buffer][] = []
  for (let at = 20; at < bytes.length; at += bytes[at + 1]!) {
    const value = bytes.subarray(at + 2, at + bytes[at + 1]!)
    const isVendor = bytes[at] === 26
    attributes.push(
      isVendor
        ? [`${value.readUInt32BE(0)}/${value[4]}`, value.subarray(6)]
        : [String(bytes[at]), value],
    )
  }
  const authenticator = bytes.subarray(4, 20)
  return { code: bytes[0]!, identifier: bytes[1]!, authenticator, bytes, from, attributes }
}

function reply({ identifier, authenticator }: Heard, said: Say, secret: string): Buffer {
  const { code, attributes = [], message_authenticator = 'first' } = said
  const proof = message_authenticator === 'none' ? [] : [attribute(80, Buffer.alloc(16))]
  const bytes = packet(code, identifier, authenticator, [...proof, ...attributes])
  if (message_authenticator !== 'none') {
    const key = message_authenticator === 'wrong' ? 'another secret' : secret
    createHmac('md5', key).update(bytes).digest().copy(bytes, 22)
  }
  createHash('md5').update(bytes).update(secret).digest().copy(bytes, 4)
  return bytes
}

/** A Disconnect-Request (40) or CoA-Request (43) that proves the secret. */
export function orderPacket(code: 40 | 43, secret: string, attributes: readonly Buffer[]): Buffer {
  const bytes = packet(code, 7, Buffer.alloc(16), attributes)
  createHash('md5').update(bytes).update(secret).digest().copy(bytes, 4)
  return bytes
}

function packet(
  code: number,
  identifier: number,
  authenticator: Buffer,
  attributes: readonly Buffer[],
): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(20), ...attributes])
  bytes[0] = code
  bytes[1] = identifier
  bytes.writeUInt16BE(bytes.length, 2)
  authenticator.copy(bytes, 4)
  return bytes
}

export function attribute(type: number, value: Buffer | string | number): Buffer {
  const bytes = valueBytes(value)
  return Buffer.concat([Buffer.from([type, bytes.length + 2]), bytes])
}

export function vendorAttribute(
  vendor: number,
  type: number,
  value: Buffer | string | number,
): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(vendor)
  return attribute(26, Buffer.concat([head, attribute(type, value)]))
}

function valueBytes(value: Buffer | string | number): Buffer {
  if (typeof value === 'string') return Buffer.from(value)
  if (typeof value !== 'number') return value
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

export function address(dotted: string): Buffer {
  return Buffer.from(dotted.split('.').map(Number))
}
