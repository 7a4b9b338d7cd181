// What must be right before customers pay: keys that were tried, a rehearsal on the simulators, and what a person
// answers for by name.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table shortcodes add column keys_changed_at timestamptz;
    alter table sms_gateway add column keys_changed_at timestamptz;

    -- A self-test of somebody's keys, step by step.
    create table provider_checks (
      id          bigint generated always as identity primary key,
      target      text not null check (target ~ '^(shortcode:.+|sms)$'),
      asked_by    bigint references staff,
      asked_at    timestamptz not null,
      due_at      timestamptz,
      finished_at timestamptz,
      passed      boolean,
      steps       jsonb not null default '[]',
      check ((finished_at is null) = (passed is null))
    );
    create index provider_checks_by_target on provider_checks (target, id);
    create index provider_checks_due on provider_checks (due_at) where due_at is not null;

    -- The provider's whole day, played on the simulators in a database of its own.
    create table rehearsals (
      id          bigint generated always as identity primary key,
      asked_by    bigint references staff,
      asked_at    timestamptz not null,
      due_at      timestamptz,
      finished_at timestamptz,
      passed      boolean,
      problem     text, -- Why it could not be played to its end.
      cases       jsonb not null default '[]',
      check ((finished_at is null) = (passed is null))
    );
    create index rehearsals_due on rehearsals (due_at) where due_at is not null;

    -- What no machine can see: somebody says it is so.
    create table go_live_ticks (
      item      text primary key check (item ~ '^[a-z_]+$'),
      note      text not null check (note <> ''),
      ticked_by bigint not null references staff,
      ticked_at timestamptz not null
    );
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
