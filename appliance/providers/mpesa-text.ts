// M-Pesa's own SMS to a business, as the old service passes it on: "… Confirmed. on 11/11/14 at 4:54 PM Ksh4,516.00 received
// from …". Blanks come and go, the text may be cut anywhere. What it says is compared with, never believed over, the rest.

import type { Cents } from '../money.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import { nairobi, type Instant } from '../time.ts'
import { plain, readAmountOrNull } from './fields.ts'

export interface MpesaText {
  receipt_code: string
  amount_cents: Cents | null
  paid_at: Instant | null
  msisdn: Msisdn | null
  payer_name: string | null
  /** In capitals, one blank between; null where none is said, as of a till. */
  account: string | null
  /** The payment that was taken back, where the text tells of that. */
  reverses: string | null
}

const opening = /^\s*([a-z0-9]{8,12})\s+confirmed\b\.?\s*/i
const reversal = /transaction\s+([a-z0-9]{8,12})\s+has been reversed/i
// To a business "Ksh5.00 received from"; to a person's own number "You have received Ksh5.00 from".
const money =
  /(?:ksh|kes)\s*([\d,]+(?:\.\d{1,2})?)\s+received\s+from\s+|received\s+(?:ksh|kes)\s*([\d,]+(?:\.\d{1,2})?)\s+from\s+/i
const moment = /on\s+(\d{1,2}\/\d{1,2}\/\d{2,4})\s+at\s+(\d{1,2}:\d{2}\s*[ap]m)/i
const account = /account\s+number\s+(.*?)\s*new\s+(?:utility|account|business|m-pesa)\s+balance/is
const number = /(?<!\d)\+?(254\d{9}|0\d{9})(?!\d)/

/** Null where the text is none of these. Never throws. */
export function readMpesaText(words: string): MpesaText | null {
  const text = words.slice(0, 1000)
  const head = opening.exec(text)
  if (!head) return null
  const rest = text.slice(head[0].length)
  const taken = reversal.exec(rest)
  const paid = money.exec(rest)
  if (!taken && !paid) return null
  const when = moment.exec(rest)
  const typed = account.exec(rest)
  const payer = paid ? payerOf(rest.slice(paid.index + paid[0].length)) : null
  return {
    receipt_code: head[1]!.toUpperCase(),
    amount_cents: paid ? readAmountOrNull((paid[1] ?? paid[2]!).replaceAll(',', '')) : null,
    paid_at: when ? readMpesaMoment(when[1]!, when[2]!) : null,
    msisdn: payer?.msisdn ?? null,
    payer_name: payer?.name ?? null,
    account: typed ? plain(typed[1]!).toUpperCase() : null,
    reverses: taken ? taken[1]!.toUpperCase() : null,
  }
}

function payerOf(rest: string): { msisdn: Msisdn | null; name: string | null } {
  // Up to the sentence's end; a till's has the number before the name.
  const [sentence] = rest.split(/\.\s*(?:account number|new\s)|\s+on\s+\d{1,2}\//i)
  const phone = number.exec(sentence!)
  const name = plain(sentence!.replace(phone?.[0] ?? '', ' ')).replace(/[\s.]+$/, '')
  return { msisdn: (phone && readMsisdn(phone[0])) ?? null, name: name || null }
}

/** Day first, the year in two digits or four, a clock of twelve hours: Nairobi's. Null for what is no time. */
export function readMpesaMoment(day: string, clock: string): Instant | null {
  const date = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})\s*$/.exec(day)
  const time = /^\s*(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap])m\s*$/i.exec(clock)
  if (!date || !time) return null
  const year = Number(date[3]) < 100 ? 2000 + Number(date[3]) : Number(date[3])
  const twelve = Number(time[1])
  if (twelve < 1 || twelve > 12 || year < 2007) return null
  const hour = (twelve % 12) + (time[3]!.toLowerCase() === 'p' ? 12 : 0)
  try {
    return Temporal.PlainDateTime.from(
      { year, month: Number(date[2]), day: Number(date[1]), hour, minute: Number(time[2]) },
      { overflow: 'reject' },
    )
      .toZonedDateTime(nairobi)
      .toInstant()
  } catch {
    return null
  }
}
