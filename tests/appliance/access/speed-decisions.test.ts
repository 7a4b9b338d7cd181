// What follows from a router's answer to a CoA-Request for another speed (F57, U48).

import test from 'ava'
import { findErrorCause } from '../../../appliance/access/error-causes.ts'
import type { RouterAnswer } from '../../../appliance/access/router-answers.ts'
import { decideSpeedChange } from '../../../appliance/access/speed-changes.ts'

const now = Temporal.Instant.from('2026-11-21T09:00:00Z')
const ack: RouterAnswer = { kind: 'ack' }
const silent: RouterAnswer = { kind: 'silent' }
const nak = (error_cause: number | null): RouterAnswer => ({ kind: 'nak', error_cause })

const unseen = {
  state: 'asked',
  tries: 0,
  error_cause: null,
  due_at: now,
  is_probe: false,
} as const
const seenNotFound = { ...unseen, state: 'refused', tries: 1, error_cause: 503 } as const
const probe = { ...unseen, is_probe: true }
const seenJustNow = { ...seenNotFound, due_at: now.add({ seconds: 1 }) }

for (const [given, row, heard, expected] of [
  ['an ACK is believed', unseen, ack, { state: 'acknowledged' }],
  ['an ACK, the 8th time', { ...unseen, tries: 7 }, ack, { state: 'acknowledged' }],
  ['no such session is asked again', unseen, nak(503), { state: 'refused', again_seconds: 5 }],
  ['no such session, twice', seenNotFound, nak(503), { state: 'dropped' }],
  ['no such session, twice in one breath', seenJustNow, nak(503), { state: 'refused', again_seconds: 5 }],
  ['silence', unseen, silent, { state: 'unanswered', again_seconds: 5 }],
  ['silence, the 4th time', { ...unseen, tries: 3 }, silent, { state: 'unanswered', again_seconds: 30 }],
  ['silence, the 7th time', { ...unseen, tries: 6 }, silent, { state: 'unanswered', again_seconds: 30 }],
  ['silence, the 8th time', { ...unseen, tries: 7 }, silent, { state: 'failed' }],
  ['a probe: no such session is asked again', probe, nak(503), { state: 'refused', again_seconds: 5 }],
  ['a probe: no such session, twice', { ...seenNotFound, is_probe: true }, nak(503), { state: 'dropped' }],
  ['a probe: silence proves nothing', probe, silent, { state: 'failed' }],
  ['a probe: another no proves nothing', probe, nak(506), { state: 'failed' }],
  ['a busy router, the 8th time', { ...unseen, tries: 7 }, nak(506), { state: 'failed' }],
] as const) {
  test(`F57: decides a change of speed: ${given}`, (t) => {
    t.deepEqual(decideSpeedChange(row, heard, now), expected)
  })
} // prettier-ignore

for (const error_cause of [
  401,
  402,
  403,
  404,
  405,
  406,
  407,
  501,
  502,
  504,
  505,
  506,
  507,
  508,
  null,
]) {
  const isFinal = findErrorCause(error_cause).follows === 'never'
  test(`F57: another speed refused with ${error_cause ?? 'no reason'} is ${isFinal ? 'given up' : 'asked again'}`, (t) => {
    const expected = isFinal ? { state: 'failed' } : { state: 'refused', again_seconds: 5 }
    t.deepEqual(decideSpeedChange(unseen, nak(error_cause), now), expected as never)
  })
}
