// What old systems wrote, read as ours: amounts, times without a zone, terms, speeds, devices, receipts. Pure; undefined for what
// cannot be read, and nothing is guessed.

import { cents, parseShillings, type Cents } from '../money.ts'
import { nairobi, type Instant } from '../time.ts'

/** "1,500", "50.00", "1500": undefined for "", "free", a minus, three decimals. */
export function readPrice(words: string | null): Cents | undefined {
  try {
    const amount = parseShillings((words ?? '').trim())
    return amount > 0 ? amount : undefined
  } catch {
    return undefined
  }
}

/** decimal(15,2) with a sign: "-20.00" is minus 2000. */
export function readBalance(words: string | null): Cents | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2})0*)?$/.exec((words ?? '0').trim())
  if (!match) return undefined
  const amount = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return cents(match[1] === '-' && amount > 0 ? -amount : amount)
}

/** "2026-09-02", "19:22:41" in a zone. Undefined for zero dates, for none, and for what is no time. */
export function readLocal(
  day: string | null,
  clock: string | null,
  zone: string,
): Instant | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d))?/.exec((day ?? '').trim())
  if (!match || match[1]!.startsWith('0000')) return undefined
  const time = /^\d\d:\d\d(:\d\d)?/.exec((clock ?? match[2] ?? '').trim())?.[0] ?? '00:00:00'
  try {
    const text = `${match[1]}T${time}`
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' })
      .toZonedDateTime(zone)
      .toInstant()
  } catch {
    return undefined
  }
}

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** FreeRADIUS's "02 Sep 2026 19:22:41", "02 Sep 2026" (the day begins), "September 2 2026", RouterOS 6's "sep/02/2026 19:22:41". */
export function readNamedDay(words: string | null, zone: string): Instant | undefined {
  const text = (words ?? '').trim()
  const clock = /(\d\d:\d\d(?::\d\d)?)/.exec(text)?.[1] ?? null
  const european = /^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -,]+(\d{4})/.exec(text)
  const american = /^([A-Za-z]{3})[a-z]*[ /]+(\d{1,2})[ ,/]+(\d{4})/.exec(text)
  const [day, name, year] = european
    ? [european[1]!, european[2]!, european[3]!]
    : american
      ? [american[2]!, american[1]!, american[3]!]
      : ['', '', '']
  const month = monthNames.indexOf(name.toLowerCase()) + 1
  if (month === 0) return readLocal(text, null, zone)
  return readLocal(`${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`, clock, zone)
}

/** Whether a zone's name is one: "Africa/Nairobi". */
export function isZone(words: string): boolean {
  try {
    return /^[A-Z][A-Za-z_]+\/[A-Za-z_/]+$|^UTC$/.test(words) && Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(words) !== undefined
  } catch {
    return false
  }
} // prettier-ignore

/** How a moment is told beside the zone it was read in: "2 September 2026 19:22". */
export function tellMoment(at: Instant): string {
  const local = at.toZonedDateTimeISO(nairobi).toPlainDateTime()
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ')
}

export interface Rate {
  up_kbps: number
  down_kbps: number
  burst: {
    burst_up_kbps: number
    burst_down_kbps: number
    threshold_up_kbps: number
    threshold_down_kbps: number
    burst_seconds: number
    priority: number | null
  } | null
}

function kbps(words: string): number | undefined {
  const match = /^(\d{1,8})(?:\.(\d))?([kKmMgG]?)$/.exec(words)
  if (!match) return undefined
  const unit = { '': 0.001, k: 1, m: 1000, g: 1_000_000 }[match[3]!.toLowerCase()]!
  const whole = Math.round((Number(match[1]) + Number(match[2] ?? 0) / 10) * unit)
  return whole >= 64 && whole <= 10_000_000 ? whole : undefined
}

function pair(words: string | undefined): [number, number] | undefined {
  const [up = '', down = up] = (words ?? '').split('/')
  const both = [kbps(up), kbps(down)]
  return both[0] !== undefined && both[1] !== undefined ? [both[0], both[1]] : undefined
}

/**
 * MikroTik's "up/down burst-up/burst-down threshold-up/threshold-down seconds/seconds priority" (RouterOS, Rate Limit). `burst` is
 * null where there is none; `unread` says that there was one.
 */
export function readRate(words: string | null): (Rate & { unread: boolean }) | undefined {
  const parts = (words ?? '').trim().split(/\s+/)
  const plain = pair(parts[0])
  if (!plain) return undefined
  const rate = { up_kbps: plain[0], down_kbps: plain[1] }
  if (parts.length === 1) return { ...rate, burst: null, unread: false }
  const [burst, threshold] = [pair(parts[1]), pair(parts[2])]
  const seconds = /^(\d{1,4})(?:\/\d{1,4})?$/.exec(parts[3] ?? '')
  const priority = /^[1-8]$/.exec(parts[4] ?? '')
  const isNone = /^0(\/0)?$/.test(parts[1]!)
  if (isNone || !burst || !threshold || !seconds || Number(seconds[1]) < 1)
    return { ...rate, burst: null, unread: !isNone }
  return {
    ...rate,
    burst: {
      burst_up_kbps: burst[0],
      burst_down_kbps: burst[1],
      threshold_up_kbps: threshold[0],
      threshold_down_kbps: threshold[1],
      burst_seconds: Number(seconds[1]),
      priority: priority ? Number(priority[0]) : null,
    },
    unread: false,
  }
}

export const noBurst = {
  burst_up_kbps: null,
  burst_down_kbps: null,
  threshold_up_kbps: null,
  threshold_down_kbps: null,
  burst_seconds: null,
  priority: null,
} as const

/** "4C:5E:0C:AA:BB:01" of any spelling; undefined for what is none. */
export function readMac(words: string | null): string | undefined {
  const digits = (words ?? '').replace(/[\s:.-]/g, '').toUpperCase()
  return /^[0-9A-F]{12}$/.test(digits) ? digits.match(/../g)!.join(':') : undefined
}

/** An IPv4 address that a line or a router may have. */
export function readHost(words: string | null): string | undefined {
  const octets = (words ?? '').trim().split('.').map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256)) // prettier-ignore
  const [first = 0] = octets
  const isHost = octets.length === 4 && octets.every((one) => one <= 255) && first > 0 && first < 224 && first !== 127 // prettier-ignore
  return isHost ? octets.join('.') : undefined
}

/** What a router would send: in small letters, no blanks around it, nothing that is no sign. Undefined for what is none. */
export function readUserName(words: string | null): string | undefined {
  const name = (words ?? '').normalize('NFC').trim().toLowerCase()
  return name !== '' && name.length <= 64 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name) ? name : undefined
}

/** The name of a person or a thing, made fit to be shown. */
export function readName(words: string | null): string {
  return (words ?? '').normalize('NFC').replace(/[\p{C}\s]+/gu, ' ').trim().slice(0, 120) // prettier-ignore
}

/** M-Pesa's code: ten capitals and digits, at least one of each (payments.md A.5). */
export function readReceipt(words: unknown): string | undefined {
  const code = typeof words === 'string' ? words.trim().toUpperCase() : ''
  return /^(?=.*\d)[A-Z][A-Z0-9]{9}$/.test(code) ? code : undefined
}

/** Every code in a text that people typed: "UH2AB34CD5 from 0712…". */
export function findReceipts(words: string | null): string[] {
  const found = (words ?? '').match(/\b[A-Z][A-Z0-9]{9}\b/gi) ?? []
  return [...new Set(found.flatMap((code) => readReceipt(code) ?? []))]
}
