// The Class attribute: what we hand out with every Access-Accept and get back with all accounting of that session
// (RFC 2865 5.25), so that a session has a name of ours. It says whose session it is and since when, and proves that we
// said so, to this router: one that was broken into can't speak with it of a subscriber it has not asked for (T49).

import { randomFillSync, timingSafeEqual } from 'node:crypto'
import type { Safe } from '../appliance/secrets.ts'
import type { Instant } from '../appliance/time.ts'
import { hmacKey, writeHmac } from './wire/digests.ts'

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
  // HMAC-MD5, half of it, with a key drawn from the box key once. Where MD5 is broken, in collisions, HMAC is not (RFC 6151
  // 2.3); and a proof can be tried out only on us, packet by packet, one of 2^64. HMAC-SHA-256 costs four times as much.
  const key = hmacKey(sign(Buffer.from('proof'), 'radius.class'))
  const about = Buffer.alloc(proofAt + 8)
  const proof = Buffer.alloc(16)

  /** To be used at once: the next one takes its place. */
  function prove(token: Buffer, router_id: number): Buffer {
    for (let at = 0; at < proofAt; at++) about[at] = token[at]!
    writeNumber(about, router_id, proofAt)
    writeHmac(key, about, proof, 0)
    return proof
  }

  let latest: Instant | undefined // Many of one breath share it.
  let seconds = 0

  return {
    draw(service_id, router_id, now) {
      const token = Buffer.allocUnsafe(tokenBytes)
      for (let at = 0; at < numberAt; at++) token[at] = mark.charCodeAt(at)
      writeNumber(token, service_id, numberAt)
      if (now !== latest) {
        latest = now
        seconds = Math.min(Math.max(Math.floor(now.epochMilliseconds / 1000), 0), secondsMax)
      }
      token.writeUInt32BE(seconds, loginAt)
      token.writeUInt32BE(drawRandom(), loginAt + 4)
      const octets = prove(token, router_id)
      for (let at = proofAt; at < tokenBytes; at++) token[at] = octets[at - proofAt]!
      return token
    },
    read(token, router_id) {
      if (token.length !== tokenBytes || token.toString('latin1', 0, numberAt) !== mark)
        return undefined
      const number = token.readBigUInt64BE(numberAt)
      if (number < 1n || number > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
      if (!timingSafeEqual(token.subarray(proofAt), prove(token, router_id).subarray(0, 8)))
        return 'foreign'
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

const pool = new Uint32Array(2048)
let drawn = pool.length

/** A word nobody can guess, drawn in bulk: one by one they cost as much as the rest of an answer's digests. */
function drawRandom(): number {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  return pool[drawn++]!
}
