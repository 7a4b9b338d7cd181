// When M-Pesa does not answer: what we know of the line to it, and for how long known payers stay online meanwhile.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table provider_lines (
      shortcode text primary key references shortcodes,
      failures integer not null default 0 check (failures >= 0), -- In a row.
      failing_since timestamptz,
      failure text, -- The last one's code.
      answered_at timestamptz,
      out_since timestamptz, -- Set while nothing but a try now and then is asked.
      try_at timestamptz,
      check ((out_since is null) = (try_at is null)),
      check ((failures = 0) = (failing_since is null))
    );

    -- One row, or none: then nobody is kept on.
    create table outage_rule (
      one boolean primary key default true check (one),
      budget_id bigint not null references budgets,
      minutes integer not null check (minutes between 5 and 1440),
      payments_min integer not null check (payments_min between 1 and 50) -- In ninety days: who is known to pay.
    );
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
