// Mikrotik-Rate-Limit as RouterOS reads it, from the router's point of view: rx is the subscriber's upload, tx the
// download. "10M/20M", "5M/10M 8M/16M 4M/8M 10/10 8 1M/2M".

export interface RateLimit {
  /** bits per second; null is without limit */
  readonly up: number | null
  readonly down: number | null
}

/** What "0" means in a rate is documented for Ascend attributes only. */
export type ZeroRate = 'unlimited' | 'refused'

/** The rates, or undefined when RouterOS could not read it. */
export function readRateLimit(value: string, zero: ZeroRate): RateLimit | undefined {
  const parts = value.trim().split(/\s+/)
  if (parts.length > 6) return undefined
  const [rates, burst, threshold, times, priority, least] = parts
  if (times !== undefined && !/^\d+(\/\d+)?$/.test(times)) return undefined
  if (priority !== undefined && !/^[1-8]$/.test(priority)) return undefined
  for (const pair of [burst, threshold, least]) {
    if (pair !== undefined && readPair(pair, zero) === undefined) return undefined
  }
  return readPair(rates ?? '', zero)
}

function readPair(pair: string, zero: ZeroRate): RateLimit | undefined {
  const halves = pair.split('/')
  if (halves.length > 2) return undefined
  const up = readRate(halves[0]!, zero)
  const down = halves[1] === undefined ? up : readRate(halves[1], zero)
  return up === undefined || down === undefined ? undefined : { up, down }
}

function readRate(rate: string, zero: ZeroRate): number | null | undefined {
  const found = /^(\d{1,10})([kM]?)$/.exec(rate)
  if (!found) return undefined
  const times = { '': 1, k: 1000, M: 1_000_000 }[found[2] as '' | 'k' | 'M']
  const bits = Number(found[1]) * times
  if (bits === 0) return zero === 'unlimited' ? null : undefined
  return bits
}
