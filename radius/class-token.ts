// The Class attribute: what we hand out with every Access-Accept and get back with all accounting of that session
// (RFC 2865 5.25), so that a session has a name of ours. Its number is the service; its rest nobody can guess.

import { randomBytes } from 'node:crypto'

export interface SessionToken {
  service_id: number
  /** 32 hex digits, for one login only. */
  login: string
}

const mark = 'L1'
const numberAt = mark.length
const loginAt = numberAt + 8
const tokenBytes = loginAt + 16

/** 26 octets: "L1", the service's id in eight, sixteen at random. */
export function drawClass(service_id: number): Buffer {
  const token = Buffer.alloc(tokenBytes)
  token.write(mark)
  token.writeBigUInt64BE(BigInt(service_id), numberAt)
  drawRandom(tokenBytes - loginAt).copy(token, loginAt)
  return token
}

const poolBytes = 8192
let pool = Buffer.alloc(0)

/** Octets nobody can guess, drawn in bulk: one by one they cost as much as the rest of an answer's digests. */
function drawRandom(count: number): Buffer {
  if (pool.length < count) pool = randomBytes(poolBytes)
  const drawn = pool.subarray(0, count)
  pool = pool.subarray(count)
  return drawn
}

/** What a Class of ours says; undefined for another's, or for one that can't be ours. */
export function readClass(token: Buffer): SessionToken | undefined {
  if (token.length !== tokenBytes || token.toString('latin1', 0, numberAt) !== mark)
    return undefined
  const number = token.readBigUInt64BE(numberAt)
  if (number < 1n || number > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  return { service_id: Number(number), login: token.toString('hex', loginAt) }
}
