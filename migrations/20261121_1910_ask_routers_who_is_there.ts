// Routers are asked over their API: to let a guest in who has paid, and who is online by their own list. A session may be ended
// by a CoA, too.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- A guest who has paid and stands before the hotspot is let in from here, whatever their browser does.
    create table guest_logins (
      id bigint generated always as identity primary key,
      service_id bigint not null references services,
      router_id bigint not null references routers,
      mac text not null check (mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'),
      state text not null default 'asked' check (state in ('asked', 'let_in', 'was_in', 'away', 'refused', 'unanswered', 'over')),
      asked_at timestamptz not null,
      tries integer not null default 0 check (tries >= 0),
      words text check (length(words) <= 200), -- The router's own, where it refused.
      answered_at timestamptz,
      due_at timestamptz
    );
    create unique index guest_logins_open on guest_logins (service_id, mac) where due_at is not null;
    create index guest_logins_due on guest_logins (due_at) where due_at is not null;
    create index guest_logins_by_router on guest_logins (router_id);

    -- When a router was asked last who is online, and what came of it.
    create table router_readings (
      router_id bigint primary key references routers,
      tried_at timestamptz not null,
      read_at timestamptz, -- When it answered last.
      problem text check (problem ~ '^[a-z_]{1,40}$') -- Why it did not the last time.
    );

    -- Its own list, as it was then.
    create table router_active (
      router_id bigint not null references routers,
      service text not null check (service in ('pppoe', 'hotspot')),
      user_name text not null check (length(user_name) <= 253),
      address text not null check (length(address) <= 64),
      mac text not null check (length(mac) <= 64),
      service_id bigint references services, -- Whose name that is.
      first_read_at timestamptz not null,
      primary key (router_id, service, user_name, address, mac)
    );
    create index router_active_by_service on router_active (service_id);

    alter table disconnections
      drop constraint disconnections_step_check,
      add constraint disconnections_step_check check (step in ('disconnect', 'other_names', 'coa', 'api', 'agent'));
    alter table router_answers
      drop constraint router_answers_step_check,
      add constraint router_answers_step_check check (step in ('disconnect', 'other_names', 'coa', 'api', 'agent'));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
