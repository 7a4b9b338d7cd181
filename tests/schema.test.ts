// migrations/schema.sql is the shape of the data as it stands: what the migrations make of an empty database.

import test from 'ava'
import { readFile } from 'node:fs/promises'
import { describeSchema, schemaFile } from '../appliance/commands/schema.ts'
import { openDatabase } from '../appliance/database.ts'
import { dropDatabase, freshDatabase } from './support/database.ts'

test('migrations/schema.sql is what the migrations make; `npm run schema` writes it', async (t) => {
  const url = await freshDatabase()
  t.teardown(() => dropDatabase(url))

  t.is(await describeSchema(url), await readFile(schemaFile, 'utf8'))
})

test('a column, a check, an index, a trigger or a function more shows in the schema', async (t) => {
  const url = await freshDatabase()
  t.teardown(() => dropDatabase(url))
  const before = await describeSchema(url)
  const changes = [
    `alter table sites add column motto text not null default 'karibu'`,
    `alter table sites add constraint motto_short check (length(motto) < 80)`,
    `create index sites_by_motto on sites (motto)`,
    `create function say() returns trigger language plpgsql as $$ begin return null; end $$`,
    `create trigger sites_say after insert on sites for each row execute function say()`,
  ]

  let known = before
  for (const change of changes) {
    const db = openDatabase(url, { connections: 1, statement_seconds: 10 })
    await db.raw(change)
    await db.destroy()
    const after = await describeSchema(url)
    t.not(after, known, change)
    known = after
  }
  t.true(known.length > before.length)
})
