// What a shop keeps: batches of vouchers, what became of each and who printed it; cashiers' shifts; who sees a plan.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table plans
      -- Days a line stays open after its paid time, before it is closed; 0: none.
      add column if not exists grace_days int not null default 0 check (grace_days between 0 and 31),
      -- Sold at the desk only, where it is false.
      add column on_portal boolean not null default true;

    -- Vouchers that were made together.
    create table voucher_batches (
      id          bigint generated always as identity primary key,
      plan_id     bigint not null references plans,
      price_cents bigint not null check (price_cents > 0),
      made_at     timestamptz not null,
      made_by     bigint references staff, -- Null: the command line.
      made_how    text not null default 'drawn' check (made_how in ('drawn', 'imported')),
      note        text check (note <> '')
    );
    create index voucher_batches_by_time on voucher_batches (made_at, id);
    insert into voucher_batches (plan_id, price_cents, made_at, made_by)
      select plan_id, price_cents, made_at, made_by from vouchers
      group by plan_id, price_cents, made_at, made_by order by min(id);

    alter table vouchers
      add column batch_id bigint references voucher_batches,
      add column voided_at timestamptz,
      add column voided_by bigint references staff,
      add column void_why text check (void_why <> ''),
      add column replaces_id bigint unique references vouchers, -- Made in the place of one that was lost or spoilt.
      add constraint vouchers_void_or_used check (voided_at is null or redeemed_at is null),
      add constraint vouchers_void_why check ((voided_at is null) = (void_why is null));
    update vouchers v set batch_id = b.id from voucher_batches b
      where b.plan_id = v.plan_id and b.price_cents = v.price_cents and b.made_at = v.made_at
        and b.made_by is not distinct from v.made_by;
    alter table vouchers alter column batch_id set not null;
    create index vouchers_by_batch on vouchers (batch_id, id);
    create index vouchers_unused on vouchers (plan_id, id) where redeemed_at is null and voided_at is null;

    -- Each time a code was put on paper or on a screen.
    create table voucher_prints (
      id         bigint generated always as identity primary key,
      voucher_id bigint not null references vouchers,
      at         timestamptz not null,
      staff_id   bigint references staff, -- Null: the command line.
      why        text not null check (why <> '')
    );
    create index voucher_prints_by_voucher on voucher_prints (voucher_id, id);

    -- A cashier's drawer, from the float it began with to what was counted in the end.
    create table shifts (
      id             bigint generated always as identity primary key,
      staff_id       bigint not null references staff,
      opened_at      timestamptz not null,
      float_cents    bigint not null check (float_cents >= 0),
      closed_at      timestamptz check (closed_at >= opened_at),
      expected_cents bigint,
      counted_cents  bigint check (counted_cents >= 0),
      note           text check (note <> ''),
      check (num_nulls(closed_at, expected_cents, counted_cents) in (0, 3)),
      check (closed_at is null or expected_cents = counted_cents or note is not null) -- Over or short wants a word.
    );
    create unique index shifts_open on shifts (staff_id) where closed_at is null;
    create index shifts_by_time on shifts (opened_at, id);

    create table voucher_sales (
      id          bigint generated always as identity primary key,
      shift_id    bigint not null references shifts,
      voucher_id  bigint not null unique references vouchers,
      price_cents bigint not null check (price_cents > 0),
      sold_at     timestamptz not null,
      undone_at   timestamptz,
      undone_by   bigint references staff,
      undone_why  text check (undone_why <> ''),
      undone_after boolean not null default false, -- After the shift was counted: its figures stay.
      check (num_nulls(undone_at, undone_by, undone_why) in (0, 3))
    );
    create index voucher_sales_by_shift on voucher_sales (shift_id, id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
