// How far time has surely got: a clock that says less, as one does that begins in 1970, is not believed.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- The latest moment that any machine of this box believed, moved on about every minute. One row.
    create table time_mark (
      one       boolean primary key default true check (one),
      marked_at timestamptz not null
    );
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
