// The messages in ./messages are read as their manifest says; and the checker notices when they are not.

import test from 'ava'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkSharedMessages, type Entry } from './shared-messages.ts'

const messages = join(import.meta.dirname, 'messages')
const manifest = JSON.parse(await readFile(join(messages, 'manifest.json'), 'utf8')) as Entry[]

test('every message of the folder is read as the manifest says', async (t) => {
  const { checked, failures, settledElsewhere } = await checkSharedMessages(messages)
  t.deepEqual(failures, [])
  t.is(checked, manifest.length)
  t.deepEqual(settledElsewhere, ['an-account-nobody-has.json', 'validation-of-a-payment.json'])
})

test('every file of the folder is in the manifest', async (t) => {
  const files = (await readdir(messages)).filter((file) => file !== 'manifest.json')
  t.deepEqual(files.toSorted(), manifest.map(({ file }) => file).toSorted())
})

test('an expectation that does not hold is a failure that names the file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'messages-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const wrong: Record<string, object> = {
    'a-paybill-payment.json': { amountCents: 150_001 },
    'no-receipt-code.json': { receipt: 'UKL8WANJA1' },
    'token-refused-as-not-found.json': { action: 'retry' },
    'status-completed.json': { nobodyChecksThis: true },
    'already-registered-looks-like-success.json': { ok: true },
  }
  const entries = manifest.filter(({ file }) => file in wrong)
  for (const { file } of entries) await copyFile(join(messages, file), join(folder, file))
  const lies = entries.map((entry) => ({ ...entry, expect: wrong[entry.file]! }))
  const missing = { file: 'gone.json', kind: 'c2b.confirmation' }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify([...lies, missing]))

  const { failures } = await checkSharedMessages(folder)
  t.deepEqual(
    failures.map((failure) => failure.split(':')[0]!).toSorted(),
    [...Object.keys(wrong), 'gone.json'].toSorted(),
  )
})
