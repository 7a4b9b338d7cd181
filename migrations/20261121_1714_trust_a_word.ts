// Credit, then verify: how much of a paybill's unproved payments the owner lends time for, and what was lent on whose word.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table trust_rules (
      shortcode text primary key references shortcodes, -- No row: nothing opens before it is proved.
      cap_cents bigint not null check (cap_cents > 0), -- Of one payment.
      minutes integer not null check (minutes between 5 and 1440),
      budget_id bigint not null references budgets
    );
    create table word_loans (
      callback_id bigint primary key references callbacks,
      receipt_code text not null unique,
      subscriber_id bigint not null references subscribers,
      service_id bigint not null references services,
      lent_at timestamptz not null,
      until_at timestamptz not null check (until_at > lent_at)
    );
    create index word_loans_by_subscriber on word_loans (subscriber_id, lent_at);
    create index word_loans_by_service on word_loans (service_id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
