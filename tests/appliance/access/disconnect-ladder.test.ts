import test from 'ava'
import { chooseStep, type LadderStep } from '../../../appliance/access/disconnect-ladder.ts'
import { decideDisconnect } from '../../../appliance/access/disconnections.ts'

/** The steps of the first tries, where each is answered and none ends the session. */
function climb(ways: { api: boolean; agent: boolean }, tries = 7): LadderStep[] {
  const steps: LadderStep[] = []
  for (let each = 0; each < tries; each += 1) {
    const step = steps.at(-1) ?? 'disconnect'
    steps.push(chooseStep({ tries: each, step, state: 'refused' }, ways))
  }
  return steps
}

for (const [router, ways, expected] of [
  ['has an API and an agent', { api: true, agent: true }, ['disconnect', 'other_names', 'coa', 'api', 'agent', 'api', 'disconnect']],
  ['has an API', { api: true, agent: false }, ['disconnect', 'other_names', 'coa', 'api', 'disconnect', 'api', 'disconnect']],
  ['has an agent', { api: false, agent: true }, ['disconnect', 'other_names', 'coa', 'agent', 'disconnect', 'other_names', 'disconnect']],
  ['has neither', { api: false, agent: false }, ['disconnect', 'other_names', 'coa', 'other_names', 'disconnect', 'other_names', 'disconnect']],
] as const) {
  test(`N5, U29: the ladder of a router that ${router}`, (t) => {
    t.deepEqual(climb(ways), [...expected])
  })
} // prettier-ignore

test('N5, U29: a CoA is for a router that refuses; the silent, and who says yes and does nothing, are asked by another way', (t) => {
  const twice = { tries: 2, step: 'other_names' } as const
  t.is(chooseStep({ ...twice, state: 'refused' }, { api: true, agent: true }), 'coa')
  for (const state of ['unanswered', 'acknowledged'] as const)
    t.is(chooseStep({ ...twice, state }, { api: true, agent: true }), 'api')
  t.is(chooseStep({ ...twice, state: 'unanswered' }, { api: false, agent: true }), 'agent')
}) // prettier-ignore

test('N5: who was taken out by API is looked for in the list next', (t) => {
  const removed = { tries: 3, step: 'api', state: 'acknowledged' } as const
  t.is(chooseStep(removed, { api: true, agent: true }), 'api')
  t.is(chooseStep({ ...removed, state: 'refused' }, { api: true, agent: true }), 'agent')
})

test('N5: taken out of the list is not the end; not in the list is', (t) => {
  const now = Temporal.Instant.from('2026-11-21T09:00:00Z')
  const row = { state: 'acknowledged', tries: 3, answers: 2, error_cause: null, due_at: now } as const // prettier-ignore
  t.deepEqual(decideDisconnect(row, { kind: 'removed' }, now), { state: 'acknowledged', again_seconds: 10 }) // prettier-ignore
  t.deepEqual(decideDisconnect(row, { kind: 'absent' }, now), { state: 'confirmed' })
  t.is(decideDisconnect(row, { kind: 'trap', words: 'no' }, now).state, 'refused')
  t.is(decideDisconnect({ ...row, answers: 7 }, { kind: 'trap', words: 'no' }, now).state, 'failed')
  t.is(decideDisconnect(row, { kind: 'queued' }, now).state, 'acknowledged')
})
