import test from 'ava'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Unavailable } from '../../appliance/errors.ts'
import { gather } from '../../appliance/gathering.ts'

/** Batches as they were written; each waits until it is let go, for ever if it is not. */
function press(fails: (items: readonly number[]) => boolean = () => false) {
  const batches: number[][] = []
  const go: (() => void)[] = []
  const keep = gather(
    async (items: readonly number[]) => {
      batches.push([...items])
      await new Promise<void>((resolve) => go.push(resolve))
      if (fails(items)) throw new Error(`not ${items}`)
    },
    { batchMax: 3, patienceMilliseconds: 60_000 },
  )
  const turns = () => new Promise<void>((resolve) => setImmediate(resolve))
  const release = async () => {
    go.shift()?.()
    await turns()
  }
  return { batches, keep, release, turns }
}

test('one alone is written at once; what comes meanwhile is the next batch, up to its size', async (t) => {
  const { batches, keep, release, turns } = press()
  const first = keep(1)
  await turns()
  t.deepEqual(batches, [[1]])
  const others = [2, 3, 4, 5, 6].map((item) => keep(item))
  await turns()
  t.deepEqual(batches, [[1]], 'one batch in flight')
  await release()
  t.deepEqual(batches, [[1], [2, 3, 4]])
  await release()
  await release()
  await Promise.all([first, ...others])
  t.deepEqual(batches, [[1], [2, 3, 4], [5, 6]])
  const later = keep(7)
  await turns()
  t.deepEqual(batches.at(-1), [7])
  await release()
  await later
})

test('a batch that fails fails for its own items, and the next is written', async (t) => {
  const { keep, release, turns } = press((items) => items.includes(3))
  const first = keep(1)
  await turns()
  const ends = Promise.allSettled([first, ...[2, 3, 4, 5].map((item) => keep(item))])
  for (let batch = 0; batch < 3; batch++) await release()
  t.deepEqual(
    (await ends).map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
  )
})

test('F04: a batch that never ends is waited for no longer than its patience, and holds up nobody after it', async (t) => {
  const written: number[] = []
  const keep = gather(
    async (items: readonly number[]) => {
      if (items.includes(1)) await new Promise(() => {})
      written.push(...items)
    },
    { batchMax: 3, patienceMilliseconds: 60 },
  )
  const stuck = keep(1)
  await new Promise((resolve) => setImmediate(resolve))
  const waiting = keep(2)
  await t.throwsAsync(stuck, { instanceOf: Unavailable, message: /60 ms/ })
  await waiting
  await keep(3)
  t.deepEqual(written, [2, 3])
})

test('each batch is written in the life of its first caller', async (t) => {
  const life = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const keep = gather(async () => void seen.push(life.getStore()), {
    batchMax: 1,
    patienceMilliseconds: 1000,
  })
  await Promise.all(['one', 'other'].map((name) => life.run(name, () => keep(name))))
  t.deepEqual(seen, ['one', 'other'])
})
