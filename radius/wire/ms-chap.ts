// MS-CHAP version 1 (RFC 2433) and 2 (RFC 2759): how Windows and RouterOS PPP clients prove a password. What matters of
// the password is its NT hash, so that may be kept ready; who has the hash can log in as its owner.

import { attribute, type Attribute } from './attributes.ts'
import { des, writeDes } from './des.ts'
import { sameOctets, sha1 } from './digests.ts'
import { md4 } from './md4.ts'

/** RFC 2433 7 and RFC 2759 6: the numbers a PPP client turns into a message. */
export const MsChapFailure = {
  restricted_logon_hours: 646,
  account_disabled: 647,
  password_expired: 648,
  no_dialin_permission: 649,
  authentication_failure: 691,
  changing_password: 709,
} as const

export type MsChapFailureName = keyof typeof MsChapFailure

const responseBytes = 50
const ntResponseAt = 26
const magic1 = Buffer.from('Magic server to client signing constant')
const magic2 = Buffer.from('Pad to make it do more than one iteration')

/** The NT hash of a password: MD4 of its UTF-16LE. */
export function ntHash(password: string): Buffer {
  if (password !== latest?.password) {
    const hash = md4(Buffer.from(password, 'utf16le'))
    latest = { password, hash, hashed: undefined }
  }
  return latest.hash
}

/** MD4 of an NT hash, which our half of the proof and the keys are made of. */
export function hashOfHash(hash: Buffer): Buffer {
  return latest?.hash === hash ? (latest.hashed ??= md4(hash)) : md4(hash)
}

/** A login needs them twice, one right after the other. */
let latest: { password: string; hash: Buffer; hashed: Buffer | undefined } | undefined

/** The LAN Manager hash, or undefined for a password it can't be made of. Only keys of MS-CHAPv1 still want it. */
export function lmHash(password: string): Buffer | undefined {
  if (!/^[ -~]{0,14}$/.test(password)) return undefined
  const upper = Buffer.alloc(14)
  upper.write(password.toUpperCase())
  const clear = Buffer.from('KGS!@#$%')
  return Buffer.concat([des(clear, upper.subarray(0, 7)), des(clear, upper.subarray(7))])
}

/** Whether an MS-CHAP-Response answers the challenge. Its LM half is never believed: it forgets upper and lower case. */
export function msChapProves(response: Buffer, challenge: Buffer, hash: Buffer): boolean {
  if (response.length !== responseBytes || challenge.length !== 8) return false
  const usesNtResponse = (response[1]! & 1) === 1
  return usesNtResponse && sameOctets(ntResponseOf(response), answerChallenge(challenge, hash))
}

/** Whether an MS-CHAP2-Response answers the challenge. `userName` is the User-Name as the router sent it. */
export function msChap2Proves(
  response: Buffer,
  challenge: Buffer,
  userName: Buffer,
  hash: Buffer,
): boolean {
  if (response.length !== responseBytes || challenge.length !== 16) return false
  const both = hashChallenges(response.subarray(2, 18), challenge, userName)
  checked = { response, challenge, userName, both }
  return sameOctets(ntResponseOf(response), answerChallenge(both, hash))
}

/** The response looked at last, and its challenges: our half of the proof follows. */
let checked: { response: Buffer; challenge: Buffer; userName: Buffer; both: Buffer } | undefined

/** Our half of the proof: without it the client hangs up. `response` has been proved right by msChap2Proves. */
export function msChap2Success(
  response: Buffer,
  challenge: Buffer,
  userName: Buffer,
  hash: Buffer,
): Attribute {
  const isChecked =
    checked?.response === response &&
    checked.challenge === challenge &&
    checked.userName === userName
  const both = isChecked
    ? checked!.both
    : hashChallenges(response.subarray(2, 18), challenge, userName)
  const signature = signAnswer(ntResponseOf(response), both, hash)
  const value = Buffer.allocUnsafe(1 + signature.length)
  value[0] = response[0]!
  value.write(signature, 1, 'latin1')
  return attribute('MS-CHAP2-Success', value)
}

/** MS-CHAP-Error for a refused login. No retry is offered, so no new challenge either (zeros, in version 2). */
export function msChapError(
  version: 1 | 2,
  response: Buffer,
  failure: MsChapFailureName,
  message = '',
): Attribute {
  const code = `E=${MsChapFailure[failure]} R=0`
  const text = version === 1 ? `${code} V=2` : `${code} C=${'0'.repeat(32)} V=3 M=${message}`
  const ident = Buffer.of(response[0] ?? 0)
  return attribute('MS-CHAP-Error', Buffer.concat([ident, Buffer.from(text)]))
}

/** The 24 octets in a response of 50 that the NT hash made. */
export function ntResponseOf(response: Buffer): Buffer {
  return response.subarray(ntResponseAt, responseBytes)
}

/** RFC 2433 A.5: the challenge, encrypted thrice with DES under the three parts of the hash. */
export function answerChallenge(challenge: Buffer, hash: Buffer): Buffer {
  const answer = Buffer.allocUnsafe(24)
  for (let third = 0; third < 3; third++) writeDes(challenge, hash, third * 7, answer, third * 8)
  return answer
}

/** RFC 2759 8.2. A domain before the name's last backslash is no part of it. */
export function hashChallenges(peerChallenge: Buffer, challenge: Buffer, userName: Buffer): Buffer {
  const name = userName.subarray(userName.lastIndexOf(0x5c) + 1)
  return sha1(peerChallenge, challenge, name).subarray(0, 8)
}

/** RFC 2759 8.7: `S=` and forty hex digits. */
export function signAnswer(ntResponse: Buffer, challenges: Buffer, hash: Buffer): string {
  const digest = sha1(sha1(hashOfHash(hash), ntResponse, magic1), challenges, magic2)
  return `S=${digest.toString('hex').toUpperCase()}`
}
