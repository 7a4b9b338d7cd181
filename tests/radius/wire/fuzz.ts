// Bytes no router would send, made from packets that routers do, and everything the codec may do with them. The same
// seed gives the same bytes, so a failure can be looked at again.

import assert from 'node:assert'
import { sizeOf, writeAttributes, type Attribute } from '../../../radius/wire/attributes.ts'
import { authenticityOfReply, authenticityOfRequest } from '../../../radius/wire/authenticators.ts'
import { answersTo } from '../../../radius/wire/codes.ts'
import { provesPassword, readCredential, refusalOf } from '../../../radius/wire/credentials.ts'
import { describePacket } from '../../../radius/wire/description.ts'
import { writeReply } from '../../../radius/wire/packet-writer.ts'
import {
  findAddress,
  findInteger,
  findText,
  headerBytes,
  packetBytesMax,
  readPacket,
  type Packet,
} from '../../../radius/wire/packet.ts'
import { revealPassword } from '../../../radius/wire/passwords.ts'
import { readExchanges } from './packet-files.ts'

/** How often each outcome was seen: `packet`, or the name of a problem. */
export type Tally = Record<string, number>

const secret = 'Lango-Test-Secret-01'

/** Throws, with the bytes in hex, when the codec throws or changes what it read. */
export function fuzzCodec(rounds: number, seed: number): Tally {
  const packets = readExchanges().flatMap(({ request, reply }) => [
    request.bytes,
    ...(reply ? [reply.bytes] : []),
  ])
  const random = randomFrom(seed)
  const tally: Tally = {}

  for (let round = 0; round < rounds; round++) {
    const bytes = mutate(packets, random)
    try {
      const outcome = exercise(bytes, packets[0]!)
      tally[outcome] = (tally[outcome] ?? 0) + 1
    } catch (cause) {
      throw new Error(`seed ${seed}, round ${round}: ${bytes.toString('hex')}`, { cause })
    }
  }
  return tally
}

function exercise(bytes: Buffer, request: Buffer): string {
  authenticityOfReply(bytes, request, secret)
  const { packet, problem } = readPacket(bytes)
  if (!packet) return problem

  isStable(packet)
  describePacket(packet)
  findText(packet, 'User-Name')
  findInteger(packet, 'NAS-Port')
  findAddress(packet, 'Framed-IP-Address')
  findAddress(packet, 'Delegated-IPv6-Prefix')
  authenticityOfRequest(packet, secret)

  const credential = readCredential(packet)
  provesPassword(credential, packet, secret, 'S3cret!')
  if (credential.method === 'pap') revealPassword(credential.hidden, packet.authenticator, secret)

  const [answer] = answersTo[packet.code] ?? []
  const terms = refusalOf(credential, 'authentication_failure')
  if (answer) readPacket(writeReply(packet, answer, terms, secret)).packet!.code satisfies string
  return 'packet'
}

/** What was read, written and read again is the same; and written again, the same octets. */
function isStable({ attributes, bytes }: Packet): void {
  if (headerBytes + sizeOf(attributes) > packetBytesMax) return // A container each may be more than fits.
  const first = writtenAgain(bytes, attributes)
  const again = readPacket(first).packet!
  assert.deepStrictEqual(again.attributes, attributes)
  assert(writtenAgain(first, again.attributes).equals(first))
}

function writtenAgain(bytes: Buffer, attributes: readonly Attribute[]): Buffer {
  const written = Buffer.alloc(headerBytes + sizeOf(attributes))
  bytes.copy(written, 0, 0, headerBytes)
  written.writeUInt16BE(written.length, 2)
  writeAttributes(written, headerBytes, attributes)
  return written
}

/** A packet spoilt in one to four places; its length mostly right again. */
export function mutate(packets: readonly Buffer[], random: (below: number) => number): Buffer {
  let bytes = Buffer.from(packets[random(packets.length)]!)
  const times = 1 + random(4)
  for (let time = 0; time < times; time++) {
    const at = random(bytes.length + 1)
    const other = packets[random(packets.length)]!
    switch (random(8)) {
      case 0: // one octet, any value
        if (at < bytes.length) bytes[at] = random(256)
        break
      case 1: // one octet, a value at an edge
        if (at < bytes.length) bytes[at] = [0, 1, 2, 18, 26, 80, 127, 128, 255][random(9)]!
        break
      case 2: // cut short
        bytes = bytes.subarray(0, at)
        break
      case 3: // octets taken out
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(8))])
        break
      case 4: // octets put in
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.alloc(random(40), random(256)),
          bytes.subarray(at),
        ])
        break
      case 5: // the rest of another packet
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(random(other.length))])
        break
      case 6: // another packet's attributes too
        bytes = Buffer.concat([bytes, other.subarray(headerBytes)])
        break
      case 7: // an attribute's length
        if (at + 1 < bytes.length) bytes[lengthOctet(bytes, at)] = random(256)
        break
    }
  }
  // Mostly the length field is made right again, so that the attributes are read at all.
  if (bytes.length >= 4 && random(4) > 0) bytes.writeUInt16BE(bytes.length & 0xffff, 2)
  return Buffer.from(bytes)
}

/** The length octet of the attribute at or after `at`, or the last octet when there is none. */
function lengthOctet(bytes: Buffer, at: number): number {
  let place = headerBytes
  while (place < at && place + 1 < bytes.length) place += Math.max(2, bytes[place + 1]!)
  return Math.min(place + 1, bytes.length - 1)
}

/** Whole numbers below a limit, always the same ones for a seed (Marsaglia's xorshift). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
