// The old notification service (IPN): who may post to a paybill's door, and how much a day is taken on its word.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table ipn_sources (
      shortcode         text primary key references shortcodes,
      username          text not null check (username <> ''),
      password_sealed   bytea not null,
      trusted_cap_cents bigint check (trusted_cap_cents > 0), -- A day; null: nothing is.
      changed_at        timestamptz not null
    )`)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
