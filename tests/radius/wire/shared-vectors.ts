// Checks the codec against a folder of vectors that other implementations made: RFC examples, CHAP and MS-CHAP logins,
// whole exchanges. `node tests/radius/wire/shared-vectors.ts FOLDER` prints what it found; CI runs it where there is one.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkChap, checkMsChap, type ChapVector, type MsChapVector } from './login-vectors.ts'
import {
  checkExchange,
  checkSample,
  type ExchangeVector,
  type SampleVector,
} from './exchange-vectors.ts'

export interface VectorReport {
  checked: number
  failures: string[]
}

/** One vector's complaints: empty when all it says holds for our codec. */
export type Check<Vector> = (vector: Vector, file: { secret?: string }) => string[]

const readers: Record<string, (text: string) => VectorReport> = {
  'rfc2865-rfc5997.json': checkedBy<ExchangeVector>('vectors', checkExchange),
  'mikrotik-synthetic.json': checkedBy<ExchangeVector>('vectors', checkExchange),
  'chap.json': checkedBy<ChapVector>('vectors', checkChap),
  'mschap.json': checkedBy<MsChapVector>('vectors', checkMsChap),
  'routeros-real-samples.json': checkedBy<SampleVector>('samples', checkSample),
}

/** Checks every JSON file of the folder. A file nobody here can read is a failure, so that none is passed over. */
export async function checkSharedVectors(dir: string): Promise<VectorReport> {
  const report: VectorReport = { checked: 0, failures: [] }
  const files = (await readdir(dir)).filter((file) => file.endsWith('.json')).sort()
  if (files.length === 0) report.failures.push(`${dir} has no vectors`)

  for (const file of files) {
    const read = readers[file]
    const found = read
      ? read(await readFile(join(dir, file), 'utf8'))
      : { checked: 0, failures: ['nothing here can read this file'] }
    report.checked += found.checked
    report.failures.push(...found.failures.map((failure) => `${file}: ${failure}`))
  }
  return report
}

function checkedBy<Vector extends { name: string }>(
  list: string,
  check: Check<Vector>,
): (text: string) => VectorReport {
  return (text) => {
    const file = JSON.parse(text) as Record<string, unknown> & { secret?: string }
    const vectors = file[list] as Vector[]
    const failures = vectors.flatMap((vector) =>
      check(vector, file).map((complaint) => `${vector.name}: ${complaint}`),
    )
    return { checked: vectors.length, failures }
  }
}

if (import.meta.main) {
  const [dir = '.'] = process.argv.slice(2)
  const { checked, failures } = await checkSharedVectors(dir)
  for (const failure of failures) console.log(failure)
  console.log(`${checked} vectors checked, ${failures.length} failures`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
