// Checkouts: our requests to a phone, each prompt of them, and the payments they become. Receipts are numbered,
// and what a payer is told by SMS waits in an outbox.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table checkouts (
      id                 bigint generated always as identity primary key,
      merchant_reference uuid not null unique, -- Names it in the portal's addresses; cannot be guessed.
      subscriber_id      bigint not null references subscribers,
      service_id         bigint not null references services,
      plan_id            bigint not null references plans,
      amount_cents       bigint not null check (amount_cents > 0), -- The price when it was asked for.
      msisdn             text not null check (msisdn ~ '^254[17][0-9]{8}$'),
      device_id          bigint references devices,
      router_id          bigint references routers,
      guest_key_hash     bytea, -- Of the browser that asked: only it is led back by its MAC.
      hand_off           jsonb, -- Where the router takes the login; null without a hotspot.
      shortcode          text not null references shortcodes, -- Served by it to the end, whatever is active later.
      language           text not null check (language in ('en', 'sw')),
      state              text not null default 'open' check (state in ('open', 'paid', 'abandoned')),
      opened_at          timestamptz not null,
      wait_until         timestamptz not null, -- The countdown of the latest prompt.
      closed_at          timestamptz,
      due_at             timestamptz,
      check ((state = 'open') = (closed_at is null)),
      check ((state = 'open') = (due_at is not null))
    );
    create unique index checkouts_one_open on checkouts (device_id, plan_id) where state = 'open';
    create index checkouts_due on checkouts (due_at) where due_at is not null;
    create index checkouts_by_subscriber on checkouts (subscriber_id, id);
    create index checkouts_by_service on checkouts (service_id) where state = 'open';
    create index checkouts_by_device on checkouts (device_id, id);
    create index checkouts_by_time on checkouts (opened_at);

    -- One prompt each. The row is there before anything is sent.
    create table stk_pushes (
      id                  bigint generated always as identity primary key,
      checkout_id         bigint not null references checkouts,
      attempt             int not null,
      merchant_reference  uuid not null unique, -- In its callback address.
      account_reference   text not null unique check (length(account_reference) between 1 and 12),
      msisdn              text not null check (msisdn ~ '^254[17][0-9]{8}$'),
      amount_cents        bigint not null check (amount_cents > 0),
      source_address      text,
      state               text not null default 'created'
                          check (state in ('created', 'sending', 'sent', 'unknown', 'paid', 'failed', 'unanswered')),
      made_at             timestamptz not null,
      sent_at             timestamptz,
      merchant_request_id text,
      checkout_request_id text unique,
      result_code         text,
      result_words        text,
      tries               int not null default 0,
      closed_at           timestamptz,
      due_at              timestamptz,
      exchange            jsonb,
      unique (checkout_id, attempt),
      check ((state in ('paid', 'failed', 'unanswered')) = (closed_at is not null))
    );
    create unique index stk_pushes_one_in_flight on stk_pushes (checkout_id)
      where state in ('created', 'sending', 'sent', 'unknown');
    create index stk_pushes_due on stk_pushes (due_at) where due_at is not null;
    create index stk_pushes_by_msisdn on stk_pushes (msisdn, made_at);
    create index stk_pushes_by_address on stk_pushes (source_address, made_at);

    alter table callbacks
      add reference uuid, -- The push whose address it came to.
      drop constraint callbacks_kind_check,
      add constraint callbacks_kind_check
        check (kind in ('confirmation', 'status_result', 'status_timeout', 'stk_callback'));
    create index callbacks_by_reference on callbacks (reference) where reference is not null;

    alter table inquiries
      add stk_push_id bigint references stk_pushes,
      drop constraint inquiries_kind_check,
      add constraint inquiries_kind_check check (kind in ('pull', 'transaction_status', 'stk_query'));
    create index inquiries_by_stk_push on inquiries (stk_push_id) where stk_push_id is not null;

    -- An STK query proves a payment and does not name it: its code may come later, or never.
    alter table payments
      alter receipt_code drop not null,
      alter shortcode drop not null,
      add stk_push_id bigint unique references stk_pushes,
      drop constraint payments_rail_check,
      add constraint payments_rail_check check (rail in ('mpesa', 'voucher')),
      drop constraint payments_channel_check,
      add constraint payments_channel_check check (channel in ('paybill', 'stk', 'voucher')),
      drop constraint payments_proved_by_check,
      add constraint payments_proved_by_check
        check (proved_by in ('pull', 'transaction_status', 'stk_query', 'voucher')),
      add constraint payments_named check (receipt_code is not null or stk_push_id is not null),
      add constraint payments_shortcode_check check ((rail = 'mpesa') = (shortcode is not null));
    create index payments_without_code on payments (shortcode, amount_cents) where receipt_code is null;

    alter table sightings
      drop constraint sightings_source_check,
      add constraint sightings_source_check
        check (source in ('callback', 'pull', 'transaction_status', 'stk_query', 'voucher'));

    alter table accounts
      drop constraint accounts_kind_check,
      add constraint accounts_kind_check check (kind in ('paybill', 'wallet', 'suspense', 'sales', 'vouchers'));

    -- Buy Goods: the store's number signs, the till is paid.
    alter table shortcodes
      add till text check (till ~ '^[0-9]{5,8}$'),
      add asks boolean not null default false; -- It has what it takes to ask phones to pay.

    -- Numbered without gaps: the counter is taken last in its transaction, and given back if that fails.
    create table receipt_counter (
      one  boolean primary key default true check (one),
      last bigint not null
    );
    insert into receipt_counter (last) values (0);
    create table receipts (
      number     bigint primary key,
      payment_id bigint not null unique references payments,
      issued_at  timestamptz not null
    );

    -- How SMS leave. One row; null columns where none is set up.
    create table sms_gateway (
      one            boolean primary key default true check (one),
      provider       text not null check (provider in ('africas_talking')),
      base_url       text not null,
      username       text not null,
      api_key_sealed bytea not null,
      sender         text
    );
    -- What to say is put into words when it is sent, from what it is about.
    create table messages (
      id         bigint generated always as identity primary key,
      kind       text not null check (kind in ('payment_confirmed', 'payment_in_review')),
      payment_id bigint not null references payments,
      msisdn     text not null check (msisdn ~ '^254[17][0-9]{8}$'),
      language   text not null check (language in ('en', 'sw')),
      state      text not null default 'queued' check (state in ('queued', 'sent', 'failed')),
      made_at    timestamptz not null,
      sent_at    timestamptz,
      gateway_id text,
      error      text,
      tries      int not null default 0,
      due_at     timestamptz,
      unique (kind, payment_id), -- Never twice.
      check ((state = 'queued') = (due_at is not null))
    );
    create index messages_due on messages (due_at) where due_at is not null;
    create index messages_by_msisdn on messages (msisdn, id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
