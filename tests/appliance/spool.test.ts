import test from 'ava'
import * as fc from 'fast-check'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpool, readLine, type SpoolRecord } from '../../appliance/spool.ts'

async function folder(t: { teardown(fn: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lango-spool-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

async function drained(path: string): Promise<SpoolRecord[]> {
  const spool = await openSpool(path)
  const found: SpoolRecord[] = []
  await spool.drain(async (records) => void found.push(...records))
  await spool.close()
  return found
}

test('what is kept comes out, once, oldest first, and leaves no file', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  await Promise.all([1, 2, 3].map((value) => spool.keep({ value })))
  await spool.keep({ value: 4 })
  t.true(spool.holds())
  await spool.close()

  const values = (await drained(path)).map(({ value }) => (value as { value: number }).value)
  t.deepEqual(values, [1, 2, 3, 4])
  t.deepEqual(await readdir(path), [])
})

test('while a drain fails, everything stays; then it comes with the same ids', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  await spool.keep('one')
  const ids: string[] = []
  await t.throwsAsync(
    spool.drain(async (records) => {
      ids.push(...records.map(({ id }) => id))
      throw new Error('PostgreSQL is away')
    }),
  )
  t.true(spool.holds())
  await spool.keep('two')
  const found: SpoolRecord[] = []
  t.is(await spool.drain(async (records) => void found.push(...records)), 2)
  t.deepEqual(
    found.slice(0, 1).map(({ id }) => id),
    ids,
  )
  t.false(spool.holds())
  await spool.close()
})

test('kept while it drains: nothing is lost', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  const seen = new Set<unknown>()
  const take = async (records: SpoolRecord[]) => records.forEach(({ value }) => seen.add(value))
  const keeping = Promise.all(Array.from({ length: 200 }, (_, value) => spool.keep(value)))
  while (seen.size < 50) await spool.drain(take)
  await keeping
  await spool.drain(take)
  t.is(seen.size, 200)
  await spool.close()
})

const words = ['first', 'second', 'third']

/** A spool's one file with these words, and how its lines end: each byte count is the end of one, without its newline. */
async function written(path: string): Promise<{ file: string; whole: Buffer; ends: number[] }> {
  const spool = await openSpool(path)
  for (const word of words) await spool.keep(word)
  await spool.close()
  const file = join(path, (await readdir(path))[0]!)
  const whole = await readFile(file)
  return {
    file,
    whole,
    ends: [...whole.entries()].flatMap(([at, byte]) => (byte === 10 ? at : [])),
  }
}

async function wordsIn(path: string): Promise<unknown[]> {
  return (await drained(path)).map(({ value }) => value)
}

test('F09: cut at any byte, whole lines come out and the torn one is not made up', async (t) => {
  const path = await folder(t)
  const { file, whole, ends } = await written(path)
  for (let at = 0; at < whole.length; at++) {
    await writeFile(file, whole.subarray(0, at))
    t.deepEqual(await wordsIn(path), words.slice(0, ends.filter((end) => end <= at).length))
    t.deepEqual(await readdir(path), [])
  }
})

test('F09: any byte changed: the lines it is not in come out, and what is lost is kept for a person', async (t) => {
  const path = await folder(t)
  const { file, whole, ends } = await written(path)
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole)
    changed[at]! ^= 1 << (at % 8)
    await writeFile(file, changed)
    const found = await wordsIn(path)
    const line = ends.filter((end) => end < at).length
    // A newline changed makes one bad line of two; after the last line it is all that is lost.
    const lost = at === ends[2] ? [] : ends.includes(at) ? [words[line], words[line + 1]] : [words[line]]
    const split = changed[at] === 10
    if (!split) t.deepEqual(found, words.filter((word) => !lost.includes(word)), `byte ${at}`)
    t.true(found.every((word) => words.includes(word as string)))
    const left = await readdir(path)
    t.is(left.length, found.length < 3 ? 1 : 0, `byte ${at}`)
    for (const name of left) {
      t.regex(name, /\.damaged$/)
      await rm(join(path, name))
    }
  }
}) // prettier-ignore

test('F09: a line with a changed byte is put aside for a person, the others come out', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  for (const word of ['first', 'second', 'third']) await spool.keep(word)
  await spool.close()
  const [name] = await readdir(path)
  const file = join(path, name!)
  await writeFile(file, (await readFile(file, 'utf8')).replace('"second"', '"secund"'))
  t.deepEqual(
    (await drained(path)).map(({ value }) => value),
    ['first', 'third'],
  )
  t.deepEqual(await readdir(path), [`${name}.damaged`])
})

test('a disk that refuses is said so, and the next try goes to a new file', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  await rm(path, { recursive: true })
  await t.throwsAsync(spool.keep('lost?'), { code: 'ENOENT' })
  await mkdir(path)
  await spool.keep('kept')
  await spool.close()
})

test('no bytes make the reader throw or invent a record', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      (line) => readLine(line) === undefined,
    ),
    { numRuns: 20_000 },
  )
  t.pass()
})

test('what an earlier life left is adopted', async (t) => {
  const path = await folder(t)
  const spool = await openSpool(path)
  await spool.keep('before the crash')
  const [name] = await readdir(path)
  await appendFile(join(path, name!), 'deadbeef torn') // No newline: the crash came in the middle.
  t.deepEqual(
    (await drained(path)).map(({ value }) => value),
    ['before the crash'],
  )
  await spool.close()
})

test('a file that can’t be read does not keep the next one waiting', async (t) => {
  const path = await folder(t)
  await mkdir(join(path, '0-broken.spool')) // A folder where a file should be: reading it fails.
  const spool = await openSpool(path)
  await spool.keep('after it')
  const found: SpoolRecord[] = []
  t.is(await spool.drain(async (records) => void found.push(...records)), 1)
  t.is(found[0]!.value, 'after it')
  t.true(spool.holds(), 'It is still there for a person.')
  await spool.close()
})
