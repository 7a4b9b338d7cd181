// The books of the system that was here before: what was brought over from them, row by row, so that bringing it again changes
// nothing; what could not be and why; and the receipts that it counted, which never count again.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table moves (
      id         bigint generated always as identity primary key,
      source     text not null check (source <> ''), -- "phpnuxbill:isp": the system and its database.
      system     text not null check (system in ('phpnuxbill', 'daloradius', 'freeradius', 'mikhmon', 'csv')),
      zone       text not null check (zone <> ''), -- In which its times were read.
      started_at timestamptz not null,
      ended_at   timestamptz, -- Null: it runs, or it was cut off and goes on when it is asked for again.
      counts     jsonb not null default '{}'
    );

    -- Which row of theirs became which of ours.
    create table moved_rows (
      source     text not null,
      kind       text not null check (kind in ('plan', 'router', 'subscriber', 'line', 'voucher')),
      source_key text not null check (source_key <> ''),
      our_id     bigint not null,
      moved_at   timestamptz not null,
      primary key (source, kind, source_key)
    );

    -- What a person must look at: it stays in the old books until it is mended there, or is written here by hand.
    create table unmoved_rows (
      source     text not null,
      kind       text not null check (kind in ('plan', 'router', 'subscriber', 'line', 'voucher', 'receipt')),
      source_key text not null,
      name       text not null,
      why        text not null check (why ~ '^[a-z_]+$'),
      seen_at    timestamptz not null,
      primary key (source, kind, source_key)
    );

    -- M-Pesa's codes of money that the old system has counted.
    create table old_receipts (
      receipt_code  text primary key check (receipt_code ~ '^[A-Z0-9]{10}$'),
      source        text not null,
      source_key    text not null,
      user_name     text,
      subscriber_id bigint references subscribers,
      amount_cents  bigint check (amount_cents > 0),
      paid_at       timestamptz,
      added_at      timestamptz not null
    );
    create index old_receipts_by_subscriber on old_receipts (subscriber_id, paid_at);

    -- The last guard, whichever door it comes by: money that was counted in the old books is never a payment here.
    create function refuse_old_receipt() returns trigger language plpgsql as $$
    begin
      if exists (select from old_receipts where receipt_code = new.receipt_code) then
        raise exception 'receipt % was counted in the old books', new.receipt_code using errcode = 'unique_violation';
      end if;
      return new;
    end $$;
    create trigger payments_not_of_old_books before insert or update of receipt_code on payments
      for each row when (new.rail = 'mpesa' and new.receipt_code is not null) execute function refuse_old_receipt();

    -- What the old books owed: money in wallets, and time that was paid there and is not used yet.
    alter table accounts
      drop constraint accounts_kind_check,
      add constraint accounts_kind_check check (kind in ('paybill', 'wallet', 'suspense', 'sales', 'vouchers', 'budget', 'grace',
        'deposit', 'refunds', 'cash', 'bank', 'written_off', 'float', 'drawer_differences', 'opening'));
    alter table transfers
      drop constraint transfers_kind_check,
      add constraint transfers_kind_check check (kind in ('receive', 'assign', 'sell', 'undo', 'give', 'lend', 'adjust', 'return',
        'deposit', 'release', 'refund', 'write_off', 'top_up', 'supply', 'pay_back', 'count', 'pay_out', 'reverse', 'carry_over'));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
