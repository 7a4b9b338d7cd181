// What an Access-Request brings to prove who is asking: a PAP, CHAP, MS-CHAP or MS-CHAPv2 answer, or nothing.

import type { Attribute } from './attributes.ts'
import { find, type Packet } from './packet.ts'
import {
  msChap2Proves,
  msChap2Success,
  msChapError,
  msChapProves,
  ntHash,
  ntResponseOf,
  type MsChapFailureName,
} from './ms-chap.ts'
import { msChap2Keys, msChapKeys } from './mppe.ts'
import { chapProves, papProves } from './passwords.ts'
import { papProvesStored, readStored, type StoredDigest } from './stored-passwords.ts'

export type Credential =
  | { method: 'pap'; hidden: Buffer }
  | { method: 'chap'; response: Buffer; challenge: Buffer }
  | { method: 'ms-chap'; response: Buffer; challenge: Buffer }
  | { method: 'ms-chap2'; response: Buffer; challenge: Buffer; userName: Buffer }
  | { method: 'none' } // Nothing we know; EAP too.
  | { method: 'ambiguous' } // Two methods at once, which RFC 2865 4.1 forbids.
  | { method: 'unreadable' } // A value of a wrong length, or a response without its challenge.

/** Finds the one credential of an Access-Request. Whether it proves anything is another question. */
export function readCredential(packet: Packet): Credential {
  let credential: Credential | undefined
  for (const read of readers) {
    const found = read(packet)
    if (found && credential) return { method: 'ambiguous' }
    credential ??= found
  }
  return credential ?? { method: 'none' }
}

/** Whether the credential proves this password. `hash` is the password's NT hash, when it is at hand. */
export function provesPassword(
  credential: Credential,
  packet: Packet,
  secret: string,
  password: string,
  hash?: Buffer,
): boolean {
  const stored = readStored(password)
  if (stored) return provesStored(credential, packet, secret, stored)
  switch (credential.method) {
    case 'pap':
      return papProves(credential.hidden, packet.authenticator, secret, password)
    case 'chap':
      return chapProves(credential.response, credential.challenge, password)
    case 'ms-chap':
      return msChapProves(credential.response, credential.challenge, hash ?? ntHash(password))
    case 'ms-chap2': {
      const { response, challenge, userName } = credential
      return msChap2Proves(response, challenge, userName, hash ?? ntHash(password))
    }
    default:
      return false
  }
}

function provesStored(
  credential: Credential,
  packet: Packet,
  secret: string,
  stored: StoredDigest,
): boolean {
  if (credential.method === 'pap')
    return papProvesStored(credential.hidden, packet.authenticator, secret, stored)
  if (credential.method !== 'ms-chap2' || stored.kind !== 'nt') return false
  const { response, challenge, userName } = credential
  return msChap2Proves(response, challenge, userName, stored.digest)
}

/** What the Access-Accept must carry for this method: our half of the proof, and keys. For a proved credential only. */
export function acceptanceOf(
  credential: Credential,
  packet: Packet,
  secret: string,
  password: string,
  hash?: Buffer,
): Attribute[] {
  switch (credential.method) {
    case 'ms-chap':
      return msChapKeys(password, packet.authenticator, secret)
    case 'ms-chap2': {
      const { response, challenge, userName } = credential
      const known = hash ?? readStored(password)?.digest ?? ntHash(password)
      return [
        msChap2Success(response, challenge, userName, known),
        ...msChap2Keys(known, ntResponseOf(response), packet.authenticator, secret),
      ]
    }
    default:
      return []
  }
}

/** What the Access-Reject must carry for this method, so that the client says why and doesn't try again at once. */
export function refusalOf(
  credential: Credential,
  failure: MsChapFailureName,
  message?: string,
): Attribute[] {
  if (credential.method === 'ms-chap') return [msChapError(1, credential.response, failure)]
  if (credential.method === 'ms-chap2')
    return [msChapError(2, credential.response, failure, message)]
  return []
}

function readPap(packet: Packet): Credential | undefined {
  const hidden = find(packet, 'User-Password')
  if (!hidden) return undefined
  const isWhole = hidden.length <= 128 && hidden.length % 16 === 0 // Empty is a password too: MAC logins.
  return isWhole ? { method: 'pap', hidden } : { method: 'unreadable' }
}

/** RFC 2865 5.3: without a CHAP-Challenge, the Request Authenticator was the challenge. */
function readChap(packet: Packet): Credential | undefined {
  const response = find(packet, 'CHAP-Password')
  if (!response) return undefined
  if (response.length !== 17) return { method: 'unreadable' }
  const challenge = find(packet, 'CHAP-Challenge') ?? packet.authenticator
  return { method: 'chap', response, challenge }
}

function readMsChap(packet: Packet): Credential | undefined {
  const response = find(packet, 'MS-CHAP-Response')
  if (!response) return undefined
  const challenge = find(packet, 'MS-CHAP-Challenge')
  const fits = response.length === 50 && challenge?.length === 8
  return fits ? { method: 'ms-chap', response, challenge } : { method: 'unreadable' }
}

function readMsChap2(packet: Packet): Credential | undefined {
  const response = find(packet, 'MS-CHAP2-Response')
  if (!response) return undefined
  const challenge = find(packet, 'MS-CHAP-Challenge')
  const userName = find(packet, 'User-Name') ?? Buffer.alloc(0)
  const fits = response.length === 50 && challenge?.length === 16
  return fits ? { method: 'ms-chap2', response, challenge, userName } : { method: 'unreadable' }
}

const readers = [readPap, readChap, readMsChap, readMsChap2]
