// A RADIUS packet (RFC 2865 3) as it came off the wire. Any bytes in; a packet or a named reason out.

import { readIpv4, readIpv6, readIpv6Prefix } from './addresses.ts'
import {
  checkAttributes,
  readAttributes,
  seekAttribute,
  type Attribute,
  type AttributeProblem,
  type UnnamedAttribute,
} from './attributes.ts'
import { codeName, type CodeName } from './codes.ts'
import { definitionNamed, type AttributeName, type NameOfKind } from './dictionary.ts'

export interface Packet {
  readonly code: CodeName
  readonly identifier: number // 0..255
  readonly authenticator: Buffer // 16 octets
  readonly attributes: readonly Attribute[] // In wire order; made when somebody asks for all of them.
  readonly bytes: Buffer // As received, padding after the packet's own length left off.
}

export type PacketProblem =
  | AttributeProblem
  | 'too_short' // Fewer octets than a header has.
  | 'bad_length' // The length field is under 20 or over what arrived.
  | 'too_long' // The length field is over 4096.
  | 'unknown_code'
  | 'missing_message_authenticator' // Status-Server (RFC 5997 3) and EAP (RFC 3579 3.2) mean nothing without one.

export type Reading =
  | { packet: Packet; problem?: undefined }
  | { packet?: undefined; problem: PacketProblem }

export const headerBytes = 20
export const packetBytesMax = 4096

/** Reads a datagram by RFC 2865 3. The packet's buffers are views of `bytes`; nothing is verified yet. */
export function readPacket(bytes: Buffer): Reading {
  if (bytes.length < headerBytes) return { problem: 'too_short' }

  const code = codeName(bytes[0]!)
  if (!code) return { problem: 'unknown_code' }

  const length = bytes.readUInt16BE(2)
  if (length < headerBytes || length > bytes.length) return { problem: 'bad_length' }
  if (length > packetBytesMax) return { problem: 'too_long' }

  const packetBytes = length === bytes.length ? bytes : bytes.subarray(0, length)
  const problem = checkAttributes(packetBytes, headerBytes)
  if (problem) return { problem }

  const packet = new ReadPacket(code, packetBytes)
  if (needsMessageAuthenticator(packet) && !has(packet, 'Message-Authenticator')) {
    return { problem: 'missing_message_authenticator' }
  }
  return { packet }
}

/** Its parts are made when somebody asks for them. */
class ReadPacket implements Packet {
  readonly code: CodeName
  readonly identifier: number
  readonly bytes: Buffer
  #authenticator: Buffer | undefined
  #attributes: readonly Attribute[] | undefined

  constructor(code: CodeName, bytes: Buffer) {
    this.code = code
    this.identifier = bytes[1]!
    this.bytes = bytes
  }

  get authenticator(): Buffer {
    return (this.#authenticator ??= this.bytes.subarray(4, headerBytes))
  }

  get attributes(): readonly Attribute[] {
    return (this.#attributes ??= readAttributes(this.bytes, headerBytes))
  }
}

/** The first value of that name, in octets. */
export function find(packet: Packet, name: AttributeName | UnnamedAttribute): Buffer | undefined {
  const { bytes } = packet
  const at = placeOf(packet, name)
  return at === -1 ? undefined : bytes.subarray(at, endOf(bytes, at))
}

/** Whether there is one of that name. */
export function has(packet: Packet, name: AttributeName): boolean {
  return placeOf(packet, name) !== -1
}

/** Where its first value begins; -1 for nowhere. */
function placeOf(packet: Packet, name: AttributeName | UnnamedAttribute): number {
  const named = definitionNamed(name) ?? packet.attributes.find((each) => each.name === name)
  return named ? seekAttribute(packet.bytes, headerBytes, named.vendor, named.type) : -1
}

function endOf(bytes: Buffer, at: number): number {
  return at + bytes[at - 1]! - 2
}

/** All values of that name, in wire order. */
export function findAll(packet: Packet, name: AttributeName | UnnamedAttribute): Buffer[] {
  return packet.attributes.filter((each) => each.name === name).map((each) => each.value)
}

/** The first value as text; undefined when absent, not UTF-8, or with a NUL in it (PostgreSQL can't hold one). */
export function findText(
  packet: Packet,
  name: NameOfKind<'text' | 'octets'> | UnnamedAttribute,
): string | undefined {
  const { bytes } = packet
  const at = placeOf(packet, name)
  if (at === -1) return undefined
  const end = endOf(bytes, at)
  return isPlain(bytes, at, end)
    ? bytes.toString('latin1', at, end)
    : readText(bytes.subarray(at, end))
}

/** The first value as a number; undefined when absent or not of four octets. Dates are seconds since 1970. */
export function findInteger(
  packet: Packet,
  name: NameOfKind<'integer' | 'date'>,
): number | undefined {
  const { bytes } = packet
  const at = placeOf(packet, name)
  return at !== -1 && endOf(bytes, at) === at + 4 ? bytes.readUInt32BE(at) : undefined
}

/** The first value as `10.0.0.1`, `2001:db8::1` or `2001:db8::/48`; undefined when absent or of a wrong length. */
export function findAddress(
  packet: Packet,
  name: NameOfKind<'ipaddr' | 'ipv6addr' | 'ipv6prefix'>,
): string | undefined {
  const value = find(packet, name)
  return value && addressReaders[definitionNamed(name)!.kind as keyof typeof addressReaders](value)
}

const addressReaders = { ipaddr: readIpv4, ipv6addr: readIpv6, ipv6prefix: readIpv6Prefix }

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Octets as text; undefined when they are not UTF-8 or hold a NUL. */
export function readText(value: Buffer): string | undefined {
  if (isPlain(value, 0, value.length)) return value.toString('latin1')
  if (value.includes(0)) return undefined
  try {
    return utf8.decode(value)
  } catch {
    return undefined
  }
}

/** Nearly all text is, and quicker read so. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 126 || bytes[at]! < 32) return false
  return true
}

function needsMessageAuthenticator(packet: Packet): boolean {
  return packet.code === 'Status-Server' || has(packet, 'EAP-Message')
}
