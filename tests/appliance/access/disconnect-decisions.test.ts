// What follows from a router's answer to a Disconnect-Request (F57).

import test from 'ava'
import { decideDisconnect } from '../../../appliance/access/disconnections.ts'
import type { RouterAnswer } from '../../../appliance/access/router-answers.ts'

const now = Temporal.Instant.from('2026-11-21T09:00:00Z')
const ack: RouterAnswer = { kind: 'ack' }
const silent: RouterAnswer = { kind: 'silent' }
const notFound: RouterAnswer = { kind: 'nak', error_cause: 503 }
const prohibited: RouterAnswer = { kind: 'nak', error_cause: 501 }
const wordless: RouterAnswer = { kind: 'nak', error_cause: null }

const unseen = { state: 'asked', tries: 0, answers: 0, error_cause: null, due_at: now } as const
const seenNotFound = {
  state: 'refused',
  tries: 1,
  answers: 1,
  error_cause: 503,
  due_at: now,
} as const
const seenJustNow = { ...seenNotFound, due_at: now.add({ seconds: 1 }) }

for (const [given, row, heard, expected] of [
  ['an ACK is looked at again', unseen, ack, { state: 'acknowledged', again_seconds: 10 }],
  ['no such session is looked at again', unseen, notFound, { state: 'refused', again_seconds: 5 }],
  ['no such session, twice', seenNotFound, notFound, { state: 'confirmed' }],
  ['no such session, twice in one breath', seenJustNow, notFound, { state: 'refused', again_seconds: 5 }],
  ['no such session, then an ACK', seenNotFound, ack, { state: 'acknowledged', again_seconds: 10 }],
  ['no such session, then silence', seenNotFound, silent, { state: 'unanswered', again_seconds: 10 }],
  ['another refusal', unseen, prohibited, { state: 'refused', again_seconds: 5 }],
  ['a refusal without a reason', unseen, wordless, { state: 'refused', again_seconds: 5 }],
  ['silence', unseen, silent, { state: 'unanswered', again_seconds: 5 }],
  ['silence, the 2nd time', { ...unseen, tries: 1 }, silent, { state: 'unanswered', again_seconds: 10 }],
  ['silence, the 3rd time', { ...unseen, tries: 2 }, silent, { state: 'unanswered', again_seconds: 20 }],
  ['silence, the 4th time', { ...unseen, tries: 3 }, silent, { state: 'unanswered', again_seconds: 30 }],
  ['silence, the 7th time', { ...unseen, tries: 6 }, silent, { state: 'unanswered', again_seconds: 30 }],
  ['silence all night', { ...unseen, tries: 700 }, silent, { state: 'unanswered', again_seconds: 30 }],
  ['an ACK after a night of silence', { ...unseen, tries: 700 }, ack, { state: 'acknowledged', again_seconds: 10 }],
  ['a refusal, the 7th answer', { ...unseen, tries: 6, answers: 6 }, prohibited, { state: 'refused', again_seconds: 30 }],
  ['a refusal, the 8th answer', { ...unseen, tries: 7, answers: 7 }, prohibited, { state: 'failed' }],
  ['an ACK, the 8th answer', { ...unseen, tries: 7, answers: 7 }, ack, { state: 'failed' }],
  ['no such session, twice, the 8th answer', { ...seenNotFound, tries: 7, answers: 7 }, notFound, { state: 'confirmed' }],
] as const) {
  test(`F57: decides a disconnection: ${given}`, (t) => {
    t.deepEqual(decideDisconnect(row, heard, now), expected)
  })
} // prettier-ignore
