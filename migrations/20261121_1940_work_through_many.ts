// An act on more than five hundred subscribers is worked through in the background, and so is taking it back.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table bulk_runs
      add column finished_at timestamptz,
      add column due_at timestamptz; -- Set while its steps, or their undoing, wait for a job.
    update bulk_runs set finished_at = at;
    create index bulk_runs_due on bulk_runs (due_at) where due_at is not null;

    -- A step that is neither done nor left alone waits.
    alter table bulk_steps alter column done drop not null;
    create index bulk_steps_waiting on bulk_steps (run_id, subscriber_id) where done is null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
