// What a session was told of its speed, the changes asked of its router, and every answer a router gave.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- What the router was last told: at its login, or by a change it acknowledged. Null where we don't know.
    alter table sessions add rate_limit text;
    alter table past_sessions add rate_limit text;
    create or replace view all_sessions as select * from sessions union all select * from past_sessions;

    -- A CoA-Request for another speed, and what came of it.
    create table speed_changes (
      id          bigint generated always as identity primary key,
      session_id  bigint not null, -- Of sessions, while it is open: what has ended is nobody's to tell.
      rate_limit  text not null,
      state       text not null default 'asked'
                  check (state in ('asked', 'refused', 'unanswered', 'acknowledged', 'failed', 'dropped')),
      asked_at    timestamptz not null,
      tries       int not null default 0,
      error_cause int,
      answered_at timestamptz,
      ended_at    timestamptz,
      due_at      timestamptz,
      check ((state in ('acknowledged', 'failed', 'dropped')) = (ended_at is not null)),
      check ((ended_at is null) = (due_at is not null))
    );
    create index speed_changes_due on speed_changes (due_at) where due_at is not null;
    create unique index speed_changes_one_at_a_time on speed_changes (session_id) where ended_at is null;
    create index speed_changes_by_session on speed_changes (session_id, asked_at);
    create index speed_changes_ended on speed_changes (ended_at) where ended_at is not null;

    -- Each try to reach a router about a session: what was tried, step by step.
    create table router_answers (
      id               bigint generated always as identity primary key,
      disconnection_id bigint references disconnections on delete cascade,
      speed_change_id  bigint references speed_changes on delete cascade,
      at               timestamptz not null,
      kind             text not null check (kind in ('ack', 'nak', 'silent')),
      error_cause      int,
      check (num_nonnulls(disconnection_id, speed_change_id) = 1)
    );
    create index router_answers_by_disconnection on router_answers (disconnection_id) where disconnection_id is not null;
    create index router_answers_by_speed_change on router_answers (speed_change_id) where speed_change_id is not null;

    alter table disconnections
      drop constraint disconnections_reason_check,
      add constraint disconnections_reason_check
        -- To another device; or so that the next login has the right speed.
        check (reason in ('credit_ended', 'suspended', 'asked', 'moved', 'speed')),
      -- Of the tries, those that were answered: a router that was away for a night is not given up on at its first word.
      add answers int not null default 0;
    create index disconnections_by_session on disconnections (session_id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
