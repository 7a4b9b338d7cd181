// A town's routers after a power cut (F53): each says that it restarted, and then all their subscribers dial at once. A
// question that hears nothing is sent again as RouterOS does, and a subscriber whose login hears nothing dials again. Every
// tenth packet arrives twice.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { attribute, type Attribute } from '../../radius/wire/attributes.ts'
import { authenticityOfReply } from '../../radius/wire/authenticators.ts'
import { find, readPacket, type Packet } from '../../radius/wire/packet.ts'
import { newAuthenticator, writeRequest } from '../../radius/wire/packet-writer.ts'
import { hidePassword } from '../../radius/wire/passwords.ts'
import { routerSecret as secret } from '../support/factories.ts'
import { lineName, linePassword } from './radius-lines.ts'

/** RouterOS: `timeout=1100ms`, three tries. */
const answerMilliseconds = 1100
const sendings = 3
const redialMilliseconds = 1000
const secondsMax = 120

export interface Storm {
  auth_port: number
  acct_port: number
  /** On this machine: 127.0.0.x. */
  routers: readonly string[]
  lines: number
}

export interface Weathered {
  online: number
  refused: number
  /** Packets sent again, and logins begun anew. */
  resent: number
  redialled: number
  /** Until the last was online and its Start acknowledged. */
  seconds: number
  /** How long each subscriber waited from the first dial on, sorted. */
  milliseconds: number[]
}

export async function weatherStorm({
  auth_port,
  acct_port,
  routers,
  lines,
}: Storm): Promise<Weathered> {
  const counts = { online: 0, refused: 0, resent: 0, redialled: 0 }
  const milliseconds: number[] = []
  const most = Math.ceil(lines / routers.length)
  const opened = await Promise.all(routers.map((address) => openRouter(address, most, counts)))
  const began = performance.now()
  const isLate = () => performance.now() - began > secondsMax * 1000

  async function dial(line: number): Promise<void> {
    const router = opened[line % opened.length]!
    const asking = [...describeLine(line), attribute('Acct-Session-Id', `s${line}`)]
    let answer: Packet | undefined
    while (!(answer = await router.ask('Access-Request', auth_port, asking, linePassword(line)))) {
      if (isLate()) return
      counts.redialled++
      await new Promise((resolve) => setTimeout(resolve, redialMilliseconds))
    }
    if (answer.code !== 'Access-Accept') return void counts.refused++
    const mark = find(answer, 'Class')
    const start = [
      ...asking,
      attribute('Acct-Status-Type', 'Start'),
      ...(mark ? [attribute('Class', mark)] : []),
    ]
    while (!(await router.ask('Accounting-Request', acct_port, start))) if (isLate()) return
    counts.online++
    milliseconds.push(performance.now() - began)
  }

  const restart = [
    attribute('Acct-Status-Type', 'Accounting-On'),
    attribute('Acct-Session-Id', '0'),
  ]
  for (const router of opened) await router.ask('Accounting-Request', acct_port, restart)
  await Promise.all(Array.from({ length: lines }, (_, line) => dial(line)))
  const seconds = (performance.now() - began) / 1000
  for (const router of opened) router.close()
  return { ...counts, seconds, milliseconds: milliseconds.toSorted((one, other) => one - other) }
}

interface Waiting {
  request: Buffer
  answered(packet: Packet): void
}

/** With as many ports as it takes for `most` questions at once: 256 may wait on each. */
async function openRouter(address: string, most: number, counts: { resent: number }) {
  const lanes = await Promise.all(
    Array.from({ length: Math.ceil(most / 256) }, () => openLane(address)),
  )
  let asked = 0

  /** The answer; undefined where there was none in time. */
  async function ask(
    code: 'Access-Request' | 'Accounting-Request',
    port: number,
    attributes: Attribute[],
    password?: string,
  ): Promise<Packet | undefined> {
    const { socket, waiting } = lanes.find((lane) => lane.waiting.size < 256)!
    let identifier = asked++ & 255
    while (waiting.has(identifier)) identifier = (identifier + 1) & 255
    const logsIn = code === 'Access-Request'
    const authenticator = logsIn ? newAuthenticator() : undefined
    const hidden = authenticator && hidePassword(password ?? '', authenticator, secret)
    const request = writeRequest({
      code,
      identifier,
      secret,
      messageAuthenticator: logsIn,
      attributes: hidden ? [...attributes, attribute('User-Password', hidden)] : attributes,
      ...(authenticator && { authenticator }),
    })
    const { promise, resolve } = Promise.withResolvers<Packet | undefined>()
    const send = () => socket.send(request, port, '127.0.0.1')
    let sent = 1
    const timer = setInterval(() => {
      if (sent++ === sendings) return resolve(undefined)
      counts.resent++
      send()
    }, answerMilliseconds)
    waiting.set(identifier, { request, answered: resolve })
    send()
    if (asked % 10 === 0) send()
    return promise.finally(() => {
      clearInterval(timer)
      waiting.delete(identifier)
    })
  }

  return { ask, close: () => lanes.forEach(({ socket }) => socket.close()) }
}

async function openLane(address: string) {
  const [socket, waiting] = [createSocket('udp4'), new Map<number, Waiting>()]
  socket.on('message', (bytes) => {
    const question = waiting.get(bytes[1]!)
    if (!question || authenticityOfReply(bytes, question.request, secret) !== 'authentic') return
    question.answered(readPacket(bytes).packet!)
  })
  socket.bind(0, address)
  await once(socket, 'listening')
  socket.setRecvBufferSize(4 * 1024 * 1024)
  return { socket, waiting }
}

function describeLine(line: number): Attribute[] {
  const hex = line.toString(16).padStart(6, '0').toUpperCase()
  return [
    attribute('User-Name', lineName(line)),
    attribute('Service-Type', 'Framed'),
    attribute('Framed-Protocol', 'PPP'),
    attribute('NAS-Port-Type', 'Ethernet'),
    attribute('Calling-Station-Id', `4C:5E:0C:${hex.match(/../g)!.join(':')}`),
    attribute('Called-Station-Id', 'pppoe-in'),
    attribute('NAS-Port-Id', 'ether5'),
  ]
}
