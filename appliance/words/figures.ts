// Figures as people read them: money, data, speeds, and how long something took.

import { formatShillings } from '../money.ts'
import { maskMsisdn, readMsisdn } from '../msisdn.ts'
import { formatLength, nairobi, type Instant } from '../time.ts'

/** "KES 1,500", "KES 43.10", "−KES 50". */
export function kes(amount_cents: number): string {
  const sign = amount_cents < 0 ? '−' : ''
  return `${sign}KES ${formatShillings(Math.abs(amount_cents))}`
}

/** "2026-11-21 14:18:02" in Nairobi. */
export function inNairobi(at: Instant): string {
  const then = at.toZonedDateTimeISO(nairobi).toPlainDateTime()
  return then.toString({ smallestUnit: 'second' }).replace('T', ' ')
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** "0 B", "812 MB", "41.8 GB": thousands, as data is sold. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), sizes.length - 1)
  const size = bytes / 1000 ** step
  return `${step > 0 && size < 100 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} ${sizes[step]}`
}

/** "10 Mb/s", "512 kb/s". */
export function formatSpeed(kbps: number): string {
  return kbps >= 1000 ? `${Number((kbps / 1000).toFixed(1))} Mb/s` : `${kbps} kb/s`
}

/** "340 ms", "2.1 s", "6 min 12 s", "3 h 5 min". */
export function formatMilliseconds(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds))
  if (whole < 1000) return `${whole} ms`
  if (whole < 60_000) return `${(whole / 1000).toFixed(1)} s`
  const seconds = Math.round(whole / 1000)
  if (seconds >= 3600) return formatLength(seconds)
  const rest = seconds % 60
  return rest === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${rest} s`
}

const small = 'none one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** "none", "seven", "352": small numbers in words, as people say them. */
export function inWords(count: number): string {
  return small[count] ?? count.toLocaleString('en-KE')
}

/** "1 payment", "352 payments". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-KE')} ${count === 1 ? one : many}`
}

/** "0712 344 318": in full, for whoever may see it. */
export function spacePhone(msisdn: string): string {
  return msisdn.replace(/^254(...)(...)/, '0$1 $2 ')
}

/** What somebody typed, with a phone number in it covered: "0712 ••• 318". */
export function coverPhone(typed: string): string {
  const msisdn = readMsisdn(typed)
  return msisdn ? maskMsisdn(msisdn) : typed
}

/** The first letter large: sentences often begin with a counted word. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
