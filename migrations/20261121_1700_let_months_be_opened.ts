// Months of past sessions are opened and dropped by functions of the owner's, so that whoever asks for it every night need not
// own a table, or be allowed to make one.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create function open_month(name text, starts_at timestamptz, ends_at timestamptz) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if name !~ '^past_sessions_[0-9]{4}_[0-9]{2}$' then
        raise exception '% is not a month of past sessions', name;
      end if;
      execute format('create table if not exists %I partition of past_sessions for values from (%L) to (%L)',
        name, starts_at, ends_at);
    end $$`)
  await db.raw(`
    create function drop_month(name text) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if name !~ '^past_sessions_[0-9]{4}_[0-9]{2}$' then
        raise exception '% is not a month of past sessions', name;
      end if;
      execute format('drop table if exists %I', name);
    end $$`)
  await db.raw(`
    revoke execute on function open_month(text, timestamptz, timestamptz) from public;
    revoke execute on function drop_month(text) from public`)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
