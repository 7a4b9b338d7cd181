// What people do with money: say whose it is, in parts too; take it in the office; ask for it; give it back or write
// it off with a second person's yes. And what they are told: payments that somebody claims to have made.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await allow(db, 'accounts', 'kind', 'cash', 'bank', 'refunds', 'written_off')
  await allow(db, 'transfers', 'kind', 'refund', 'write_off')
  await allow(db, 'payments', 'rail', 'cash', 'bank')
  await allow(db, 'payments', 'channel', 'cash', 'bank')
  await allow(db, 'payments', 'proved_by', 'staff')
  await allow(db, 'payments', 'state', 'to_refund', 'written_off', 'voided')
  await allow(db, 'sightings', 'source', 'staff')
  await allow(
    db,
    'exceptions',
    'kind',
    'another_phone',
    'not_applied',
    'possible_double',
    'claimed',
  )
  await db.raw(`
    alter table payments
      add column expected_cents bigint check (expected_cents > 0), -- What it should have been when it came; null: nobody knew.
      add column taken_by       bigint references staff, -- Who took it in the office.
      add column proof          text,                    -- What they go by: a slip, a receipt book's page.
      drop constraint payments_check1,
      add constraint payments_owned check (case
        when state = 'settled' then subscriber_id is not null
        when state = 'voided'  then true
        else subscriber_id is null end),
      add constraint payments_taken check ((rail in ('cash', 'bank')) = (taken_by is not null)),
      add constraint payments_with_proof check (rail <> 'bank' or proof <> '');
    create index payments_by_taker on payments (taken_by, heard_at) where taken_by is not null;
    create index payments_by_hidden_payer on payments (payer_msisdn_raw, payer_name) where payer_msisdn is null;

    -- The page of our own receipt book, for money taken without a code of anybody's.
    create sequence cash_numbers;

    -- How much somebody of a role may take by hand at once; past it a second person says yes. Null: without end.
    create table manual_caps (
      role         text primary key,
      amount_cents bigint check (amount_cents >= 0)
    );
    insert into manual_caps values ('cashier', 500000), ('finance', 5000000), ('owner', null);

    -- Whose own account it is: nobody gives money to their own.
    alter table subscribers add column staff_id bigint references staff;

    -- Where the parts of a payment went by a person's word. What is taken back stays, and says when.
    create table payment_shares (
      id            bigint generated always as identity primary key,
      payment_id    bigint not null references payments,
      exception_id  bigint references exceptions,
      subscriber_id bigint references subscribers, -- Null: nobody's; to be refunded or written off.
      amount_cents  bigint not null check (amount_cents > 0),
      transfer_id   bigint not null unique references transfers,
      given_at      timestamptz not null,
      taken_back_at timestamptz
    );
    create index payment_shares_by_payment on payment_shares (payment_id);
    create index payment_shares_by_exception on payment_shares (exception_id);

    -- How it ended: what an undo must turn round.
    alter table exceptions add column resolved_as text
      check (resolved_as in ('given', 'kept', 'spent', 'refund', 'written_off', 'closed'));

    -- Money that a second person agreed to give back; paying it out is another's work.
    create table refunds (
      id            bigint generated always as identity primary key,
      payment_id    bigint not null references payments,
      approval_id   bigint not null unique references approvals,
      subscriber_id bigint references subscribers, -- Whose wallet it left; null: suspense.
      amount_cents  bigint not null check (amount_cents > 0),
      msisdn        text, -- The payer's, never another's; null: M-Pesa hid it, and reverses by the code.
      transfer_id   bigint not null unique references transfers,
      state         text not null default 'approved' check (state in ('approved', 'taken_back')),
      approved_at   timestamptz not null
    );
    create index refunds_by_payment on refunds (payment_id);

    -- "I have paid": a code that somebody brings, asked about until Safaricom has said.
    create table claims (
      id            bigint generated always as identity primary key,
      shortcode     text not null references shortcodes,
      receipt_code  text not null unique check (receipt_code = upper(btrim(receipt_code))),
      subscriber_id bigint not null references subscribers,
      amount_cents  bigint check (amount_cents > 0), -- As they say; null: they don't.
      made_by       bigint references staff,
      made_at       timestamptz not null,
      state         text not null default 'open' check (state in ('open', 'found', 'not_found')),
      tries         int not null default 0,
      due_at        timestamptz,
      check ((state = 'open') = (due_at is not null))
    );
    create index claims_due on claims (due_at) where due_at is not null;
    create index claims_by_subscriber on claims (subscriber_id);

    -- Somebody of the staff asks a subscriber for money: on their phone, or by a link that they open themselves.
    create table payment_requests (
      id            bigint generated always as identity primary key,
      subscriber_id bigint not null references subscribers,
      service_id    bigint not null references services,
      amount_cents  bigint not null check (amount_cents > 0 and amount_cents % 100 = 0), -- A prompt asks for whole shillings.
      about         text not null,
      way           text not null check (way in ('prompt', 'link')),
      form_no       uuid not null unique, -- Of the form that asked: pressed twice, it asks once.
      link_hash     bytea unique,
      asked_by      bigint not null references staff,
      asked_at      timestamptz not null,
      expires_at    timestamptz not null,
      withdrawn_at  timestamptz,
      check ((way = 'link') = (link_hash is not null))
    );
    create index payment_requests_by_time on payment_requests (asked_at, id);
    alter table checkouts add column payment_request_id bigint references payment_requests;
    create index checkouts_by_request on checkouts (payment_request_id) where payment_request_id is not null;
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
