// Safaricom asks before the money moves, where it was told to. Answered from what is written, in time, and with
// yes when in doubt: money can be given back, a payer who was refused is gone. The code says nothing of whether
// a known account is suspended or closed (T12).

import type { Db } from '../database.ts'
import { readValidation, type ValidationDecision } from '../providers/daraja-c2b.ts'
import { isSomebodys, readReference } from './matching.ts'

/** Reads, never writes. A message we can't read is accepted: it is no reason to refuse money. */
export async function decideValidation(db: Db, body: Uint8Array): Promise<ValidationDecision> {
  const asked = readValidation(body)
  if ('unreadable' in asked) return 'accept'
  if (readReference(asked.account_typed).kind === 'empty') return 'accept' // Tills send none.
  if (await isSomebodys(db, asked.account_typed)) return 'accept'
  // Only watched: whom we do not know, the other system may.
  const place = await db('shortcodes').where({ shortcode: asked.shortcode }).first('shadow')
  return place?.shadow ? 'accept' : 'unknown_account'
}
