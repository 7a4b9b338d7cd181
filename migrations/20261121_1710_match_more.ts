// What else tells whose money it is: the numbers people had before we came, and the phones behind hashes.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table old_numbers (
      old_no text primary key check (old_no ~ '^[A-Z0-9]{1,20}$'),
      subscriber_id bigint not null references subscribers,
      came_from text not null check (came_from <> ''),
      added_at timestamptz not null
    );
    create index old_numbers_by_subscriber on old_numbers (subscriber_id);

    -- Phones of subscribers, and what finds each by the hash that C2B v1 sends: made by us, under the box key.
    create table known_phones (
      msisdn text primary key,
      lookup_hash bytea unique
    );
    create index known_phones_to_fill on known_phones (msisdn) where lookup_hash is null;
    insert into known_phones (msisdn) select distinct msisdn from subscribers where msisdn is not null;

    create function know_phone() returns trigger language plpgsql as $$
    begin
      if new.msisdn is not null then
        insert into known_phones (msisdn) values (new.msisdn) on conflict do nothing;
      end if;
      return null;
    end $$;
    create trigger know_phone after insert or update of msisdn on subscribers for each row execute function know_phone();
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
