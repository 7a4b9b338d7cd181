// The last hash of a chain, carried out of the database each day: one file a day, "LINK HASH". Whoever rewrites the chain
// would have to find and rewrite these too.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './durable-file.ts'
import { nairobi, type Instant } from './time.ts'

export interface Head {
  link_no: number
  /** Hex of SHA-256. */
  hash: string
}

/** Which chain's: the folder of the state directory where its heads lie. */
export type Chain = 'audit-heads' | 'ledger-heads'

export async function carryOut(
  stateDir: string,
  chain: Chain,
  { link_no, hash }: Head,
  now: Instant,
): Promise<void> {
  const day = now.toZonedDateTimeISO(nairobi).toPlainDate().toString()
  await writeWhole(join(stateDir, chain, day), [Buffer.from(`${link_no} ${hash}\n`)])
}

/** All there are, the oldest first. */
export async function readCarried(
  stateDir: string,
  chain: Chain,
): Promise<(Head & { day: string })[]> {
  const folder = join(stateDir, chain)
  const names = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return [] // None was carried out yet.
    throw error
  })
  const days = names.filter((name) => /^\d{4}-\d\d-\d\d$/.test(name))
  return Promise.all(
    days.sort().map(async (day) => {
      const text = await readFile(join(folder, day), 'utf8')
      const [link_no, hash = ''] = text.trim().split(' ')
      return { day, link_no: Number(link_no), hash }
    }),
  )
}
