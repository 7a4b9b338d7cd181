// A link into one's own pages, as an SMS carries it: signed by the box for one account and its phone, with an end. Nothing of it
// is kept: it opens while the number is still the account's, and until its owner signs out everywhere.
//
//   8 octets the subscriber · 4 made, 4 ends (seconds) · 16 of the box's signature over them and the phone

import { timingSafeEqual } from 'node:crypto'
import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Safe } from '../secrets.ts'
import type { Subscriber } from '../tables.ts'
import type { Instant } from '../time.ts'

type Owner = Pick<Subscriber, 'id'> & { msisdn: Msisdn }

/** 43 signs that need no escape in an address. */
export function makeOwnLink(
  safe: Safe,
  { id, msisdn }: Owner,
  { now, ends_at }: { now: Instant; ends_at: Instant },
): string {
  const facts = Buffer.alloc(16)
  facts.writeBigUInt64BE(BigInt(id), 0)
  facts.writeUInt32BE(secondsOf(now), 8)
  facts.writeUInt32BE(secondsOf(ends_at), 12)
  return Buffer.concat([facts, signatureOf(safe, facts, msisdn)]).toString('base64url')
}

/** Whose it is. Throws NotFound `own_link_unknown` for one that was forged, has ended, or is another phone's by now. */
export async function readOwnLink(
  db: Db,
  safe: Safe,
  link: string,
  now: Instant,
): Promise<Subscriber & Owner> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(link)) throw unknownLink()
  const octets = Buffer.from(link, 'base64url')
  if (octets.length !== 32 || octets.toString('base64url') !== link) throw unknownLink()
  const [facts, signature] = [octets.subarray(0, 16), octets.subarray(16)]
  const id = facts.readBigUInt64BE(0)
  const [made, ends] = [facts.readUInt32BE(8), facts.readUInt32BE(12)]
  if (id > BigInt(Number.MAX_SAFE_INTEGER) || ends <= secondsOf(now)) throw unknownLink()

  const owner = await db('subscribers')
    .where({ id: Number(id), closed_at: null })
    .first()
  if (!owner?.msisdn) throw unknownLink()
  const { msisdn } = owner
  if (!timingSafeEqual(signature, signatureOf(safe, facts, msisdn))) throw unknownLink()
  const ended = await db('own_links_ended').where({ msisdn }).first('ended_at')
  if (ended && made <= secondsOf(ended.ended_at)) throw unknownLink()
  return { ...owner, msisdn }
}

function signatureOf(safe: Safe, facts: Buffer, msisdn: Msisdn): Buffer {
  return safe.sign(Buffer.concat([facts, Buffer.from(msisdn)]), 'own_links').subarray(0, 16)
}

function secondsOf(at: Instant): number {
  return Math.floor(at.epochMilliseconds / 1000)
}

function unknownLink(): NotFound {
  return new NotFound('own_link_unknown', 'This link opens nothing any more.')
}
