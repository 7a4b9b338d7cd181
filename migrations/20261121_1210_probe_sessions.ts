// A session that keeps a payer out is asked about: a CoA-Request with the speed that it has already.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Only a question: whatever the router says, nobody is disconnected for it.
    alter table speed_changes add is_probe boolean not null default false;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
