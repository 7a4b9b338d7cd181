// `lango schema`: writes migrations/schema.sql, the whole shape of the data as it stands after every migration,
// from a database that is made for it and thrown away.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
import { describeCatalogue } from './catalogue.ts'
import { openHomeFolder } from './home-folder.ts'
import { root } from './machine.ts'
import { startPostgres } from './postgres/keeping.ts'
import { openSupervisor } from './supervisor.ts'

export const schemaFile = join(root, 'migrations', 'schema.sql')

const heading = `-- The shape of the data as it stands. Read this first; the migrations are how it came to be.
-- Written by \`npm run schema\`, never by hand; a test compares it with the database.
`

/** What schema.sql holds for this database. */
export async function describeSchema(databaseUrl: string): Promise<string> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 30 })
  try {
    return `${heading}\n${await describeCatalogue(db)}`
  } finally {
    await db.destroy()
  }
}

export async function writeSchema(): Promise<string> {
  const home = await openHomeFolder()
  const folder = await mkdtemp(join(home, 'schema-'))
  const supervisor = openSupervisor(folder, console.error)
  try {
    const { url } = await startPostgres(supervisor, { home, folder, durable: false })
    await migrate(url)
    const before = await readFile(schemaFile, 'utf8').catch(() => '')
    const after = await describeSchema(url)
    if (after === before) return 'migrations/schema.sql is as it should be.'
    await writeFile(schemaFile, after)
    return 'migrations/schema.sql is written anew: read the diff.'
  } finally {
    await supervisor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
