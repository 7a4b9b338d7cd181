// Packets of ours: the requests we send and the replies we give, laid out and signed.

import assert from 'node:assert'
import { randomBytes } from 'node:crypto'
import { attribute, sizeOf, writeAttributes, type Attribute } from './attributes.ts'
import { noAuthenticator, signHeader, signMessage } from './authenticators.ts'
import { answersTo, Code, isAccessReply, type CodeName, type RequestCode } from './codes.ts'
import { find, headerBytes, packetBytesMax, type Packet } from './packet.ts'

export interface NewRequest {
  code: RequestCode
  identifier: number // 0..255, another one for each request in flight from the same port (RFC 2865 3)
  attributes: readonly Attribute[]
  secret: string
  messageAuthenticator: boolean
  authenticator?: Buffer // Access-Request and Status-Server only: the one a password was hidden with.
}

const unsigned = attribute('Message-Authenticator', Buffer.alloc(16)) // Room for the signature.

/**
 * The reply to a request: signed, with the request's Proxy-State echoed (RFC 2865 5.33). Message-Authenticator is the
 * first attribute of every Access reply, and of any reply whose request carried one.
 */
export function writeReply(
  request: Packet,
  code: CodeName,
  attributes: readonly Attribute[],
  secret: string,
): Buffer {
  assert(answersTo[request.code]?.includes(code), `${code} does not answer ${request.code}`)
  const isSigned = isAccessReply(code) || find(request, 'Message-Authenticator') !== undefined
  checkUnsigned(attributes)
  const ours = isSigned ? [unsigned, ...attributes] : attributes

  const bytes = layOut(code, request.identifier, withProxyState(ours, request))
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
  const bytes = layOut(code, identifier, request.messageAuthenticator ? [...ours, unsigned] : ours)

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

function layOut(code: CodeName, identifier: number, attributes: readonly Attribute[]): Buffer {
  const length = headerBytes + sizeOf(attributes)
  assert(
    length <= packetBytesMax,
    `a packet of ${length} octets, and ${packetBytesMax} is the most`,
  )
  const bytes = Buffer.allocUnsafe(length) // Every octet of it is written here, but for its authenticator's.
  bytes.fill(0, 4, headerBytes)
  bytes[0] = Code[code]
  bytes[1] = identifier
  bytes.writeUInt16BE(length, 2)
  writeAttributes(bytes, headerBytes, attributes)
  return bytes
}

/**
 * A request may carry more Proxy-State than fits beside our answer. Then it is left out, not cut: the answer is right
 * without it, and no request may make us throw.
 */
function withProxyState(ours: readonly Attribute[], request: Packet): readonly Attribute[] {
  if (!find(request, 'Proxy-State')) return ours
  const states = request.attributes.filter(({ name }) => name === 'Proxy-State')
  const fits = headerBytes + sizeOf(ours) + sizeOf(states) <= packetBytesMax
  return fits ? [...ours, ...states] : ours
}

function checkUnsigned(attributes: readonly Attribute[]): void {
  for (const { name } of attributes)
    assert(name !== 'Message-Authenticator', 'the Message-Authenticator is made here')
}
