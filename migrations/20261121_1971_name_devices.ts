// A subscriber gives their phones and televisions names, to know which one to let go.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(
    `alter table devices add column name text check (char_length(name) between 1 and 40)`,
  )
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
