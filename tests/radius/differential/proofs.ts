// What a subscriber's PPP or a hotspot proves a password with, right or spoilt.

import { attribute, numberedAttribute, type Attribute } from '../../../radius/wire/attributes.ts'
import { answerChallenge, hashChallenges, ntHash } from '../../../radius/wire/ms-chap.ts'
import { answerChap, hidePassword } from '../../../radius/wire/passwords.ts'

export type Draw = (below: number) => number

export function octets(draw: Draw, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => draw(256)))
}

export interface Proving {
  name: Buffer | undefined
  password: string
  authenticator: Buffer
  secret: string
  draw: Draw
}

export function credentialOf(method: string, proving: Proving): Attribute[] {
  const { name = Buffer.alloc(0), password, authenticator, secret, draw } = proving
  switch (method) {
    case 'chap': {
      const challenge = octets(draw, 16)
      const response = answerChap(draw(256), challenge, password)
      return [attribute('CHAP-Challenge', challenge), attribute('CHAP-Password', response)]
    }
    case 'chap-authenticator':
      return [attribute('CHAP-Password', answerChap(draw(256), authenticator, password))]
    case 'ms-chap': {
      const challenge = octets(draw, 8)
      const response = Buffer.alloc(50)
      response[0] = 1 + draw(255)
      response[1] = 1
      answerChallenge(challenge, ntHash(password)).copy(response, 26)
      return [attribute('MS-CHAP-Challenge', challenge), attribute('MS-CHAP-Response', response)]
    }
    case 'ms-chap2': {
      const [challenge, peer] = [octets(draw, 16), octets(draw, 16)]
      const response = Buffer.alloc(50)
      response[0] = 1 + draw(255)
      peer.copy(response, 2)
      answerChallenge(hashChallenges(peer, challenge, name), ntHash(password)).copy(response, 26)
      return [attribute('MS-CHAP-Challenge', challenge), attribute('MS-CHAP2-Response', response)]
    }
    case 'none':
      return []
    case 'two':
      return [...credentialOf('pap', proving), ...credentialOf('chap', proving)]
    default:
      return [attribute('User-Password', hidePassword(password, authenticator, secret))]
  }
}

/** An octet too few, or one too many. */
export function spoil(given: Attribute, shape: string): Attribute {
  if (shape === 'whole') return given
  const { vendor, type, value } = given
  const spoilt = shape === 'short' ? value.subarray(0, -1) : Buffer.concat([value, Buffer.of(0)])
  return numberedAttribute(vendor, type, spoilt)
}
