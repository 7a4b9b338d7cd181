import test from 'ava'
import { hear, presenceOf, readThroughput } from '../../../appliance/routeros/heartbeats.ts'

const start = Temporal.Instant.from('2026-11-21T11:00:00Z')
const at = (seconds: number) => start.add({ seconds })

/** Calls at these seconds; what is known after each. */
function calls(seconds: number[]) {
  let beat = { heard_at: start, here_since: start as Temporal.Instant | null, gaps: 0 }
  return seconds.map((second) => {
    const heard = hear(beat, at(second))
    beat = { heard_at: at(second), here_since: heard.here_since, gaps: heard.gaps }
    return { ...heard, presence: presenceOf(beat, at(second)) }
  })
}

const every15 = (from: number, until: number) =>
  Array.from({ length: Math.floor((until - from) / 15) + 1 }, (_, n) => from + 15 * n)

test('a router that calls every quarter of a minute is here', (t) => {
  const last = calls(every15(15, 600)).at(-1)!
  t.deepEqual([last.gaps, last.steady, last.presence], [0, true, 'here'])
})

test('N5: one call after a long silence is not yet well: it must be steady for three minutes', (t) => {
  const back = calls([15, 900, ...every15(915, 1200)])
  t.deepEqual(
    back.slice(1, 12).map(({ steady }) => steady),
    Array.from({ length: 11 }, () => false),
  )
  t.true(back[13]!.steady && back[13]!.here_since.equals(at(900)), 'at 1080 s')
})

test('one that comes and goes is said to, and must be steady for a quarter of an hour', (t) => {
  const flapping = calls([100, 200, 300, ...every15(315, 1300)])
  t.is(flapping[2]!.presence, 'flapping')
  const steadyAt = flapping.findIndex(({ steady }) => steady)
  t.true(flapping[steadyAt]!.here_since.until(at(1200)).total('seconds') >= 900)
  t.false(flapping[steadyAt - 1]!.steady)
  t.is(calls([100, 200, 300, ...every15(315, 4000)]).at(-1)!.gaps, 0, 'an hour of calm')
})

test('without a call it is late after a minute and silent after five', (t) => {
  const beat = { heard_at: start, here_since: start, gaps: 0 }
  t.deepEqual(
    [60, 61, 300, 301].map((seconds) => presenceOf(beat, at(seconds))),
    ['here', 'late', 'late', 'silent'],
  )
})

test('throughput is between two calls, and nothing after a restart', (t) => {
  const before = { up_bytes: 1000, down_bytes: 1_000_000, heard_at: start }
  t.deepEqual(readThroughput(before, { from: '16000', to: '19750000' }, at(15)), {
    up_bytes: 16_000,
    down_bytes: 19_750_000,
    up_kbps: 8,
    down_kbps: 10_000,
  })
  t.is(readThroughput(before, { from: '5', to: '7' }, at(15)).down_kbps, null)
  t.is(readThroughput(before, {}, at(15)).up_kbps, null)
})
