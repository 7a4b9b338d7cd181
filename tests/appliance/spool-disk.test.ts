// The spool on a disk that fails, fills, or is not one router's alone.

import test from 'ava'
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpool } from '../../appliance/spool.ts'

async function folder(t: { teardown(fn: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lango-spool-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

async function wordsIn(path: string): Promise<unknown[]> {
  const spool = await openSpool(path)
  const found: unknown[] = []
  await spool.drain(async (records) => void found.push(...records.map(({ value }) => value)))
  await spool.close()
  return found
}

test.serial('F08: after a failed fsync nobody is promised anything, and that file is never written again', async (t) => {
  for (let which = 1; which <= 6; which++) {
    const path = await folder(t)
    const spool = await openSpool(path)
    const handle = await open(path)
    const files = Object.getPrototypeOf(handle) as { sync(): Promise<void> }
    const { sync } = files
    await handle.close()
    const promised: number[] = []
    let before: string[] = []
    let calls = 0
    try {
      for (let word = 1; word <= 6; word++) {
        // The disk itself can't be had to fail on demand; Node's own call can.
        files.sync = async function failing(this: unknown) {
          if ((calls += 1) === which) {
            before = await readdir(path)
            throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' })
          }
          return sync.call(this)
        }
        await spool.keep(word).then(
          () => promised.push(word),
          (error: { code: string }) => t.is(error.code, 'EIO'),
        )
      }
    } finally {
      files.sync = sync
    }
    t.is(promised.length, 5)
    const sizes = await Promise.all(before.map((name) => readFile(join(path, name)).then(({ length }) => length, () => 0)))
    await spool.keep(7)
    for (const [at, name] of before.entries()) {
      const now = await readFile(join(path, name)).then(({ length }) => length, () => 0)
      if (which > 1) t.true(now <= sizes[at]!, 'No byte was added to it.')
    }
    await spool.close()
    const found = await wordsIn(path)
    for (const word of [...promised, 7]) t.is(found.filter((one) => one === word).length, 1)
  }
}) // prettier-ignore

test('a spool of many hours is many files, none of them too long to be read', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  const long = 'x'.repeat(3 * 1024 * 1024)
  for (let word = 0; word < 7; word++) await spool.keep(`${word}${long}`)
  t.is((await readdir(path)).length, 3)
  const found: string[] = []
  t.is(await spool.drain(async (records) => void found.push(...records.map(({ value }) => value as string))), 7)
  t.deepEqual(found.map((each) => each[0]), ['0', '1', '2', '3', '4', '5', '6'])
  t.deepEqual(await readdir(path), [])
  await spool.close()
}) // prettier-ignore

test('T55: who has used up his part of the disk is refused, others are not; and after a drain, and after a crash, it is counted anew', async (t) => {
  const path = await folder(t)
  const quota = { ownerOf: (value: unknown) => (value as { of: string }).of, bytesMax: 1000 }
  const spool = await openSpool(path, quota)
  const keep = (of: string, into = spool) => into.keep({ of, more: 'x'.repeat(100) })
  const fill = async (of: string, into = spool) => {
    for (let kept = 0; ; kept++) {
      const error = await keep(of, into).then(() => undefined, (refused: { code: string }) => refused)
      if (error) return [kept, error.code]
    }
  }
  t.deepEqual(await fill('loud'), [5, 'spool_quota'])
  await t.notThrowsAsync(keep('quiet'))
  t.true(spool.bytesOf('loud') <= 1000 && spool.bytesOf('loud') > 800)

  const counted = spool.bytesOf('loud')
  await spool.close()
  const next = await openSpool(path, quota)
  t.is(next.bytesOf('loud'), counted)
  t.deepEqual(await fill('loud', next), [0, 'spool_quota'])
  t.is(await next.drain(async () => {}), 6)
  t.deepEqual([next.bytesOf('loud'), next.bytesOf('quiet')], [0, 0])
  t.deepEqual(await fill('loud', next), [5, 'spool_quota'])
  await next.close()
}) // prettier-ignore
