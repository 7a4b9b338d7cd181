// Six digits sent by SMS prove that whoever types them holds the phone. Asking writes the same rows for every number, known here
// or not, and looks at nobody: that a number is a subscriber's is found out when the SMS leaves, where no browser waits. So the
// answer and its time say nothing of who is one (T14), and only phones of subscribers cost an SMS.

import { randomInt } from 'node:crypto'
import type { Work } from '../appliance.ts'
import { TooMany } from '../errors.ts'
import type { Msisdn } from '../msisdn.ts'
import { drawToken, hashToken, sameSecret, type Safe } from '../secrets.ts'
import type { Language, SmsCode } from '../tables.ts'
import type { Instant } from '../time.ts'
import { holdGuest } from './guests.ts'

const lasts = { minutes: 10 }
const triesMax = 5
const sweepAfter = { seconds: 30 }

interface Limit {
  codes: number
  minutes: number
}

const perPhone: Limit[] = [
  { codes: 1, minutes: 1 },
  { codes: 3, minutes: 15 },
  { codes: 6, minutes: 24 * 60 },
]
// Everybody at a hotspot may come from one address.
const perAddress: Limit[] = [{ codes: 30, minutes: 15 }]

export interface AskedCode {
  purpose: SmsCode['purpose']
  msisdn: Msisdn
  language: Language
  source_address: string | null
}

/**
 * Sends a code, and returns what only this browser has: a code is good together with it, and with nothing else. Throws TooMany
 * `too_many_codes`, `too_many_codes_here`: for numbers that are nobody's just the same.
 */
export async function askCode(work: Work, safe: Safe, asked: AskedCode): Promise<string> {
  const { purpose, msisdn, language, source_address } = asked
  await holdGuest(work, msisdn, source_address)
  await refuseOver(work, perPhone, { msisdn }, 'too_many_codes')
  if (source_address !== null)
    await refuseOver(work, perAddress, { source_address }, 'too_many_codes_here')

  const ask = drawToken(16)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const [row] = await work
    .db('sms_codes')
    .insert({
      purpose,
      msisdn,
      ask_hash: hashToken(ask),
      code_sealed: safe.seal(code, 'sms_codes.code'),
      source_address,
      made_at: work.now,
      ends_at: work.now.add(lasts),
    })
    .returning('id')
  const [message] = await work
    .db('messages')
    .insert({
      kind: 'sign_in_code',
      sms_code_id: row!.id,
      msisdn,
      language,
      state: 'queued',
      made_at: work.now,
      tries: 0,
      due_at: work.now.add(sweepAfter),
    })
    .returning('id')
  await work.enqueue('send-message', { message_id: message!.id })
  return ask
}

async function refuseOver(
  work: Work,
  limits: readonly Limit[],
  whose: Partial<Pick<SmsCode, 'msisdn' | 'source_address'>>,
  code: string,
): Promise<void> {
  for (const { codes, minutes } of limits) {
    const oldest = await work
      .db('sms_codes')
      .where(whose)
      .where('made_at', '>', work.now.subtract({ minutes }) as never)
      .orderBy('made_at', 'desc')
      .offset(codes - 1)
      .first('made_at')
    if (!oldest) continue
    const again_at: Instant = oldest.made_at.add({ minutes })
    throw new TooMany(code, 'Too many codes in a short time.', again_at)
  }
}

export type Checked =
  | { outcome: 'right'; msisdn: Msisdn }
  | { outcome: 'wrong' }
  | { outcome: 'over' } // Too late, used, or typed wrong too often: a new code is wanted.

/**
 * Looks at what was typed. The caller keeps the transaction whatever comes of it: a wrong try must count. What it returns as
 * right is so once.
 */
export async function checkCode(
  work: Work,
  safe: Safe,
  { purpose, ask, typed }: { purpose: SmsCode['purpose']; ask: string; typed: string },
): Promise<Checked> {
  const row = await work
    .db('sms_codes')
    .where({ purpose, ask_hash: hashToken(ask) })
    .forUpdate()
    .first()
  const late = row && Temporal.Instant.compare(row.ends_at, work.now) <= 0
  if (!row || late || row.used_at || row.tries >= triesMax) return { outcome: 'over' }
  const change = work.db('sms_codes').where({ id: row.id })
  if (sameSecret(typed, safe.open(row.code_sealed, 'sms_codes.code'))) {
    await change.update({ tries: row.tries + 1, used_at: work.now })
    return { outcome: 'right', msisdn: row.msisdn }
  }
  await change.update({ tries: row.tries + 1 })
  return { outcome: row.tries + 1 >= triesMax ? 'over' : 'wrong' }
}

/** The code to send; undefined where the phone is nobody's here, or the code was used or has ended: then nothing is sent. */
export async function findCodeToSend(
  work: Work,
  safe: Safe,
  sms_code_id: number,
): Promise<string | undefined> {
  const row = (await work.db('sms_codes').where({ id: sms_code_id }).first())!
  const late = Temporal.Instant.compare(row.ends_at, work.now) <= 0
  const known = await work
    .db('subscribers')
    .where({ msisdn: row.msisdn, closed_at: null })
    .first('id')
  return known && !late && !row.used_at ? safe.open(row.code_sealed, 'sms_codes.code') : undefined
}
