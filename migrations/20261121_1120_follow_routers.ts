// Two routers may speak from one address, and tell themselves apart by NAS-Identifier. When each was last heard says
// whether a session that is silent has ended, or whether nobody spoke.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table sessions add nas_identifier text; -- Null: the router did not say, or an older release did not ask.
    -- A station that begins anew has ended what it had before.
    create index sessions_by_station on sessions (calling_station_id, router_id) where stopped_at is null;
    -- Without our Class, an Acct-Session-Id and a start are all that names a session.
    create index sessions_by_acct_session_id on sessions (acct_session_id, router_id)
      where session_key like 'nas:%';

    -- An unbroken stretch of hearing a router: its last word, and the word that came after the last long silence.
    create table router_voices (
      router_id      bigint not null references routers,
      nas_identifier text not null, -- Empty where the router gives none.
      since_at       timestamptz not null,
      heard_at       timestamptz not null,
      primary key (router_id, nas_identifier),
      check (since_at <= heard_at)
    );
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
