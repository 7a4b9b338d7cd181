// Subscribers sign in by a code on their phone, and what they are sent beside: codes, and reminders before time ends.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table sms_codes (
      id             bigint generated always as identity primary key,
      purpose        text not null check (purpose in ('sign_in')),
      msisdn         text not null check (msisdn ~ '^254[17][0-9]{8}$'),
      ask_hash       bytea not null unique, -- Of what only the browser has that asked.
      code_sealed    bytea not null,
      source_address text,
      made_at        timestamptz not null,
      ends_at        timestamptz not null check (ends_at > made_at),
      tries          integer not null default 0 check (tries >= 0),
      used_at        timestamptz
    );
    create index sms_codes_by_msisdn on sms_codes (msisdn, made_at);
    create index sms_codes_by_address on sms_codes (source_address, made_at) where source_address is not null;

    -- A browser of a subscriber's. Who has the phone has every account with that number; a link opens one.
    create table own_sign_ins (
      id             bigint generated always as identity primary key,
      msisdn         text not null check (msisdn ~ '^254[17][0-9]{8}$'),
      subscriber_id  bigint references subscribers,
      token_hash     bytea not null unique,
      proved_by      text not null check (proved_by in ('code', 'link')),
      remembered     boolean not null,
      started_at     timestamptz not null,
      seen_at        timestamptz not null,
      ends_at        timestamptz not null check (ends_at > started_at),
      ended_at       timestamptz,
      source_address text,
      user_agent     text,
      check ((proved_by = 'link') = (subscriber_id is not null))
    );
    create index own_sign_ins_by_msisdn on own_sign_ins (msisdn, started_at);

    -- Out everywhere: links that were made before open nothing any more.
    create table own_links_ended (
      msisdn   text primary key check (msisdn ~ '^254[17][0-9]{8}$'),
      ended_at timestamptz not null
    );

    -- One a step of each end of paid time: the key is what keeps anybody from being told twice.
    create table reminders (
      id            bigint generated always as identity primary key,
      service_id    bigint not null references services,
      step          text not null check (step in ('three_days', 'one_day', 'ended', 'grace')),
      ends_at       timestamptz not null, -- Of the time that it is about.
      made_at       timestamptz not null,
      unique (service_id, step, ends_at)
    );

    alter table messages
      add column sms_code_id bigint unique references sms_codes,
      add column reminder_id bigint unique references reminders,
      drop constraint messages_kind_check,
      drop constraint messages_about,
      add constraint messages_kind_check check (kind in ('payment_confirmed', 'payment_in_review', 'written', 'sign_in_code',
        'reminder')),
      add constraint messages_about check ((kind in ('payment_confirmed', 'payment_in_review')) = (payment_id is not null)),
      add constraint messages_code check ((kind = 'sign_in_code') = (sms_code_id is not null)),
      add constraint messages_reminder check ((kind = 'reminder') = (reminder_id is not null));

    -- "My internet does not work", with what was found.
    alter table exceptions
      drop constraint exceptions_kind_check,
      add constraint exceptions_kind_check check (kind in ('unknown_account', 'missing_reference', 'account_closed',
        'not_customer_money', 'unreadable_callback', 'paid_less', 'paid_more', 'sightings_differ', 'unproved', 'still_online',
        'work_failed', 'secret_mismatch', 'another_phone', 'not_applied', 'possible_double', 'claimed', 'router_silent',
        'reversed', 'refund_stuck', 'no_internet'));

    -- A subscriber asks for money on their own account, or has somebody else asked: nobody of the staff did.
    alter table payment_requests alter column asked_by drop not null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
