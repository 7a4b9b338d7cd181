// node-routeros 1.6.9 made safe. It is no longer looked after, and throws where nobody can catch, forgets what waits for an
// answer, and writes text in another alphabet. What is wrong in it is replaced here, piece by piece, and nowhere else:
//
//   - it throws at `!empty` (RouterOS 7.18 and later), `!fatal`, a reply it does not know, an answer to nobody
//   - it loses bytes where a length falls between two packets, and takes any length for true
//   - it reads and writes win1252, so that names in UTF-8 come out as others
//   - an unknown answer to a login is an unhandled rejection, and the login counts as good
//   - a second error of a socket has no listener, and the words of the first are lost

import { createHash } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { RouterOSAPI } from 'node-routeros'
import { Channel } from 'node-routeros/dist/Channel.js'
import { Connector } from 'node-routeros/dist/connector/Connector.js'
import { Receiver } from 'node-routeros/dist/connector/Receiver.js'
import { Transmitter } from 'node-routeros/dist/connector/Transmitter.js'
import { encodeWord, openSentenceReader, type SentenceReader } from './api-sentences.ts'

interface ReceiverInside {
  socket: Socket
  tags: Map<string, { callback(packet: string[]): void }>
  processRawData(data: Buffer): void
}

interface ChannelInside extends EventEmitter {
  processPacket(packet: string[]): void
  close(): void
}

export interface ConnectorInside extends EventEmitter {
  socket: Socket | TLSSocket
  tls?: { pin?: Buffer }
  onConnect(): void
  onError(problem: Error): void
  destroy(): void
}

export interface ApiInside {
  user: string
  password: string
  connector?: ConnectorInside
  holdingConnectionWithKeepalive: boolean
  write(command: string, words: string[]): Promise<Record<string, string>[]>
  login(): Promise<unknown>
}

const insideOf = <Inside>(made: { prototype: unknown }) => made.prototype as Inside

const readers = new WeakMap<ReceiverInside, SentenceReader>()

insideOf<ReceiverInside>(Receiver).processRawData = function (data) {
  const read = readers.get(this) ?? openSentenceReader()
  readers.set(this, read)
  try {
    for (const [reply = '', ...words] of read(data)) {
      const tag = words.find((word) => word.startsWith('.tag='))
      if (reply === '!fatal') throw new Error(`the router ended it: ${words[0] ?? ''}`)
      const rest = words.filter((word) => word !== tag)
      this.tags.get(tag?.slice('.tag='.length) ?? '')?.callback([reply, ...rest])
    }
  } catch (problem) {
    this.socket.destroy(problem as Error)
  }
}

insideOf<{ encodeString(text: string | null): Buffer }>(Transmitter).encodeString = (text) =>
  text === null ? Buffer.from([0]) : encodeWord(text)

const usualPacket = insideOf<ChannelInside>(Channel).processPacket

insideOf<ChannelInside>(Channel).processPacket = function (packet) {
  const [reply = ''] = packet
  if (reply === '!empty') return
  if (['!re', '!done', '!trap'].includes(reply)) return usualPacket.call(this, packet)
  this.emit('trap', { message: 'an answer that no router gives' })
  this.close()
}

const usualConnect = insideOf<ConnectorInside>(Connector).onConnect

insideOf<ConnectorInside>(Connector).onError = function (problem) {
  if (this.listenerCount('error') > 0) this.emit('error', problem)
  this.destroy()
}

/** The certificate is looked at before the password is sent. */
insideOf<ConnectorInside>(Connector).onConnect = function () {
  const pin = this.tls?.pin
  if (pin) {
    const { fingerprint256 = '' } = (this.socket as TLSSocket).getPeerCertificate()
    const isOurs = fingerprint256.replaceAll(':', '').toLowerCase() === pin.toString('hex')
    if (!isOurs) return void this.socket.destroy(new Error('it shows another certificate'))
  }
  usualConnect.call(this)
}

insideOf<ApiInside>(RouterOSAPI).login = async function () {
  const name = `=name=${this.user}`
  const answer = await this.write('/login', [name, `=password=${this.password}`])
  if (answer.length === 0) return this
  const challenge = answer[0]?.['ret'] ?? ''
  if (answer.length > 1 || !/^[0-9a-f]{32}$/.test(challenge))
    throw new Error('an answer to the login that no router gives')
  // Before RouterOS 6.43.
  const secret = [Buffer.from([0]), Buffer.from(this.password), Buffer.from(challenge, 'hex')]
  const response = createHash('md5').update(Buffer.concat(secret)).digest('hex')
  await this.write('/login', [name, `=response=00${response}`])
  return this
}

export { RouterOSAPI }
