// Packets, by way of npm `radius` 1.1.4: an implementation that Lango's own server does not share. Where that package is
// known to be wrong (Message-Authenticator on replies and on CoA, digests compared as text) the check is made here.

import { createHash, createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { radius, type Attribute, type Value } from './radius-package.ts'

export type { Attribute }

/** An attribute as it stood on the wire, with the name and a readable value. */
export interface Read {
  readonly name: string
  readonly value: string | number
  readonly bytes: Buffer
}

export interface Packet {
  readonly code: string
  readonly identifier: number
  readonly authenticator: Buffer
  readonly attributes: readonly Read[]
}

export const MIKROTIK = 14988
export const MICROSOFT = 311
export const WISPR = 14122

const HEADER = 20
const MESSAGE_AUTHENTICATOR = 80
const VENDOR_SPECIFIC = 26

radius.add_dictionary(fileURLToPath(new URL('./dictionary.mikrotik', import.meta.url)))
radius.load_dictionaries()

/** A vendor's attribute, for `encode`. */
export function vendor(vendor_id: number, name: string, value: Value): Attribute {
  return ['Vendor-Specific', vendor_id, [[name, value]]]
}

export interface ToEncode {
  readonly code: 'Access-Request' | 'Accounting-Request'
  readonly identifier: number
  readonly secret: string
  readonly attributes: readonly Attribute[]
  /** Access-Request only; the package computes the others' own. */
  readonly authenticator?: Buffer
  /** As the last attribute, which is where RouterOS has it. */
  readonly with_message_authenticator?: boolean
}

export function encodeRequest(packet: ToEncode): Buffer {
  const { code, identifier, secret, authenticator, attributes } = packet
  return radius.encode({
    code,
    identifier,
    secret,
    attributes: [...attributes],
    add_message_authenticator: packet.with_message_authenticator ?? false,
    ...(authenticator === undefined ? {} : { authenticator }),
  })
}

/** Throws when the bytes are no packet. */
export function decodePacket(bytes: Buffer): Packet {
  const whole = bytes.length >= HEADER ? bytes.readUInt16BE(2) : 0
  if (whole < HEADER || whole > bytes.length) throw new Error('not a RADIUS packet')
  const { code, identifier, authenticator, raw_attributes } = radius.decode_without_secret({
    packet: bytes,
  })
  return { code, identifier, authenticator, attributes: raw_attributes.flatMap(readAttribute) }
}

function readAttribute([type, bytes]: [number, Buffer]): Read[] {
  if (type !== VENDOR_SPECIFIC) return [named(type, undefined, bytes)]

  const vendor_id = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0
  const reads: Read[] = []
  for (let at = 4; at + 2 <= bytes.length;) {
    const length = bytes[at + 1]!
    if (length < 2 || at + length > bytes.length) break
    reads.push(named(bytes[at]!, vendor_id, bytes.subarray(at + 2, at + length)))
    at += length
  }
  return reads
}

const ADDRESSES = new Set([
  'Framed-IP-Address',
  'NAS-IP-Address',
  'Framed-IP-Netmask',
  'Mikrotik-Host-IP',
])
const TEXTS =
  /^(User-Name|Reply-Message|Filter-Id|Acct-Session-Id|.*-Station-Id|NAS-Port-Id|NAS-Identifier|Framed-Pool|Framed-Route|Mikrotik-(Rate-Limit|Address-List|Group|Mark-Id|Realm|Advertise-URL|Delegated-IPv6-Pool)|WISPr-(.*URL|Location-.*|Session-Terminate-Time))$/
const OCTETS =
  /^(Class|State|CHAP-.*|User-Password|Message-Authenticator|EAP-Message|MS-.*|Proxy-State)$/

function named(type: number, vendor_id: number | undefined, bytes: Buffer): Read {
  const name =
    radius.attr_id_to_name(type, vendor_id) ??
    (vendor_id === undefined ? `Attribute-${type}` : `Vendor-${vendor_id}-${type}`)
  return { name, value: readValue(name, bytes), bytes }
}

function readValue(name: string, bytes: Buffer): string | number {
  if (ADDRESSES.has(name) && bytes.length === 4) return [...bytes].join('.')
  if (TEXTS.test(name)) return bytes.toString('utf8')
  if (bytes.length === 4 && !OCTETS.test(name)) return bytes.readUInt32BE(0)
  return `0x${bytes.toString('hex')}`
}

/** RFC 2865 3: MD5 over the reply with the request's authenticator in its place, and the secret. */
export function isReplyAuthentic(reply: Buffer, request: Buffer, secret: string): boolean {
  return digest(withAuthenticator(reply, request.subarray(4, HEADER)), secret).equals(
    reply.subarray(4, HEADER),
  )
}

/** RFC 2866 3 and RFC 5176 2.3: as above, with sixteen zeros as authenticator. */
export function isRequestAuthentic(request: Buffer, secret: string): boolean {
  return digest(withAuthenticator(request, Buffer.alloc(16)), secret).equals(
    request.subarray(4, HEADER),
  )
}

/**
 * RFC 3579 3.2: HMAC-MD5 over the packet with the attribute zeroed and `authenticator` in its place: the request's
 * for a reply, zeros for a CoA or Disconnect-Request.
 */
export function checkMessageAuthenticator(
  packet: Buffer,
  authenticator: Buffer,
  secret: string,
): 'right' | 'wrong' | 'absent' {
  const at = findMessageAuthenticator(packet)
  if (at === undefined) return 'absent'
  const zeroed = withAuthenticator(packet, authenticator)
  zeroed.fill(0, at, at + 16)
  const expected = createHmac('md5', secret).update(zeroed).digest()
  return expected.equals(packet.subarray(at, at + 16)) ? 'right' : 'wrong'
}

/** Where its sixteen octets begin; undefined also when its length is not 18. */
function findMessageAuthenticator(packet: Buffer): number | undefined {
  for (let at = HEADER; at + 2 <= packet.length; at += packet[at + 1]!) {
    const length = packet[at + 1]!
    if (length < 2 || at + length > packet.length) return undefined
    if (packet[at] === MESSAGE_AUTHENTICATOR) return length === 18 ? at + 2 : undefined
  }
  return undefined
}

function withAuthenticator(packet: Buffer, authenticator: Buffer): Buffer {
  const copy = Buffer.from(packet)
  authenticator.copy(copy, 4)
  return copy
}

function digest(packet: Buffer, secret: string): Buffer {
  return createHash('md5').update(packet).update(secret).digest()
}

const replyCodes = { 'Disconnect-ACK': 41, 'Disconnect-NAK': 42, 'CoA-ACK': 44, 'CoA-NAK': 45 }

export type IncomingReply = keyof typeof replyCodes

/** The router's answer to a CoA or Disconnect-Request. */
export function encodeIncomingReply(
  code: IncomingReply,
  request: Buffer,
  secret: string,
  options: { error_cause?: number | undefined; with_message_authenticator?: boolean },
): Buffer {
  const parts: Buffer[] = []
  if (options.error_cause !== undefined) {
    const cause = Buffer.from([101, 6, 0, 0, 0, 0])
    cause.writeUInt32BE(options.error_cause, 2)
    parts.push(cause)
  }
  if (options.with_message_authenticator) {
    parts.push(Buffer.concat([Buffer.from([MESSAGE_AUTHENTICATOR, 18]), Buffer.alloc(16)]))
  }
  const reply = Buffer.concat([Buffer.alloc(HEADER), ...parts])
  reply[0] = replyCodes[code]
  reply[1] = request[1]!
  reply.writeUInt16BE(reply.length, 2)
  request.copy(reply, 4, 4, HEADER)
  if (options.with_message_authenticator) {
    createHmac('md5', secret)
      .update(reply)
      .digest()
      .copy(reply, reply.length - 16)
  }
  digest(reply, secret).copy(reply, 4)
  return reply
}
