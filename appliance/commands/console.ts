// `lango console`: JavaScript with the box at hand, for whoever must look where no page does. It reads and can't write: the
// database refuses. What must be changed has a command or a page, which are audited.

import { once } from 'node:events'
import { start } from 'node:repl'
import { openAppliance } from '../appliance.ts'
import { readConfig } from '../config.ts'

export async function openConsole(): Promise<void> {
  const config = readConfig()
  const box = await openAppliance({ ...config, databaseUrl: readOnly(config.databaseUrl) })
  try {
    console.log("box, db and now() are at hand, and await: await db('routers').select('name')\nIt reads only. .exit leaves.") // prettier-ignore
    const shell = start({ prompt: 'lango> ', useGlobal: false })
    Object.assign(shell.context, { box, db: box.db, now: box.now })
    await once(shell, 'exit')
  } finally {
    await box.close()
  }
}

/** The same database, in sessions that may only read. Pure. */
export function readOnly(databaseUrl: string): string {
  const option = '-c default_transaction_read_only=on'
  const [place, query = ''] = databaseUrl.split('?', 2) as [string, string?]
  const words = new URLSearchParams(query)
  words.set('options', [words.get('options'), option].filter(Boolean).join(' '))
  return `${place}?${words}`.replaceAll('+', '%20')
}
