// What providers said, what we asked them, the payments that were proved, and every report of each.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Word for word and for ever. No key but ours: a forged first copy must not shut out the true one.
    create table callbacks (
      id             bigint generated always as identity primary key,
      spool_id       uuid unique,
      shortcode      text not null references shortcodes,
      kind           text not null check (kind in ('confirmation', 'status_result', 'status_timeout')),
      body           bytea not null,
      headers        jsonb not null,
      source_address text, -- As it stood: a proxy may write what is no address.
      heard_at       timestamptz not null,
      state          text not null default 'recorded'
                     check (state in ('recorded', 'unproved', 'done', 'unreadable')),
      receipt_code   text,
      outcome        text,
      tries          int not null default 0,
      due_at         timestamptz,
      decided_at     timestamptz,
      check ((state in ('recorded', 'unproved')) = (due_at is not null))
    );
    create index callbacks_due on callbacks (due_at) where due_at is not null;
    create index callbacks_by_receipt on callbacks (receipt_code);

    create table payments (
      id                 bigint generated always as identity primary key,
      merchant_reference uuid not null unique,
      rail               text not null check (rail in ('mpesa')),
      receipt_code       text not null check (receipt_code <> '' and receipt_code = upper(btrim(receipt_code))),
      shortcode          text not null references shortcodes,
      channel            text not null check (channel in ('paybill')),
      amount_cents       bigint not null check (amount_cents > 0),
      account_typed      text,
      payer_msisdn       text check (payer_msisdn ~ '^254[17][0-9]{8}$'),
      payer_msisdn_raw   text, -- As M-Pesa sent it: whole, masked or hashed.
      payer_name         text,
      customer_money     boolean not null, -- Not a transfer between organisations, say.
      paid_at            timestamptz,
      heard_at           timestamptz not null,
      proved_at          timestamptz not null,
      proved_by          text not null check (proved_by in ('pull', 'transaction_status')),
      state              text not null default 'unsettled' check (state in ('unsettled', 'settled', 'excepted')),
      settled_at         timestamptz,
      subscriber_id      bigint references subscribers,
      service_id         bigint references services,
      transfer_id        bigint unique references transfers,
      due_at             timestamptz,
      unique (rail, receipt_code),
      check ((state = 'unsettled') = (transfer_id is null)),
      check ((state = 'settled') = (subscriber_id is not null)),
      check ((state = 'unsettled') = (due_at is not null))
    );
    create index payments_due on payments (due_at) where due_at is not null;
    create index payments_by_time on payments (heard_at, id);
    create index payments_by_subscriber on payments (subscriber_id, id);

    -- Our questions to a provider. The row, and its merchant_reference, exist before anything is sent.
    create table inquiries (
      id                 bigint generated always as identity primary key,
      merchant_reference uuid not null unique,
      shortcode          text not null references shortcodes,
      kind               text not null check (kind in ('pull', 'transaction_status')),
      receipt_code       text, -- What we asked about; a pull asks about a stretch of time.
      asked_at           timestamptz not null,
      exchange           jsonb, -- Request and answer, with secrets taken out and phones masked.
      conversation_id    text unique, -- Daraja's name for the question, by which its result comes back.
      answered_at        timestamptz,
      outcome            text,
      check ((answered_at is null) = (outcome is null)),
      check ((kind = 'transaction_status') = (receipt_code is not null))
    );
    create index inquiries_by_receipt on inquiries (receipt_code);

    -- One report of a payment. The second adds no money; one that differs opens an exception.
    create table sightings (
      id            bigint generated always as identity primary key,
      payment_id    bigint not null references payments,
      source        text not null check (source in ('callback', 'pull', 'transaction_status')),
      callback_id   bigint references callbacks,
      inquiry_id    bigint references inquiries,
      amount_cents  bigint not null,
      account_typed text,
      paid_at       timestamptz,
      heard_at      timestamptz not null,
      differs       boolean not null,
      unique nulls not distinct (payment_id, source, callback_id, inquiry_id)
    );
    create trigger sightings_are_append_only before update or delete on sightings
      for each row execute function refuse_change();
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
