// Who pays, and where every shilling went. Signs are the holder's: plus, the box owes the account more.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create extension if not exists btree_gist;

    create table sites (
      id   bigint generated always as identity primary key,
      name text not null unique check (name <> '')
    );

    create table subscribers (
      id           bigint generated always as identity primary key,
      account_no   text not null unique check (account_no ~ '^[1-9][0-9]{6}$'),
      name         text not null check (name <> ''),
      msisdn       text check (msisdn ~ '^254[17][0-9]{8}$'),
      language     text not null default 'en' check (language in ('en', 'sw')),
      site_id      bigint not null references sites,
      joined_at    timestamptz not null,
      suspended_at timestamptz,
      closed_at    timestamptz
    );
    create index subscribers_by_msisdn on subscribers (msisdn);

    create table shortcodes (
      shortcode          text primary key check (shortcode ~ '^[0-9]{5,7}$'),
      name               text not null,
      provider           text not null check (provider in ('daraja')),
      base_url           text not null,
      credentials_sealed bytea not null,
      token_sealed       bytea not null,
      token_hash         bytea not null unique,
      urls_registered_at timestamptz,
      pull_registered_at timestamptz,
      pulled_until       timestamptz,
      due_at             timestamptz,
      access_token_sealed     bytea,
      access_token_expires_at timestamptz
    );

    create table accounts (
      id            bigint generated always as identity primary key,
      kind          text not null check (kind in ('paybill', 'wallet', 'suspense', 'sales')),
      subscriber_id bigint references subscribers,
      shortcode     text references shortcodes,
      check ((kind = 'wallet') = (subscriber_id is not null)),
      check ((kind = 'paybill') = (shortcode is not null)),
      unique nulls not distinct (kind, subscriber_id, shortcode)
    );

    create table transfers (
      id        bigint generated always as identity primary key,
      kind      text not null check (kind in ('receive', 'assign', 'sell', 'undo')),
      undoes    bigint unique references transfers,
      posted_at timestamptz not null,
      reason    text not null check (reason <> ''),
      check ((kind = 'undo') = (undoes is not null))
    );

    create table entries (
      id           bigint generated always as identity primary key,
      transfer_id  bigint not null references transfers,
      account_id   bigint not null references accounts,
      amount_cents bigint not null check (amount_cents <> 0),
      unique (transfer_id, account_id)
    );
    create index entries_by_account on entries (account_id, id) include (amount_cents);

    -- The entries of a transfer sum to zero, whoever wrote them. Checked at commit.
    create function check_transfer_balances() returns trigger language plpgsql as $$
      declare
        transfer bigint := case tg_table_name when 'transfers' then new.id else (to_jsonb(new) ->> 'transfer_id')::bigint end;
        total numeric;
        lines int;
      begin
        select coalesce(sum(amount_cents), 0), count(*) into total, lines from entries where transfer_id = transfer;
        if total <> 0 or lines < 2 then
          raise exception 'transfer % does not balance: % entries sum to %', transfer, lines, total
            using errcode = 'check_violation';
        end if;
        return null;
      end
    $$;
    create constraint trigger entries_balance after insert on entries
      deferrable initially deferred for each row execute function check_transfer_balances();
    create constraint trigger transfers_have_entries after insert on transfers
      deferrable initially deferred for each row execute function check_transfer_balances();

    create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end
    $$;
    create trigger transfers_are_append_only before update or delete on transfers
      for each row execute function refuse_change();
    create trigger transfers_are_not_truncated before truncate on transfers
      for each statement execute function refuse_change();
    create trigger entries_are_append_only before update or delete on entries
      for each row execute function refuse_change();
    create trigger entries_are_not_truncated before truncate on entries
      for each statement execute function refuse_change();
  `)
}

// Money has been posted against this shape: the way back is a backup, or another migration.
export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
