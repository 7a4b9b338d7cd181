import test from 'ava'
import { gather } from '../../appliance/gathering.ts'

/** Batches as they were written; each waits until it is let go. */
function press(fails: (items: number[]) => boolean = () => false) {
  const batches: number[][] = []
  let go: (() => void)[] = []
  const keep = gather(async (items: number[]) => {
    batches.push(items)
    await new Promise<void>((resolve) => go.push(resolve))
    if (fails(items)) throw new Error(`not ${items}`)
  }, 3)
  const release = async () => {
    go.shift()!()
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { batches, keep, release }
}

test('one alone is written at once; what comes meanwhile is the next batch, up to its size', async (t) => {
  const { batches, keep, release } = press()
  const all = [1, 2, 3, 4, 5, 6].map((item) => keep(item))
  t.deepEqual(batches, [[1]])
  await release()
  t.deepEqual(batches, [[1], [2, 3, 4]])
  await release()
  await release()
  await Promise.all(all)
  t.deepEqual(batches, [[1], [2, 3, 4], [5, 6]])
  const later = keep(7)
  t.deepEqual(batches.at(-1), [7])
  await release()
  await later
})

test('a batch that fails fails for its own items, and the next is written', async (t) => {
  const { keep, release } = press((items) => items.includes(3))
  const ends = Promise.allSettled([1, 2, 3, 4, 5].map((item) => keep(item)))
  for (let batch = 0; batch < 3; batch++) await release()
  t.deepEqual(
    (await ends).map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
  )
})
