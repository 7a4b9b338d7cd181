// Resellers: a float that is paid for before anything is sold, and that nothing is sold beyond.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await allow(db, 'accounts', 'kind', 'float')
  await allow(db, 'transfers', 'kind', 'top_up', 'supply', 'pay_back')
  await allow(db, 'payments', 'rail', 'float')
  await allow(db, 'payments', 'channel', 'float')
  await db.raw(`
    alter table accounts
      add column staff_id bigint references staff, -- Whose float it is.
      drop constraint accounts_one_of_a_name,
      add constraint accounts_one_of_a_name
        unique nulls not distinct (kind, subscriber_id, shortcode, budget_id, staff_id),
      add constraint accounts_of_staff check ((kind = 'float') = (staff_id is not null));

    -- A float is never below nothing, whoever sells at once: who takes from it waits for whoever took before.
    create function keep_float() returns trigger language plpgsql as $$
      declare left_cents numeric;
      begin
        perform from accounts where id = new.account_id and kind = 'float' for no key update;
        if not found then return null; end if;
        select sum(amount_cents) into left_cents from entries where account_id = new.account_id;
        if left_cents < 0 then
          raise exception 'float % would be % cents', new.account_id, left_cents using errcode = 'check_violation';
        end if;
        return null;
      end
    $$;
    create trigger entries_keep_float after insert on entries
      for each row when (new.amount_cents < 0) execute function keep_float();

    alter table payments
      drop constraint payments_taken,
      add constraint payments_taken check ((rail in ('cash', 'bank', 'float')) = (taken_by is not null));
    -- The page of our own receipt book, for what resellers sell.
    create sequence float_numbers;

    -- Money that went into a float, or came back out of it.
    create table float_moves (
      id           bigint generated always as identity primary key,
      staff_id     bigint not null references staff,
      kind         text not null check (kind in ('top_up', 'pay_back')),
      form_no      uuid not null unique, -- Of the form that asked: pressed twice, it is one.
      rail         text not null check (rail in ('cash', 'bank')),
      amount_cents bigint not null check (amount_cents > 0),
      code         text check (code <> ''), -- The bank's reference.
      proof        text,
      moved_by     bigint not null references staff,
      moved_at     timestamptz not null,
      transfer_id  bigint not null unique references transfers,
      check (rail <> 'bank' or code is not null),
      check (moved_by <> staff_id)
    );
    create unique index float_moves_once on float_moves (code) where rail = 'bank' and kind = 'top_up';
    create index float_moves_by_mover on float_moves (moved_by, moved_at);

    -- What a batch was paid with; null: it is paid for when it is sold.
    alter table voucher_batches add column transfer_id bigint unique references transfers;
  `)
}

/** One more of the words a column may hold; those that are there stay, whoever brought them. */
async function allow(db: Knex, table: string, column: string, ...words: string[]): Promise<void> {
  const name = `${table}_${column}_check`
  const { rows } = await db.raw<{ rows: { says: string }[] }>(
    `select pg_get_constraintdef(oid) as says from pg_constraint where conname = ? and conrelid = ?::regclass`,
    [name, table],
  )
  const there = [...rows[0]!.says.matchAll(/'([a-z_]+)'::text/g)].map(([, word]) => word!)
  const all = [...new Set([...there, ...words])].map((word) => `'${word}'`).join(', ')
  await db.raw(`alter table ${table} drop constraint ${name},
                add constraint ${name} check (${column} in (${all}))`)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
