// A plan that is made while nobody is online takes any index of those who are, and walks through it ever after: only the one
// by service may serve who does not ask for an address.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    drop index sessions_by_address;
    create index sessions_by_address on sessions (framed_ip_address)
      where stopped_at is null and framed_ip_address is not null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
