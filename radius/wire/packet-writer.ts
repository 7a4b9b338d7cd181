// Packets of ours: the requests we send and the replies we give, laid out and signed.

import assert from 'node:assert'
import { randomBytes } from 'node:crypto'
import { attribute, sizeOf, writeAttributes, type Attribute } from './attributes.ts'
import { noAuthenticator, signHeader, signMessage } from './authenticators.ts'
import { answersTo, Code, isAccessReply, type CodeName, type RequestCode } from './codes.ts'
import { has, headerBytes, packetBytesMax, type Packet } from './packet.ts'

export interface NewRequest {
  code: RequestCode
  identifier: number // 0..255, another one for each request in flight from the same port (RFC 2865 3)
  attributes: readonly Attribute[]
  secret: string
  messageAuthenticator: boolean
  authenticator?: Buffer // Access-Request and Status-Server only: the one a password was hidden with.
}

const nothing = Buffer.alloc(0)
const unsigned = attribute('Message-Authenticator', Buffer.alloc(16)) // Room for the signature.
const signatureBytes = 18

/** Attributes as they will lie in a packet, for what many replies say alike. */
export function layOutAttributes(attributes: readonly Attribute[]): Buffer {
  checkUnsigned(attributes)
  const bytes = Buffer.alloc(sizeOf(attributes))
  writeAttributes(bytes, 0, attributes)
  return bytes
}

/**
 * The reply to a request: signed, with the request's Proxy-State echoed (RFC 2865 5.33). Message-Authenticator is the
 * first attribute of every Access reply, and of any reply whose request carried one; what is laid out comes next.
 */
export function writeReply(
  request: Packet,
  code: CodeName,
  attributes: readonly Attribute[],
  secret: string,
  laidOut: Buffer = nothing,
): Buffer {
  assert(answersTo[request.code]?.includes(code), `${code} does not answer ${request.code}`)
  const isSigned = isAccessReply(code) || has(request, 'Message-Authenticator')
  checkUnsigned(attributes)
  const first = (isSigned ? signatureBytes : 0) + laidOut.length
  const all = withProxyState(attributes, request, first)

  const bytes = open(code, request.identifier, first + sizeOf(all))
  let at = headerBytes
  if (isSigned) at = writeAttributes(bytes, at, [unsigned])
  bytes.set(laidOut, at)
  writeAttributes(bytes, at + laidOut.length, all)
  signMessage(bytes, request.authenticator, secret)
  signHeader(bytes, request.authenticator, secret)
  return bytes
}

/** Writes a request and signs it. Message-Authenticator comes last, where RouterOS puts it. */
export function writeRequest(request: NewRequest): Buffer {
  const { code, identifier, secret } = request
  assert(Number.isInteger(identifier) && identifier >= 0 && identifier <= 255, 'identifier 0..255')
  assert(
    request.messageAuthenticator || code !== 'Status-Server',
    'RFC 5997 3: a Status-Server without a Message-Authenticator is dropped',
  )
  const ours = request.attributes
  checkUnsigned(ours)
  const all = request.messageAuthenticator ? [...ours, unsigned] : ours
  const bytes = open(code, identifier, sizeOf(all))
  writeAttributes(bytes, headerBytes, all)

  if (code === 'Access-Request' || code === 'Status-Server') {
    const authenticator = request.authenticator ?? newAuthenticator()
    assert(authenticator.length === 16, 'an authenticator has 16 octets')
    signMessage(bytes, authenticator, secret)
    return bytes
  }

  assert(!request.authenticator, `the authenticator of ${code} is computed, not given`)
  // RFC 5176 3.4: the Message-Authenticator first, over zeros; then the Request Authenticator over all of it.
  signMessage(bytes, noAuthenticator, secret)
  signHeader(bytes, noAuthenticator, secret)
  return bytes
}

/** Sixteen octets nobody can foresee, for an Access-Request and the password hidden in it (RFC 2865 3). */
export function newAuthenticator(): Buffer {
  return randomBytes(16)
}

/** A packet with so many octets of attributes, all of which are to be written, and its authenticator, too. */
function open(code: CodeName, identifier: number, size: number): Buffer {
  const length = headerBytes + size
  assert(
    length <= packetBytesMax,
    `a packet of ${length} octets, and ${packetBytesMax} is the most`,
  )
  const bytes = Buffer.allocUnsafe(length)
  bytes[0] = Code[code]
  bytes[1] = identifier
  bytes[2] = length >> 8
  bytes[3] = length & 0xff
  return bytes
}

/**
 * A request may carry more Proxy-State than fits beside our answer. Then it is left out, not cut: the answer is right
 * without it, and no request may make us throw. `first` octets go before these.
 */
function withProxyState(
  ours: readonly Attribute[],
  request: Packet,
  first: number,
): readonly Attribute[] {
  if (!has(request, 'Proxy-State')) return ours
  const states = request.attributes.filter(({ name }) => name === 'Proxy-State')
  const fits = headerBytes + first + sizeOf(ours) + sizeOf(states) <= packetBytesMax
  return fits ? [...ours, ...states] : ours
}

function checkUnsigned(attributes: readonly Attribute[]): void {
  for (const { name } of attributes)
    assert(name !== 'Message-Authenticator', 'the Message-Authenticator is made here')
}
