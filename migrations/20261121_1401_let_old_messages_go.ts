// Messages of providers lose their words when they are old: names and phones have no place for ever.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- How long messages are kept word for word; no row: as the box was set up.
    create table keeping (
      one            boolean primary key default true check (one),
      message_months int not null check (message_months between 3 and 120)
    );
    -- When its words went; what is left says that there was a message, and by its hash which.
    alter table callbacks add column purged_at timestamptz, add column body_hash bytea,
      add constraint callbacks_purged check ((purged_at is null) = (body_hash is null) and (purged_at is null or body = ''));
    alter table inquiries add column purged_at timestamptz, add check (purged_at is null or exchange is null);
    alter table stk_pushes add column purged_at timestamptz, add check (purged_at is null or exchange is null);
    create index callbacks_kept on callbacks (heard_at) where purged_at is null;
    create index inquiries_kept on inquiries (asked_at) where exchange is not null;
    create index stk_pushes_kept on stk_pushes (made_at) where exchange is not null;
    insert into upkeep (task, due_at) values ('purge_messages', '2026-11-21 00:45+03');
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
