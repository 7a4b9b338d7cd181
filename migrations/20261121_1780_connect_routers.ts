// Routers are connected by a line that is pasted, call home, and are told things by commands in order.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table routers
      add column serves text not null default 'both' check (serves in ('pppoe', 'hotspot', 'both')),
      add column reach text not null default 'direct' check (reach in ('direct', 'wireguard', 'phone')),
      add column guest_port text not null default 'bridge' check (guest_port ~ '^[A-Za-z0-9_.-]{1,40}$'),
      add column local_users boolean not null default false, -- Its hotspot knows its guests itself, and asks nobody.
      add column api_password_sealed bytea;

    -- A line to paste: good for an hour, and until the router it was made for is connected.
    create table router_setups (
      id bigint generated always as identity primary key,
      router_id bigint not null references routers,
      token_hash bytea not null unique check (octet_length(token_hash) = 32),
      token_sealed bytea not null,
      key_sealed bytea not null, -- The agent's.
      key_hash bytea not null unique check (octet_length(key_hash) = 32),
      epoch integer not null check (epoch > 0),
      dialect integer check (dialect in (6, 7)),
      facts jsonb, -- What the router said of itself.
      made_at timestamptz not null,
      made_by bigint references staff,
      expires_at timestamptz not null check (expires_at > made_at),
      fetched_at timestamptz,
      fetched_from inet, -- From then on nobody else.
      connected_at timestamptz,
      unique (router_id, epoch),
      check ((fetched_at is null) = (fetched_from is null))
    );

    create table router_setup_steps (
      setup_id bigint not null references router_setups on delete cascade,
      step text not null,
      state text not null check (state in ('done', 'failed')),
      at timestamptz not null,
      primary key (setup_id, step)
    );

    -- Who calls home. An epoch begins with each line that is pasted; a command of an older one is never run.
    create table router_agents (
      router_id bigint primary key references routers,
      epoch integer not null check (epoch > 0),
      key_hash bytea not null unique check (octet_length(key_hash) = 32),
      dialect integer not null check (dialect in (6, 7)),
      sequence bigint not null default 0, -- Of the last command that was queued.
      seen bigint not null default 0, -- Of the last one it has run.
      connected_at timestamptz not null,
      heard_at timestamptz not null,
      here_since timestamptz, -- Has called without a gap since then; null: it is silent.
      gaps integer not null default 0 check (gaps >= 0), -- How often it was silent since it was last steady.
      source_address inet,
      facts jsonb not null default '{}',
      settings jsonb, -- As it told them when it was asked last.
      settings_at timestamptz,
      up_bytes bigint,
      down_bytes bigint,
      up_kbps bigint,
      down_kbps bigint
    ) with (fillfactor = 70);

    create table router_commands (
      id bigint generated always as identity primary key,
      router_id bigint not null references routers,
      epoch integer not null,
      sequence bigint not null,
      kind text not null check (kind in ('user-put', 'user-remove', 'session-remove', 'rate-set', 'status', 'mend', 'export')),
      told_sealed bytea not null, -- What it says beside its kind: passwords are in it.
      service_id bigint references services,
      session_id bigint,
      asked_by bigint references staff,
      queued_at timestamptz not null,
      expires_at timestamptz not null check (expires_at > queued_at),
      state text not null default 'queued'
        check (state in ('queued', 'delivered', 'executed', 'confirmed', 'failed', 'dropped')),
      delivered_at timestamptz,
      executed_at timestamptz,
      confirmed_at timestamptz,
      reason text, -- Why it failed or was dropped.
      unique (router_id, epoch, sequence),
      check ((state in ('failed', 'dropped')) = (reason is not null)),
      check ((state = 'confirmed') = (confirmed_at is not null))
    );
    create index router_commands_waiting on router_commands (router_id, sequence) where state in ('queued', 'delivered');
    create index router_commands_by_service on router_commands (service_id, id) where service_id is not null;
    create index router_commands_by_session on router_commands (session_id) where session_id is not null;

    -- Guests whom a router with users of its own has been told to know, and for how long they have paid.
    create table router_users (
      router_id bigint not null references routers,
      service_id bigint not null references services,
      user_name text not null,
      rate text not null,
      until timestamptz not null,
      primary key (router_id, service_id)
    );

    -- How it was set, its secrets taken out.
    create table router_exports (
      id bigint generated always as identity primary key,
      router_id bigint not null references routers,
      taken_at timestamptz not null,
      lines text not null
    );
    create index router_exports_of_router on router_exports (router_id, id);

    -- The ends of the tunnels that are not the box's. Its address is kept for it, its key comes when it is connected.
    create table tunnel_peers (
      router_id bigint primary key references routers,
      address inet not null unique,
      public_key text unique check (public_key ~ '^[A-Za-z0-9+/]{43}=$'),
      known_at timestamptz,
      check ((public_key is null) = (known_at is null))
    );
    create table tunnel_box (
      only_one boolean primary key default true check (only_one),
      private_key_sealed bytea not null,
      public_key text not null check (public_key ~ '^[A-Za-z0-9+/]{43}=$'),
      made_at timestamptz not null
    );

    -- One kind more than there are, whichever they are by now.
    do $$
      declare
        known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'exceptions_kind_check');
      begin
        alter table exceptions drop constraint exceptions_kind_check;
        execute 'alter table exceptions add constraint exceptions_kind_check '
          || replace(known, '])', ', ''router_silent''::text])');
      end
    $$;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
