// The checker of vector folders must notice a vector that doesn't hold, or CI would be content with anything.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { checkSharedVectors } from './shared-vectors.ts'

const login = {
  name: 'RFC 2865 7.2',
  password: 'arctangent',
  CHAP_Password: '16e97557c316185895f293ff6344077275',
  CHAP_Challenge: '2aee86f08d0d55969ca5978e0d3367a2',
}

async function folderOf(files: Record<string, unknown>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lango-vectors-'))
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(dir, file), JSON.stringify(content))
  }
  return dir
}

test('vectors that hold are counted, and those that do not are named', async (t) => {
  const dir = await folderOf({
    'chap.json': { vectors: [login, { ...login, name: 'forged', password: 'other' }] },
  })
  t.teardown(() => rm(dir, { recursive: true }))
  t.deepEqual(await checkSharedVectors(dir), {
    checked: 2,
    failures: ['chap.json: forged: not proved'],
  })
})

test('a folder without vectors, or with a file nobody can read, is a failure', async (t) => {
  const empty = await folderOf({})
  const strange = await folderOf({ 'strange.json': {} })
  t.teardown(() => Promise.all([empty, strange].map((dir) => rm(dir, { recursive: true }))))
  t.is((await checkSharedVectors(empty)).failures.length, 1)
  t.is((await checkSharedVectors(strange)).failures.length, 1)
})
