// How the simulators' pages say money, time, speed and size. Nairobi time, three hours ahead of UTC all year.

const NAIROBI = 'Africa/Nairobi'

export function inNairobi(instant: Temporal.Instant): Temporal.ZonedDateTime {
  return instant.toZonedDateTimeISO(NAIROBI)
}

/** 14:31:52 */
export function clockTime(instant: Temporal.Instant): string {
  return inNairobi(instant).toPlainTime().toString({ smallestUnit: 'second' })
}

/** Saturday 21 November, 14:32 */
export function dayAndTime(instant: Temporal.Instant): string {
  const local = inNairobi(instant)
  const day = local.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
  return `${day}, ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

/** 1,500 or 350.50: cents only where there are some. */
export function shillings(amount_cents: number): string {
  const digits = String(amount_cents).padStart(3, '0')
  const whole = grouped(Number(digits.slice(0, -2)))
  const rest = digits.slice(-2)
  return rest === '00' ? whole : `${whole}.${rest}`
}

export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** 0712 ••• 318, or what there is of it. */
export function maskedPhone(msisdn: string): string {
  const found = /^254(\d{3})\d{3}(\d{3})$/.exec(msisdn)
  return found ? `0${found[1]} ••• ${found[2]}` : msisdn || 'hidden'
}

/** 17 h 4 min, 3 min 20 s, 12 s */
export function lasting(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}

/** 3.4 GB, 512 kB: thousands, as on a bill. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let tenths = count * 10
  let unit = 0
  while (tenths >= 10_000 && unit < units.length - 1) {
    tenths /= 1000
    unit += 1
  }
  const rounded = Math.round(tenths)
  return unit === 0 || rounded >= 1000
    ? `${Math.round(rounded / 10)} ${units[unit]}`
    : `${Math.floor(rounded / 10)}.${rounded % 10} ${units[unit]}`
}

/** 10 Mb/s, 512 kb/s */
export function speed(bits_per_second: number): string {
  if (bits_per_second % 1_000_000 === 0) return `${bits_per_second / 1_000_000} Mb/s`
  if (bits_per_second % 1000 === 0) return `${bits_per_second / 1000} kb/s`
  return `${bits_per_second} b/s`
}
