// Between routers and a RADIUS port: everything passes as it came, each router by an address of its own, and is kept as a
// capture file that tshark reads.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'

export interface Heard {
  /** The well-known ports, whichever these were: tshark knows what to look for. */
  from: { address: string; port: number }
  to: { address: string; port: number }
  bytes: Buffer
}

export interface Eavesdropper {
  port: number
  /** In the order they passed. */
  readonly heard: readonly Heard[]
  close(): void
}

/** Stands before `port`; `wellKnown` is 1812 or 1813. All on this machine's 127.0.0.0/8. */
export async function openEavesdropper(port: number, wellKnown: number): Promise<Eavesdropper> {
  const heard: Heard[] = []
  const lines = new Map<string, Promise<Socket>>()
  const front = await openSocket('127.0.0.1')
  const server = { address: '127.0.0.1', port: wellKnown }

  async function openLine(router: RemoteInfo): Promise<Socket> {
    const line = await openSocket(router.address)
    line.on('message', (bytes) => {
      heard.push({ from: server, to: router, bytes })
      front.send(bytes, router.port, router.address)
    })
    return line
  }
  front.on('message', (bytes, router) => {
    heard.push({ from: router, to: server, bytes })
    const name = `${router.address} ${router.port}`
    if (!lines.has(name)) lines.set(name, openLine(router))
    void lines.get(name)!.then((line) => line.send(bytes, port, '127.0.0.1'))
  })
  return {
    port: front.address().port,
    heard,
    close: () => {
      front.close()
      for (const line of lines.values()) void line.then((socket) => socket.close())
    },
  }
}

async function openSocket(address: string): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}

const linkTypeIpv4 = 228
const ipBytes = 20
const udpBytes = 8

/** Writes the packets as a capture (libpcap's format), a millisecond apart. */
export async function writeCapture(path: string, heard: readonly Heard[]): Promise<void> {
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b2c3d4)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  head.writeUInt32LE(65_535, 16)
  head.writeUInt32LE(linkTypeIpv4, 20)
  await writeFile(path, Buffer.concat([head, ...heard.map(record)]))
}

function record({ from, to, bytes }: Heard, at: number): Buffer {
  const length = ipBytes + udpBytes + bytes.length
  const record = Buffer.alloc(16 + length)
  record.writeUInt32LE(1_795_252_800 + Math.floor(at / 1000))
  record.writeUInt32LE((at % 1000) * 1000, 4)
  record.writeUInt32LE(length, 8)
  record.writeUInt32LE(length, 12)
  const ip = record.subarray(16)
  ip[0] = 0x45
  ip.writeUInt16BE(length, 2)
  ip[8] = 64
  ip[9] = 17 // UDP
  Buffer.from(from.address.split('.').map(Number)).copy(ip, 12)
  Buffer.from(to.address.split('.').map(Number)).copy(ip, 16)
  const udp = ip.subarray(ipBytes)
  udp.writeUInt16BE(from.port)
  udp.writeUInt16BE(to.port, 2)
  udp.writeUInt16BE(udpBytes + bytes.length, 4)
  bytes.copy(udp, udpBytes)
  return record
}
