import test from 'ava'
import { decideNextProof } from '../../../appliance/money/proof-schedule.ts'
import { proofWindow } from '../../../appliance/money/proof.ts'

const now = Temporal.Instant.from('2026-11-21T11:32:00Z')

test('F33: asked again after 10, 30, 60, 120 s, 5 and 15 minutes, then hourly', (t) => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 20].map((tries) => {
    const next = decideNextProof({ heard_at: now, tries }, now)
    return next === 'give_up' ? next : now.until(next).total('seconds')
  })
  t.deepEqual(pauses, [10, 30, 60, 120, 300, 900, 3600, 3600])
})

test('after two days a person looks', (t) => {
  const heard_at = now.subtract({ hours: 48 })
  t.is(decideNextProof({ heard_at, tries: 60 }, now), 'give_up')
  t.not(decideNextProof({ heard_at: heard_at.add({ seconds: 1 }), tries: 60 }, now), 'give_up')
})

for (const [given, told, from] of [
  ['the time it tells', '2026-11-21T11:00:00Z', '2026-11-21T10:45:00Z'],
  ['when it came, if it tells the future', '2027-01-01T00:00:00Z', '2026-11-21T11:16:00Z'],
  ['when it came, if it tells nothing', null, '2026-11-21T11:16:00Z'],
  ['no further back than Safaricom keeps', '2020-01-01T00:00:00Z', '2026-11-19T12:32:00Z'],
] as const) {
  test(`a pull looks from a quarter of an hour before ${given}`, (t) => {
    const heard_at = Temporal.Instant.from('2026-11-21T11:31:00Z')
    const window = proofWindow(told && Temporal.Instant.from(told), heard_at, now)
    t.is(window.from.toString(), from)
    t.true(window.to.equals(now))
  })
}
