// Who was let in or refused, who is online as accounting tells it, and who was told to leave.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table access_decisions (
      id                 bigint generated always as identity primary key,
      decided_at         timestamptz not null,
      router_id          bigint not null references routers,
      service_id         bigint references services,
      user_name          text not null,
      calling_station_id text,
      outcome            text not null check (outcome in ('accept', 'reject')),
      reason             text,
      session_seconds    int,
      rate_limit         text,
      check ((outcome = 'reject') = (reason is not null))
    );
    create index access_decisions_by_service on access_decisions (service_id, decided_at);

    create table sessions (
      id                 bigint generated always as identity primary key,
      -- Our Class where the router echoed it; else what the router gives us that tells sessions apart.
      session_key        text not null unique,
      router_id          bigint not null references routers,
      service_id         bigint references services,
      acct_session_id    text not null,
      user_name          text not null,
      calling_station_id text,
      nas_port_id        text,
      nas_ip_address     inet,
      framed_ip_address  inet,
      started_at         timestamptz not null,
      heard_at           timestamptz not null,
      session_seconds    bigint not null default 0,
      input_octets       bigint not null default 0,
      output_octets      bigint not null default 0,
      stopped_at         timestamptz,
      terminate_cause    text,
      check ((stopped_at is null) = (terminate_cause is null))
    );
    create index sessions_open on sessions (service_id) where stopped_at is null;
    create index sessions_by_service on sessions (service_id, started_at);
    create index sessions_by_router on sessions (router_id, started_at) where stopped_at is null;

    -- A Disconnect-Request and what came of it. An ACK is not the end: accounting is (F57).
    create table disconnections (
      id           bigint generated always as identity primary key,
      session_id   bigint not null references sessions,
      reason       text not null check (reason in ('credit_ended', 'suspended', 'asked')),
      state        text not null default 'asked'
                   check (state in ('asked', 'acknowledged', 'refused', 'unanswered', 'confirmed', 'failed')),
      asked_at     timestamptz not null,
      tries        int not null default 0,
      error_cause  int,
      answered_at  timestamptz,
      confirmed_at timestamptz,
      failed_at    timestamptz,
      due_at       timestamptz,
      check ((state = 'confirmed') = (confirmed_at is not null)),
      check ((state = 'failed') = (failed_at is not null)),
      check ((state in ('confirmed', 'failed')) = (due_at is null))
    );
    create index disconnections_due on disconnections (due_at) where due_at is not null;
    create unique index disconnections_one_at_a_time on disconnections (session_id)
      where state not in ('confirmed', 'failed');
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
