// The pace to Daraja: three at once, then one a second, whatever the clock in between.

import test from 'ava'
import * as fc from 'fast-check'
import { keepPace } from '../../../jobs/providers/daraja-pace.ts'

/** Turns asked for at these milliseconds; the moments at which they were given. */
async function turnsAt(moments: number[]): Promise<number[]> {
  let now = 0
  let waited = 0
  const pace = keepPace({ clock: () => now, wait: (ms) => Promise.resolve(void (waited = ms)) })
  const given: number[] = []
  for (const moment of moments) {
    now = moment
    waited = 0
    await pace.turn()
    given.push(now + waited)
  }
  return given
}

test('three go at once, the rest one a second', async (t) => {
  t.deepEqual(await turnsAt([0, 0, 0, 0, 0]), [0, 0, 0, 1000, 2000])
})

test('after a pause three go at once again, never more', async (t) => {
  t.deepEqual(
    await turnsAt([0, 0, 0, 60_000, 60_000, 60_000, 60_000]),
    [0, 0, 0, 60_000, 60_000, 60_000, 61_000],
  )
})

test('whenever turns are asked for, five never fall within the three seconds Daraja counts', async (t) => {
  const steps = fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 6, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(steps, async (gaps) => {
      let at = 0
      const given = await turnsAt(gaps.map((gap) => (at += gap)))
      given.sort((a, b) => a - b)
      // Six turns within less than three seconds would be one more than the gateway lets through.
      t.true(given.every((moment, nth) => nth < 5 || moment - given[nth - 5]! >= 3000))
    }),
    { numRuns: 300 },
  )
})

test('a prompt goes before a list of payments, but who has waited long goes first', async (t) => {
  let now = 0
  const steps: (() => void)[] = []
  const pace = keepPace({
    clock: () => now,
    wait: () => new Promise<void>((resolve) => steps.push(resolve)),
  })
  for (let turn = 0; turn < 3; turn++) await pace.turn()
  const went: string[] = []
  const ask = (name: string, rank: 'prompt' | 'answer' | 'rest') =>
    pace.turn(rank).then(() => went.push(name))
  const asked = [ask('list', 'rest'), ask('how it stands', 'answer'), ask('prompt', 'prompt')]
  const second = async (milliseconds = 1000) => {
    now += milliseconds
    steps.shift()!()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await second()
  await second()
  t.deepEqual(went, ['prompt', 'how it stands'])
  asked.push(ask('another prompt', 'prompt'))
  await second(21_000)
  await Promise.all(asked)
  t.deepEqual(went, ['prompt', 'how it stands', 'list', 'another prompt'])
})
