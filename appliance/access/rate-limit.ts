// Mikrotik-Rate-Limit, built from typed numbers only (T52). RouterOS tells it from its own side: rx, what the router
// receives, is the subscriber's upload and stands first (manual, "RADIUS").
//
//   rx/tx [burst-rx/burst-tx threshold-rx/threshold-tx time-rx/time-tx [priority]]

import type { Speed } from './speeds.ts'

/** A priority stands behind burst, threshold and time: without a burst these say the plain rate, which bursts nothing. */
export function formatRateLimit({ down_kbps, up_kbps, burst, priority }: Speed): string {
  const rate = formatPair(up_kbps, down_kbps)
  if (burst === null && priority === null) return rate
  const parts = burst
    ? [
        rate,
        formatPair(burst.up_kbps, burst.down_kbps),
        formatPair(burst.threshold_up_kbps, burst.threshold_down_kbps),
        `${burst.seconds}/${burst.seconds}`,
      ]
    : [rate, rate, rate, '1/1']
  return [...parts, ...(priority === null ? [] : [priority])].join(' ')
}

/** The rate alone, of a string of ours; undefined for what is none. */
export function readRate(words: string): Pick<Speed, 'down_kbps' | 'up_kbps'> | undefined {
  const [, up, up_unit, down, down_unit] = /^(\d+)([kM])\/(\d+)([kM])(?: |$)/.exec(words) ?? []
  if (!up || !down) return undefined
  const kbps = (digits: string, unit: string | undefined) =>
    Number(digits) * (unit === 'M' ? 1000 : 1)
  return { down_kbps: kbps(down, down_unit), up_kbps: kbps(up, up_unit) }
}

function formatPair(rx_kbps: number, tx_kbps: number): string {
  return `${formatRate(rx_kbps)}/${formatRate(tx_kbps)}`
}

/** k is 1000 bits a second and M 1000 k. */
function formatRate(kbps: number): string {
  return kbps % 1000 === 0 ? `${kbps / 1000}M` : `${kbps}k`
}
