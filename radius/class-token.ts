// The Class attribute: what we hand out with every Access-Accept and get back with all accounting of that session
// (RFC 2865 5.25), so that a session has a name of ours. It says whose session it is and since when, and proves that we
// said so, to this router: one that was broken into can't speak with it of a subscriber it has not asked for (T49).

import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Safe } from '../appliance/secrets.ts'
import type { Instant } from '../appliance/time.ts'

export interface SessionToken {
  service_id: number
  /** 32 hex digits, for one login only. */
  login: string
  /** To the second below. */
  accepted_at: Instant
}

export interface ClassTokens {
  /** 26 octets: "L1", the service's id in eight, the second in four, four at random, eight that prove the rest. */
  draw(service_id: number, router_id: number, now: Instant): Buffer
  /** What a Class says that we gave to this router; 'foreign' where it looks like ours and is not this router's. */
  read(token: Buffer, router_id: number): SessionToken | 'foreign' | undefined
}

const mark = 'L1'
const numberAt = mark.length
const loginAt = numberAt + 8
const proofAt = loginAt + 8
const tokenBytes = proofAt + 8
const secondsMax = 2 ** 32 - 1 // Until the year 2106.

export function openClassTokens({ sign }: Pick<Safe, 'sign'>): ClassTokens {
  function prove(token: Buffer, router_id: number): Buffer {
    const about = Buffer.allocUnsafe(proofAt + 8)
    about.set(token.subarray(0, proofAt))
    writeNumber(about, router_id, proofAt)
    return sign(about, 'radius.class').subarray(0, tokenBytes - proofAt)
  }

  return {
    draw(service_id, router_id, now) {
      const token = Buffer.allocUnsafe(tokenBytes)
      token.write(mark)
      writeNumber(token, service_id, numberAt)
      const seconds = Math.floor(now.epochMilliseconds / 1000)
      token.writeUInt32BE(Math.min(Math.max(seconds, 0), secondsMax), loginAt)
      token.set(drawRandom(4), loginAt + 4)
      token.set(prove(token, router_id), proofAt)
      return token
    },
    read(token, router_id) {
      if (token.length !== tokenBytes || token.toString('latin1', 0, numberAt) !== mark)
        return undefined
      const number = token.readBigUInt64BE(numberAt)
      if (number < 1n || number > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
      if (!timingSafeEqual(token.subarray(proofAt), prove(token, router_id))) return 'foreign'
      return {
        service_id: Number(number),
        login: loginOf(token),
        accepted_at: Temporal.Instant.fromEpochMilliseconds(token.readUInt32BE(loginAt) * 1000),
      }
    },
  }
}

export function loginOf(token: Buffer): string {
  return token.toString('hex', loginAt)
}

/** In eight octets. */
function writeNumber(bytes: Buffer, number: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(number / 2 ** 32), at)
  bytes.writeUInt32BE(number >>> 0, at + 4)
}

const poolBytes = 8192
let pool = Buffer.alloc(0)
let drawn = 0

/** Octets nobody can guess, drawn in bulk: one by one they cost as much as the rest of an answer's digests. */
function drawRandom(count: number): Buffer {
  if (drawn + count > pool.length) {
    pool = randomBytes(poolBytes)
    drawn = 0
  }
  return pool.subarray(drawn, (drawn += count))
}
