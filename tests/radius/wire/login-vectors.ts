// What a vector of a CHAP or MS-CHAP login says, and whether it holds.

import { md4 } from '../../../radius/wire/md4.ts'
import { revealKey, startKeys, hideKey } from '../../../radius/wire/mppe.ts'
import {
  answerChallenge,
  hashChallenges,
  lmHash,
  msChap2Proves,
  msChap2Success,
  msChapProves,
  ntHash,
  signAnswer,
} from '../../../radius/wire/ms-chap.ts'
import { chapProves } from '../../../radius/wire/passwords.ts'

export interface ChapVector {
  name: string
  password: string
  CHAP_Password: string
  CHAP_Challenge: string
}

/** Everything in hex but names, passwords and `S=…`. A vector has some of these. */
export interface MsChapVector {
  name: string
  note?: string
  password?: string
  userName?: string
  userNameAttribute?: string
  challenge?: string
  authenticatorChallenge?: string
  peerChallenge?: string
  ntPasswordHash?: string
  passwordHash?: string
  passwordHashHash?: string
  lmHash?: string
  challengeHash8?: string
  ntChallengeResponse?: string
  ntResponse?: string
  authenticatorResponse?: string
  masterKey?: string
  sendStartKey128?: string
  recvStartKey128?: string
  'MS-CHAP-Challenge'?: string
  'MS-CHAP-Response'?: string
  'MS-CHAP2-Response'?: string
  'MS-CHAP2-Success'?: string
}

const hex = (text: string) => Buffer.from(text, 'hex')

export function checkChap(vector: ChapVector): string[] {
  const response = hex(vector.CHAP_Password)
  const challenge = hex(vector.CHAP_Challenge)
  const complaints: string[] = []
  if (!chapProves(response, challenge, vector.password)) complaints.push('not proved')
  if (chapProves(response, challenge, `${vector.password}?`)) complaints.push('proves anything')
  return complaints
}

export function checkMsChap(vector: MsChapVector): string[] {
  return [
    ...checkHashes(vector),
    ...checkAnswers(vector),
    ...checkAttributes(vector),
    ...checkKeys(vector),
  ]
}

function checkHashes(vector: MsChapVector): string[] {
  if (vector.password === undefined) return []
  const hash = ntHash(vector.password)
  return [
    ...differs('NT hash', hash, vector.ntPasswordHash ?? vector.passwordHash),
    ...differs('hash of the NT hash', md4(hash), vector.passwordHashHash),
    ...differs('LM hash', lmHash(vector.password), vector.lmHash),
  ]
}

function checkAnswers(vector: MsChapVector): string[] {
  const { password, peerChallenge, authenticatorChallenge, userName } = vector
  if (password === undefined) return []
  const hash = ntHash(password)
  const { challenge, ntChallengeResponse } = vector
  const first = challenge && answerChallenge(hex(challenge), hash)
  if (!peerChallenge || !authenticatorChallenge || userName === undefined) {
    return first ? differs('response', first, ntChallengeResponse) : []
  }

  const both = hashChallenges(
    hex(peerChallenge),
    hex(authenticatorChallenge),
    Buffer.from(userName),
  )
  // One vector says of itself that its response was made with another password.
  const response = vector.note?.includes('does not belong') ? undefined : vector.ntResponse
  return [
    ...differs('challenge hash', both, vector.challengeHash8),
    ...differs('response', answerChallenge(both, hash), response),
    ...same('proof', signAnswer(hex(vector.ntResponse!), both, hash), vector.authenticatorResponse),
  ]
}

function checkAttributes(vector: MsChapVector): string[] {
  const challenge = vector['MS-CHAP-Challenge']
  if (!challenge || vector.password === undefined) return []
  const hash = ntHash(vector.password)
  const response = vector['MS-CHAP-Response']
  if (response) return same('proved', msChapProves(hex(response), hex(challenge), hash), true)

  const response2 = hex(vector['MS-CHAP2-Response']!)
  const userName = Buffer.from(vector.userNameAttribute!)
  const { value } = msChap2Success(response2, hex(challenge), userName, hash)
  return [
    ...same('proved', msChap2Proves(response2, hex(challenge), userName, hash), true),
    ...differs('MS-CHAP2-Success', value, vector['MS-CHAP2-Success']),
  ]
}

/** The keys of RFC 3079 3.5 belong to the login of RFC 2759 9.2, and are checked hidden too. */
function checkKeys(vector: MsChapVector): string[] {
  if (!vector.masterKey) return []
  const ntResponse = hex('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df')
  const { master, send, receive } = startKeys(ntHash('clientPass'), ntResponse)
  const authenticator = hex('000102030405060708090a0b0c0d0e0f')
  const hidden = hideKey(send, 1, authenticator, 'testing123')
  return [
    ...differs('master key', master, vector.masterKey),
    ...differs('send key', send, vector.sendStartKey128),
    ...differs('receive key', receive, vector.recvStartKey128),
    ...differs(
      'revealed key',
      revealKey(hidden, authenticator, 'testing123'),
      vector.sendStartKey128,
    ),
  ]
}

function differs(what: string, ours: Buffer | undefined, theirs: string | undefined): string[] {
  return same(what, ours?.toString('hex'), theirs)
}

function same<Value>(what: string, ours: Value, theirs: Value | undefined): string[] {
  return theirs === undefined || ours === theirs ? [] : [`${what}: ours ${ours}, theirs ${theirs}`]
}
