// What somebody typed into the one box, read as all that it could be: a code, a phone, an address, an amount and a time.

import { isAccountNo } from '../account-no.ts'
import { readMac } from '../access/devices.ts'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import { dayBegins, nairobi, type Instant } from '../time.ts'

export interface Sought {
  /** As typed, tidied. */
  words: string
  /** Upper case, without blanks: a receipt, a voucher, a reference. */
  code: string
  account_no: string | null
  msisdn: Msisdn | null
  /** "AA:BB:CC:00:11:22". */
  mac: string | null
  /** IPv4 or IPv6. */
  address: string | null
  /** Three digits or more: the beginning of an account number or the end of a phone. */
  digits: string
  /** Three letters or more each; all of them stand somewhere in a name. */
  parts: string[]
  /** Money, a moment, or both: what a caller remembers of a payment that has no other name. */
  amount_cents: number | null
  from: Instant | null
  until: Instant | null
}

const partsMax = 4

export function readSought(typed: string, now: Instant): Sought {
  const words = typed.normalize('NFC').trim().replace(/\s+/g, ' ').slice(0, 80)
  const joined = words.replaceAll(' ', '')
  const digits = /^\d{3,12}$/.test(joined) ? joined : ''
  const long = words.split(' ').filter((part) => part.length >= 3)
  const parts = long.length === 0 && words.length >= 3 ? [words] : long
  return {
    words,
    code: joined.toUpperCase(),
    account_no: isAccountNo(joined) ? joined : null,
    msisdn: readMsisdn(words) ?? null,
    mac: readMac(words) ?? null,
    address: isAddress(joined) ? joined : null,
    digits,
    parts: parts.slice(0, partsMax),
    ...(readMoment(words, now) ?? { amount_cents: null, from: null, until: null }),
  }
}

function isAddress(words: string): boolean {
  const bytes = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(words)?.slice(1)
  if (bytes) return bytes.every((byte) => Number(byte) < 256)
  return /^[0-9a-f:]*:[0-9a-f:]*$/i.test(words) && URL.canParse(`http://[${words}]/`)
}

type Moment = Pick<Sought, 'amount_cents' | 'from' | 'until'>

/** "1500", "KES 1,500 14:18", "yesterday 1500", "2026-11-20": nothing else may stand beside them. */
function readMoment(words: string, now: Instant): Moment | undefined {
  let amount: number | null = null
  let time: Temporal.PlainTime | null = null
  let day: Temporal.PlainDate | null = null
  const today = now.toZonedDateTimeISO(nairobi).toPlainDate()
  const tokens = words
    .toLowerCase()
    .replace(/\b(kes|ksh|sh)s?\.? ?(?=\d)/g, '')
    .replace(/(\d)\/[-=]/g, '$1')
    .split(' ')
  for (const token of tokens) {
    const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(token)
    const money = /^(\d{1,7}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d\d))?$/.exec(token)
    const named = readDay(token, today)
    if (clock && !time) time = new Temporal.PlainTime(Number(clock[1]), Number(clock[2]))
    else if (named && !day) day = named
    else if (money && amount === null)
      amount = Number(money[1]!.replaceAll(',', '')) * 100 + Number(money[2] ?? 0)
    else return undefined
  }
  return { amount_cents: amount, ...spanOf(day, time, now) }
}

function readDay(token: string, today: Temporal.PlainDate): Temporal.PlainDate | null {
  if (token === 'today') return today
  if (token === 'yesterday') return today.subtract({ days: 1 })
  try {
    return /^\d{4}-\d\d-\d\d$/.test(token) ? Temporal.PlainDate.from(token) : null
  } catch {
    return null // The 31st of a month that has none.
  }
}

// A clock on the wall and a phone's differ, and people round.
const about = { minutes: 3 }

function spanOf(
  day: Temporal.PlainDate | null,
  time: Temporal.PlainTime | null,
  now: Instant,
): Pick<Moment, 'from' | 'until'> {
  if (!day && !time) return { from: null, until: null }
  const date = day ?? dayBegins(now).toZonedDateTimeISO(nairobi).toPlainDate()
  if (!time) {
    const midnight = date.toZonedDateTime(nairobi)
    return { from: midnight.toInstant(), until: midnight.add({ days: 1 }).toInstant() }
  }
  const at = date.toZonedDateTime({ timeZone: nairobi, plainTime: time })
  // "22:40", asked in the morning, was last night.
  const meant = !day && Temporal.Instant.compare(at.toInstant(), now) > 0 ? at.subtract({ days: 1 }) : at // prettier-ignore
  return {
    from: meant.subtract(about).toInstant(),
    until: meant.add({ minutes: 1 }).add(about).toInstant(),
  }
}
