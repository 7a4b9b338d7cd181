// What is sold, what each subscriber has, the time bought for it, and the routers that ask.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table plans (
      id          bigint generated always as identity primary key,
      name        text not null unique check (name <> ''),
      kind        text not null check (kind in ('pppoe', 'hotspot')),
      price_cents bigint not null check (price_cents > 0),
      term_count  int not null check (term_count between 1 and 366),
      term_unit   text not null check (term_unit in ('hour', 'day', 'month')),
      down_kbps   int not null check (down_kbps between 64 and 10000000),
      up_kbps     int not null check (up_kbps between 64 and 10000000),
      withdrawn_at timestamptz
    );

    create table routers (
      id            bigint generated always as identity primary key,
      name          text not null unique check (name <> ''),
      site_id       bigint not null references sites,
      address       inet not null,
      secret_sealed bytea not null,
      coa_port      int not null default 3799 check (coa_port between 1 and 65535),
      -- RouterOS asks for it since 7.15; a router that can't is an exception with a name.
      message_authenticator_required boolean not null default true,
      coa_message_authenticator      boolean not null default false,
      retired_at    timestamptz
    );
    -- A packet's source names its router, so no two that are in use share an address.
    create unique index routers_by_address on routers (address) where retired_at is null;

    create table services (
      id              bigint generated always as identity primary key,
      subscriber_id   bigint not null references subscribers,
      service_no      int not null check (service_no between 1 and 99),
      plan_id         bigint not null references plans,
      user_name       text not null unique check (user_name <> '' and user_name = lower(user_name)),
      password_sealed bytea not null,
      static_address  inet,
      anchor_day      int check (anchor_day between 1 and 31),
      opened_at       timestamptz not null,
      closed_at       timestamptz,
      unique (subscriber_id, service_no)
    );

    create table credits (
      id          bigint generated always as identity primary key,
      service_id  bigint not null references services,
      plan_id     bigint not null references plans,
      starts_at   timestamptz not null,
      ends_at     timestamptz not null,
      price_cents bigint not null check (price_cents >= 0),
      transfer_id bigint not null references transfers,
      -- The end is still to be dealt with: renewed from the wallet, or the line closed.
      due_at      timestamptz,
      check (ends_at > starts_at),
      -- No moment of a service is sold twice.
      exclude using gist (service_id with =, tstzrange(starts_at, ends_at) with &&)
    );
    create index credits_due on credits (due_at) where due_at is not null;
    create index credits_by_service on credits (service_id, ends_at);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
