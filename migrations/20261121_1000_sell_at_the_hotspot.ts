// Guests: the phones that stand before a hotspot, the plans a site offers them, the vouchers they type, and how
// much of their data is left.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Who we are to a guest. One row.
    create table business (
      one           boolean primary key default true check (one),
      name          text not null check (name <> ''),
      support_phone text
    );

    alter table plans
      add data_bytes bigint check (data_bytes > 0), -- Null: without a limit.
      add devices    int not null default 1 check (devices between 1 and 50),
      add site_id    bigint references sites; -- Null: offered at every site.

    alter table routers
      -- Names the router in the portal's addresses. Not a secret: every guest's browser shows it.
      add portal_key   text not null unique default substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)
                       check (portal_key ~ '^[0-9a-f]{12}$'),
      -- Where its hotspot's login page is found: nothing is sent to another host, whatever a guest's browser says.
      add hotspot_host text,
      -- RouterOS's login by MAC alone. Whoever copies the MAC is let in, so it is off unless the owner wants it.
      add mac_login    boolean not null default false;

    create table devices (
      id             bigint generated always as identity primary key,
      mac            text not null unique check (mac ~ '^([0-9A-F]{2}:){5}[0-9A-F]{2}$'),
      service_id     bigint references services, -- The pass it may use.
      bound_at       timestamptz,
      first_seen_at  timestamptz not null,
      login_tried_at timestamptz, -- Last sent to the router's login.
      check ((service_id is null) = (bound_at is null))
    );
    create index devices_by_service on devices (service_id);

    create function note_device_change() returns trigger language plpgsql as $$
      begin
        insert into access_changes (kind, row_id)
          select distinct 'service', id from (values (case when tg_op = 'INSERT' then null else old.service_id end),
                                                     (case when tg_op = 'DELETE' then null else new.service_id end)) as v (id)
          where id is not null;
        perform pg_notify('access_changed', '');
        return null;
      end
    $$;
    create trigger devices_change_access after insert or delete or update of service_id, mac on devices
      for each row execute function note_device_change();

    alter table services add pass_code_sealed bytea; -- Six digits by SMS: with the phone's number they move the pass.

    alter table credits add data_bytes bigint check (data_bytes > 0); -- Of the plan as it was bought.

    -- What a capped service has used changes RADIUS's answer. No NOTIFY: it would take a lock at every commit of
    -- accounting; the reader's poll finds the row within a second.
    create function note_usage() returns trigger language plpgsql as $$
      begin
        if new.service_id is not null
           and (tg_op = 'INSERT' or new.input_octets + new.output_octets > old.input_octets + old.output_octets)
           and exists (select from credits c where c.service_id = new.service_id and c.data_bytes is not null
                       and c.ends_at > new.started_at) then
          insert into access_changes (kind, row_id) values ('service', new.service_id);
        end if;
        return null;
      end
    $$;
    create trigger sessions_use_data after insert or update of input_octets, output_octets on sessions
      for each row execute function note_usage();

    -- Time sold on paper. The code is worth money: it is kept sealed, and found by its hash.
    create table vouchers (
      id          bigint generated always as identity primary key,
      code_hash   bytea not null unique,
      code_sealed bytea not null,
      plan_id     bigint not null references plans,
      price_cents bigint not null check (price_cents > 0),
      made_at     timestamptz not null,
      made_by     bigint references staff,
      redeemed_at timestamptz,
      service_id  bigint references services,
      check ((redeemed_at is null) = (service_id is null))
    );

    alter table disconnections
      drop constraint disconnections_reason_check,
      add constraint disconnections_reason_check
        check (reason in ('credit_ended', 'suspended', 'asked', 'moved')); -- To another device.

    -- What guests typed that opens something: counted, so that nobody tries a thousand.
    create table portal_attempts (
      id             bigint generated always as identity primary key,
      kind           text not null check (kind in ('voucher', 'move')),
      mac            text not null,
      source_address text not null,
      about          text, -- The phone whose pass was asked for.
      at             timestamptz not null
    );
    create index portal_attempts_by_mac on portal_attempts (mac, at);
    create index portal_attempts_by_address on portal_attempts (source_address, at);
    create index portal_attempts_by_about on portal_attempts (about, at) where about is not null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
