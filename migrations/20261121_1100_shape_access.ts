// What a plan says beyond its speed, and where and when a line may come online: for RADIUS to answer, and CoA to change.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table plans
      -- Names of the router's own pools: RouterOS takes an address from there.
      add address_pool text check (address_pool ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
      add ipv6_pool    text check (ipv6_pool ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$'),
      -- The hours of a Nairobi day at which it opens; past midnight where it closes earlier than it opens.
      add opens_at  time,
      add closes_at time,
      add check ((opens_at is null) = (closes_at is null)),
      add check (opens_at <> closes_at),
      -- Which way data_bytes counts: up and down together, or one of them.
      add data_counts text not null default 'both' check (data_counts in ('both', 'down', 'up')),
      add burst_down_kbps     int check (burst_down_kbps between 64 and 10000000),
      add burst_up_kbps       int check (burst_up_kbps between 64 and 10000000),
      add threshold_down_kbps int check (threshold_down_kbps between 64 and 10000000),
      add threshold_up_kbps   int check (threshold_up_kbps between 64 and 10000000),
      add burst_seconds       int check (burst_seconds between 1 and 3600),
      add check (num_nulls(burst_down_kbps, burst_up_kbps, threshold_down_kbps, threshold_up_kbps, burst_seconds) in (0, 5)),
      add priority smallint check (priority between 1 and 8), -- RouterOS's: 1 goes first.
      -- After so many bytes of a credit, another speed until the next.
      add fair_use_bytes bigint check (fair_use_bytes > 0),
      add fair_down_kbps int check (fair_down_kbps between 64 and 10000000),
      add fair_up_kbps   int check (fair_up_kbps between 64 and 10000000),
      add check (num_nulls(fair_use_bytes, fair_down_kbps, fair_up_kbps) in (0, 3));

    -- Another speed at night, or on the weekend. The first that holds is taken.
    create table plan_speeds (
      id         bigint generated always as identity primary key,
      plan_id    bigint not null references plans,
      weekdays   int[] not null check (weekdays <@ array[1, 2, 3, 4, 5, 6, 7] and weekdays <> '{}'), -- Monday is 1.
      from_time  time not null, -- Of the Nairobi day it begins on.
      until_time time not null, -- Past midnight where it is earlier; a whole day where it is the same.
      down_kbps  int not null check (down_kbps between 64 and 10000000),
      up_kbps    int not null check (up_kbps between 64 and 10000000)
    );
    create index plan_speeds_by_plan on plan_speeds (plan_id);
    create trigger plan_speeds_change_access after insert or delete or update on plan_speeds
      for each row execute function note_access_change('plan', 'plan_id');

    alter table services
      add ipv6_prefix cidr check (family(ipv6_prefix) = 6), -- Delegated to it, always the same.
      add locked_mac  text check (locked_mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'),
      -- Where it may come online: everywhere, at one site, or at one router only.
      add site_id     bigint references sites,
      add router_id   bigint references routers;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
