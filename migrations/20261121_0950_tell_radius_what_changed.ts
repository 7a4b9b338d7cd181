// RADIUS answers from memory. Whatever changes its answer leaves a row here, by trigger, so that nobody can
// forget to; NOTIFY wakes the reader, and a poll by transaction id finds what a lost NOTIFY did not say.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table access_changes (
      id   bigint generated always as identity primary key,
      kind text not null check (kind in ('service', 'subscriber', 'plan', 'router')),
      row_id bigint not null,
      -- Ids are drawn before the commit, so "id > last seen" would miss rows that commit late.
      xid  xid8 not null default pg_current_xact_id()
    );
    create index access_changes_by_xid on access_changes (xid);

    create function note_access_change() returns trigger language plpgsql as $$
      declare
        changed jsonb := to_jsonb(coalesce(new, old));
        row_id bigint := (changed ->> tg_argv[1])::bigint;
      begin
        insert into access_changes (kind, row_id) values (tg_argv[0], row_id);
        perform pg_notify('access_changed', '');
        return null;
      end
    $$;
    create trigger services_change_access after insert or update or delete on services
      for each row execute function note_access_change('service', 'id');
    create trigger credits_change_access after insert or delete or update of starts_at, ends_at, plan_id on credits
      for each row execute function note_access_change('service', 'service_id');
    create trigger subscribers_change_access after update on subscribers
      for each row execute function note_access_change('subscriber', 'id');
    create trigger plans_change_access after update on plans
      for each row execute function note_access_change('plan', 'id');
    create trigger routers_change_access after insert or update or delete on routers
      for each row execute function note_access_change('router', 'id');

    -- Trial mode's clock: how far every process and simulator is ahead of the machine's. Empty in production.
    create table trial_clock (
      one            boolean primary key default true check (one),
      offset_seconds bigint not null
    );
    create function note_clock_change() returns trigger language plpgsql as $$
      begin
        perform pg_notify('clock_changed', new.offset_seconds::text);
        return null;
      end
    $$;
    create trigger trial_clock_changes after insert or update on trial_clock
      for each row execute function note_clock_change();
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
