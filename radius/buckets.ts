// How many packets a router may send us: a bucket each, looked into before any cryptography. Ten thousand homes that
// redial after a power cut fit; a router gone wild, or whoever writes its address on his packets, empties only its own.

import { steadyTime } from './breath.ts'

export interface Buckets {
  /** Whether this packet may be looked at. */
  take(router_id: number): boolean
}

export interface BucketSize {
  packetsPerSecond: number
  burst: number
}

export function openBuckets(
  { packetsPerSecond, burst }: BucketSize,
  clock: () => number = steadyTime,
): Buckets {
  const buckets = new Map<number, { packets: number; at: number }>() // As many as there are routers.

  return {
    take(router_id) {
      const now = clock()
      let bucket = buckets.get(router_id)
      if (!bucket) {
        bucket = { packets: burst, at: now }
        buckets.set(router_id, bucket)
      }
      const filled = bucket.packets + ((now - bucket.at) / 1000) * packetsPerSecond
      bucket.packets = Math.min(burst, filled)
      bucket.at = now
      if (bucket.packets < 1) return false
      bucket.packets--
      return true
    },
  }
}
