// What a session was told, read back for people.

import test from 'ava'
import { formatRateLimit, readRate } from '../../../appliance/access/rate-limit.ts'

const plain = { burst: null, priority: null }
const burst = {
  down_kbps: 20_000,
  up_kbps: 10_000,
  threshold_down_kbps: 8000,
  threshold_up_kbps: 4000,
  seconds: 8,
}

for (const [words, speed] of [
  ['5M/10M', { down_kbps: 10_000, up_kbps: 5000, ...plain }],
  ['64k/1500k', { down_kbps: 1500, up_kbps: 64, ...plain }],
  ['5M/10M 10M/20M 4M/8M 8/8 3', { down_kbps: 10_000, up_kbps: 5000, burst, priority: 3 }],
] as const) {
  test(`"${words}": the upload first, as the router says it`, (t) => {
    t.is(formatRateLimit(speed), words)
    t.deepEqual(readRate(words), { down_kbps: speed.down_kbps, up_kbps: speed.up_kbps })
  })
}

test('what is no rate of ours is read as nothing', (t) => {
  for (const words of ['', '5M', '0/0', 'fast', '5M/10Mx']) t.is(readRate(words), undefined)
})
