// Mikrotik-Rate-Limit against the grammar of RouterOS's manual, and read by what is not our writer.

import test from 'ava'
import * as fc from 'fast-check'
import { formatRateLimit } from '../../../appliance/access/rate-limit.ts'
import type { Speed } from '../../../appliance/access/speeds.ts'
import { readRateLimit } from '../../simulators/router/rate-limit.ts'

const plain = { burst: null, priority: null }

for (const [speed, words] of [
  [{ up_kbps: 5_000, down_kbps: 10_000 }, '5M/10M'],
  [{ up_kbps: 512, down_kbps: 20_000 }, '512k/20M'],
  [{ up_kbps: 64, down_kbps: 64 }, '64k/64k'],
  [{ up_kbps: 1_500, down_kbps: 10_000_000 }, '1500k/10000M'],
  [{ up_kbps: 5_000, down_kbps: 10_000, priority: 8 }, '5M/10M 5M/10M 5M/10M 1/1 8'],
] as const) {
  test(`U36: upload first: ${words}, and a router reads it so`, (t) => {
    t.is(formatRateLimit({ ...plain, ...speed }), words)
    const read = readRateLimit(words, 'unlimited')
    t.deepEqual(read, { up: speed.up_kbps * 1000, down: speed.down_kbps * 1000 })
  })
}

test('the manual’s own example of burst and priority', (t) => {
  const burst = {
    up_kbps: 8_000, down_kbps: 16_000, threshold_up_kbps: 4_000, threshold_down_kbps: 8_000, seconds: 10,
  } // prettier-ignore
  const speed = { up_kbps: 5_000, down_kbps: 10_000, burst, priority: 8 }
  t.is(formatRateLimit(speed), '5M/10M 8M/16M 4M/8M 10/10 8')
  t.is(formatRateLimit({ ...speed, priority: null }), '5M/10M 8M/16M 4M/8M 10/10')
})

// value = pair [ SP pair(burst) [ SP pair(threshold) [ SP pair(time) [ SP priority [ SP pair(min) ]]]]]
const rate = String.raw`(\d+)([kM]?)`
const pair = `${rate}/${rate}`
const grammar = new RegExp(`^${pair}(?: ${pair}(?: ${pair}(?: (\\d+)/(\\d+)(?: ([1-8]))?)?)?)?$`)

/** Rates as [upload, download] in kbps, in the order they stand, and the rest. */
function lint(words: string) {
  const found = grammar.exec(words)
  if (!found) return undefined
  const kbps = (at: number) => {
    const [digits, unit] = [found[at], found[at + 1]]
    return digits === undefined ? undefined : Number(digits) * { k: 1, M: 1000, '': 0.001 }[unit!]!
  }
  return {
    rates: [0, 4, 8].map((at) => [kbps(at + 1), kbps(at + 3)]),
    times: [found[13], found[14]],
    priority: found[15],
  }
}

const kbps = fc.integer({ min: 64, max: 10_000_000 }) // What the columns hold.
const rates = { down_kbps: kbps, up_kbps: kbps }
const burst = fc.record({
  ...rates,
  threshold_down_kbps: kbps,
  threshold_up_kbps: kbps,
  seconds: fc.integer({ min: 1, max: 3600 }),
})
const speeds: fc.Arbitrary<Speed> = fc.record({
  ...rates,
  burst: fc.option(burst),
  priority: fc.option(fc.integer({ min: 1, max: 8 })),
})

test('T52: whatever a plan says, the words are in RouterOS’s grammar and mean what it says', (t) => {
  fc.assert(
    fc.property(speeds, (speed) => {
      const words = formatRateLimit(speed)
      const read = lint(words)
      const { up_kbps, down_kbps, priority } = speed
      t.truthy(read, words)
      t.true(Buffer.byteLength(words) <= 247)
      t.deepEqual(read!.rates[0], [up_kbps, down_kbps], words)
      t.is(read!.priority, priority === null ? undefined : String(priority))
      if (speed.burst) {
        const { seconds, ...fast } = speed.burst
        t.deepEqual(read!.rates[1], [fast.up_kbps, fast.down_kbps], words)
        t.deepEqual(read!.rates[2], [fast.threshold_up_kbps, fast.threshold_down_kbps], words)
        t.deepEqual(read!.times, [String(seconds), String(seconds)])
      } else if (priority !== null) {
        t.deepEqual([read!.rates[1], read!.rates[2]], [read!.rates[0], read!.rates[0]]) // Bursts nothing.
      } else {
        t.deepEqual(read!.rates[1], [undefined, undefined])
      }
      t.deepEqual(readRateLimit(words, 'refused'), { up: up_kbps * 1000, down: down_kbps * 1000 })
    }),
    { numRuns: 500 },
  )
})

test('the lint is awake', (t) => {
  for (const words of ['5M', '5M/', '5G/10M', '5M/10M 8M', '5M/10M  8M/16M', '5M/10M 8M/16M 4M/8M 10/10 9', '5M/10M;'])
    t.is(lint(words), undefined, words)
}) // prettier-ignore
