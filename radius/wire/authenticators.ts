// How a packet proves that its sender knows the shared secret: Request and Response Authenticator (RFC 2865 3,
// RFC 2866 3, RFC 5176 3) and Message-Authenticator (RFC 3579 3.2, RFC 5176 3.4, RFC 5997 3).

import { answersTo, codeName, isAccessReply } from './codes.ts'
import {
  isHmacOfPacket,
  md5OfPacket,
  sameOctets,
  writeHmacOfPacket,
  writeMd5OfPacket,
} from './digests.ts'
import { headerBytes, readPacket, type Packet } from './packet.ts'

export type RequestAuthenticity =
  | 'authentic'
  | 'no_message_authenticator' // Access-Request without one: nobody has proved anything.
  | 'wrong_message_authenticator'
  | 'wrong_request_authenticator'
  | 'not_a_request'

export type ReplyAuthenticity =
  | 'authentic'
  | 'unreadable'
  | 'not_its_answer' // Another identifier, or a code that doesn't answer this request.
  | 'wrong_response_authenticator'
  | 'wrong_message_authenticator'
  | 'no_message_authenticator' // An Access reply with a right Response Authenticator only: forgeable (BlastRADIUS).

type Signature = 'authentic' | 'no_message_authenticator' | 'wrong_message_authenticator'

/** Sixteen zeros: what stands in the header of a request while its own authenticator is computed. */
export const noAuthenticator: Buffer = Buffer.alloc(16)
const authenticatorAt = 4
const messageAuthenticator = 80

/**
 * Whether the sender of a request knows the secret. Access-Request and Status-Server carry random octets as their
 * authenticator, so only a Message-Authenticator proves anything; the others sign the packet with the Request
 * Authenticator, and with a Message-Authenticator too when they have one.
 * Every answer is a word, so compare it with 'authentic'.
 */
export function authenticityOfRequest(packet: Packet, secret: string): RequestAuthenticity {
  switch (packet.code) {
    case 'Access-Request':
    case 'Status-Server':
      return checkSignature(packet, packet.authenticator, secret)

    case 'Accounting-Request':
    case 'CoA-Request':
    case 'Disconnect-Request': {
      const expected = headerAuthenticator(packet.bytes, noAuthenticator, secret)
      if (!sameOctets(packet.authenticator, expected)) return 'wrong_request_authenticator'
      // RFC 5176 3.4: it was made before the Request Authenticator, over zeros in its place.
      return unlessUnsigned(checkSignature(packet, noAuthenticator, secret))
    }

    default:
      return 'not_a_request'
  }
}

/**
 * Whether a datagram is the answer to our request, from someone who knows the secret. `request` is what we sent.
 * An Access reply must be signed with a Message-Authenticator too; for other replies it is checked when it is there.
 * Every answer is a word, so compare it with 'authentic'.
 */
export function authenticityOfReply(
  reply: Buffer,
  request: Buffer | Packet,
  secret: string,
): ReplyAuthenticity {
  const { packet } = readPacket(reply)
  if (!packet) return 'unreadable'

  const asked = Buffer.isBuffer(request) ? request : request.bytes
  const code = codeName(asked[0]!)
  const mayAnswer = code && answersTo[code]?.includes(packet.code)
  if (!mayAnswer || packet.identifier !== asked[1]) return 'not_its_answer'

  const authenticator = asked.subarray(authenticatorAt, headerBytes)
  const expected = headerAuthenticator(packet.bytes, authenticator, secret)
  if (!sameOctets(packet.authenticator, expected)) return 'wrong_response_authenticator'

  const signature = checkSignature(packet, authenticator, secret)
  if (isAccessReply(packet.code)) return signature
  // FreeRADIUS 3 signs Accounting-, CoA- and Disconnect replies over zeros, against RFC 5176 3.4. It knows the secret.
  return signature === 'wrong_message_authenticator'
    ? checkSignature(packet, noAuthenticator, secret)
    : unlessUnsigned(signature)
}

/**
 * The authenticator of a packet that is signed in its header: MD5 over the packet, with `authenticator` in its place,
 * and the secret. The request's authenticator for a reply; zeros for Accounting-, CoA- and Disconnect-Request.
 */
export function headerAuthenticator(bytes: Buffer, authenticator: Buffer, secret: string): Buffer {
  return md5OfPacket(bytes, authenticator, secret)
}

/**
 * Puts `authenticator` in the header of a packet of ours and, when it has a Message-Authenticator (whose octets are
 * still zero), fills that in.
 */
export function signMessage(bytes: Buffer, authenticator: Buffer, secret: string): void {
  for (let each = 0; each < 16; each++) bytes[authenticatorAt + each] = authenticator[each]!
  const at = messageAuthenticatorAt(bytes)
  if (at !== undefined) writeHmacOfPacket(bytes, authenticator, at, secret)
}

/** Puts headerAuthenticator in the header. */
export function signHeader(bytes: Buffer, authenticator: Buffer, secret: string): void {
  writeMd5OfPacket(bytes, authenticator, secret)
}

function checkSignature(packet: Packet, authenticator: Buffer, secret: string): Signature {
  const { bytes } = packet
  const at = messageAuthenticatorAt(bytes)
  if (at === undefined) return 'no_message_authenticator'
  const isRight = isHmacOfPacket(bytes, authenticator, at, secret)
  return isRight ? 'authentic' : 'wrong_message_authenticator'
}

/** For packets whose header is signed already: a Message-Authenticator may be absent, but not wrong. */
function unlessUnsigned(signature: Signature): 'authentic' | 'wrong_message_authenticator' {
  return signature === 'no_message_authenticator' ? 'authentic' : signature
}

/** Where its sixteen octets begin. The packet has been read, or is ours, so its lengths are sound. */
function messageAuthenticatorAt(bytes: Buffer): number | undefined {
  for (let at = headerBytes; at < bytes.length; at += bytes[at + 1]!) {
    if (bytes[at] === messageAuthenticator) return at + 2
  }
  return undefined
}
