// Troubles of the box ring somebody: what burns, who was told, and by what the mail goes.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table staff
      add column alert_msisdn text check (alert_msisdn ~ '^254[17][0-9]{8}$'),
      add column alert_mail   boolean not null default true;

    -- Shortcodes, providers, the SMS gateway, the mail server.
    alter table provider_checks drop constraint provider_checks_target_check,
      add constraint provider_checks_target_check check (target ~ '^[a-z_]+(:.+|)$');

    create table mail_server (
      one             boolean primary key default true check (one),
      host            text not null check (host <> ''),
      port            int not null check (port between 1 and 65535),
      tls             text not null check (tls in ('from_the_start', 'starttls', 'none')),
      username        text,
      password_sealed bytea,
      sender          text not null check (sender <> ''),
      keys_changed_at timestamptz not null,
      check ((username is null) = (password_sealed is null))
    );

    -- A trouble from when it was first seen until it had been well for a while. Its subject is a router, a paybill, a process.
    create table alerts (
      id         bigint generated always as identity primary key,
      name       text not null,
      subject    text not null,
      words      text not null,
      role       text not null check (role in ('technician', 'finance')),
      severity   text not null check (severity in ('page', 'ticket')),
      since_at   timestamptz not null,
      told_at    timestamptz,
      told       int not null default 0 check (told >= 0),
      well_since timestamptz,
      ended_at   timestamptz,
      check ((told = 0) = (told_at is null))
    );
    create unique index alerts_one on alerts (name, subject) where ended_at is null;
    create index alerts_ended on alerts (ended_at) where ended_at is not null;

    -- The outbox to the staff: several troubles of one moment are one notice.
    create table notices (
      id       bigint generated always as identity primary key,
      staff_id bigint not null references staff,
      way      text not null check (way in ('sms', 'mail')),
      address  text not null,
      subject  text not null,
      body     text not null,
      state    text not null check (state in ('queued', 'sent', 'failed')),
      made_at  timestamptz not null,
      sent_at  timestamptz,
      error    text,
      tries    int not null default 0 check (tries >= 0),
      due_at   timestamptz,
      check ((state = 'queued') = (due_at is not null)),
      check ((state = 'sent') = (sent_at is not null))
    );
    create index notices_due on notices (due_at) where due_at is not null;
    create index notices_of on notices (staff_id, made_at);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
