// The people who work here, what they must resolve, and what they did.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table staff (
      id            bigint generated always as identity primary key,
      email         text not null unique check (email = lower(email) and email like '%@%'),
      name          text not null check (name <> ''),
      role          text not null check (role in ('owner', 'finance', 'cashier', 'support')),
      password_hash text not null,
      added_at      timestamptz not null,
      disabled_at   timestamptz
    );

    create table sign_ins (
      id             bigint generated always as identity primary key,
      staff_id       bigint not null references staff,
      token_hash     bytea not null unique,
      started_at     timestamptz not null,
      seen_at        timestamptz not null,
      ended_at       timestamptz,
      source_address inet,
      user_agent     text
    );

    create table sign_in_attempts (
      id             bigint generated always as identity primary key,
      email          text not null,
      source_address inet,
      at             timestamptz not null
    );
    create index sign_in_attempts_by_email on sign_in_attempts (email, at);
    create index sign_in_attempts_by_address on sign_in_attempts (source_address, at);

    create table exceptions (
      id            bigint generated always as identity primary key,
      kind          text not null check (kind in (
                      'unknown_account', 'missing_reference', 'account_closed', 'not_customer_money',
                      'unreadable_callback', 'paid_less', 'paid_more', 'sightings_differ', 'unproved', 'still_online',
                      'work_failed')),
      subject       text not null, -- What it is about, so that the same trouble is one row: "payment:12".
      payment_id    bigint references payments,
      subscriber_id bigint references subscribers,
      callback_id   bigint references callbacks,
      session_id    bigint references sessions,
      amount_cents  bigint,
      details       jsonb not null default '{}',
      opened_at     timestamptz not null,
      deadline_at   timestamptz not null,
      owner_id      bigint references staff,
      resolved_at   timestamptz,
      resolved_by   bigint references staff,
      resolution    text,
      check ((resolved_at is null) = (resolution is null))
    );
    create unique index exceptions_open on exceptions (kind, subject) where resolved_at is null;
    create index exceptions_by_payment on exceptions (payment_id);
    create index exceptions_by_subscriber on exceptions (subscriber_id);

    create table audit (
      id             bigint generated always as identity primary key,
      at             timestamptz not null,
      staff_id       bigint references staff,
      source_address inet,
      action         text not null check (action ~ '^[a-z_]+\\.[a-z_]+$'),
      subject        text not null,
      before         jsonb,
      after          jsonb,
      why            text
    );
    create index audit_by_subject on audit (subject, id);
    create trigger audit_is_append_only before update or delete on audit
      for each row execute function refuse_change();
    create trigger audit_is_not_truncated before truncate on audit
      for each statement execute function refuse_change();
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
