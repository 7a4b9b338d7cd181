// Many who ask in one moment, served together; and one that can't be served.

import test from 'ava'
import { gather } from '../../jobs/gather.ts'

test('who asks in one moment is served together, in order; who asks meanwhile waits for the next', async (t) => {
  const groups: number[][] = []
  const ask = gather(async (asks: number[]) => {
    groups.push(asks)
    if (groups.length === 1) later.push(ask(8), ask(9))
    return asks.map((each) => each * 2)
  }, 3)
  const later: Promise<number>[] = []
  t.deepEqual(await Promise.all([1, 2, 3, 4].map(ask)), [2, 4, 6, 8])
  t.deepEqual(await Promise.all(later), [16, 18])
  t.deepEqual(groups, [
    [1, 2, 3],
    [4, 8, 9],
  ])
})

test('one that can’t be served fails alone, and the next are served', async (t) => {
  const ask = gather(async (asks: number[]) => {
    if (asks.includes(3)) throw new Error('not three')
    return asks
  })
  const answers = await Promise.allSettled([1, 2, 3, 4].map(ask))
  t.deepEqual(answers.map(({ status }) => status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled']) // prettier-ignore
  t.is(await ask(5), 5)
})
