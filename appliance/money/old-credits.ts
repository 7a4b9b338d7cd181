// What the other system credited, as its own list says, while we only watch: a line a payment, pasted. It moves nothing; it stands
// beside what we would have done.

import type { Work } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { parseShillings, type Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { findOwner } from './matching.ts'

export interface OldLine {
  receipt_code: string
  account_typed: string
  amount_cents: Cents
}

export const oldLinesMax = 1500

/**
 * "UKL4T8M2QX, KN-0012, 1500.00" a line; commas, semicolons or tabs between; a line that begins with no code of M-Pesa's (a
 * heading) is left out. Throws Invalid `lines_unreadable`, naming the first line that can't be read.
 */
export function readOldLines(pasted: string): OldLine[] {
  const lines = pasted.split(/\r?\n/).map((line) => line.trim())
  const found = new Map<string, OldLine>()
  for (const [at, line] of lines.entries()) {
    const [code = '', account = '', ...amount] = line.split(/\s*[\t;,]\s*/).map(unquote)
    const receipt_code = code.toUpperCase()
    if (line === '' || (at === 0 && !isCode(receipt_code))) continue
    const amount_cents = readAmount(amount.join(''))
    if (!isCode(receipt_code) || amount_cents === undefined)
      throw new Invalid('lines_unreadable', `Line ${at + 1} is not “code, account, amount”: ${line.slice(0, 60)}`) // prettier-ignore
    found.set(receipt_code, { receipt_code, account_typed: account.slice(0, 40), amount_cents })
  }
  if (found.size === 0 || found.size > oldLinesMax)
    throw new Invalid('lines_unreadable', `From one line to ${oldLinesMax}, please.`)
  return [...found.values()]
}

const unquote = (words: string) => words.replace(/^["']+|["']+$/g, '')
const isCode = (words: string) => /^[A-Z][A-Z0-9]{7,11}$/.test(words) && /\d/.test(words)

function readAmount(words: string): Cents | undefined {
  try {
    const amount = parseShillings(words.replace(/^(kes|ksh)\.?\s*/i, ''))
    return amount > 0 ? amount : undefined
  } catch {
    return undefined
  }
}

/** Noted anew where they were noted before. Returns how many. */
export async function noteOldCredits(
  work: Work,
  shortcode: string,
  lines: readonly OldLine[],
  by: Actor,
): Promise<number> {
  const rows = []
  for (const line of lines) {
    const owner = await findOwner(work.db, line.account_typed)
    rows.push({
      shortcode,
      ...line,
      subscriber_id: owner?.subscriber.id ?? null,
      noted_at: work.now,
      noted_by: by.staff?.id ?? null,
    })
  }
  await work.db('old_credits').insert(rows).onConflict(['shortcode', 'receipt_code']).merge()
  await recordAct(work, {
    ...by,
    action: 'shadow.credits_noted',
    subject: `shortcode:${shortcode}`,
    after: { count: rows.length },
  })
  return rows.length
}
