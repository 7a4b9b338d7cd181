// SMS by another gateway, what each cost, whether it reached the phone, how many a day, and when nobody is to be woken.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table sms_gateway
      drop constraint sms_gateway_provider_check,
      add constraint sms_gateway_provider_check check (provider in ('africas_talking', 'textsms')),
      add column daily_cap   integer check (daily_cap > 0), -- Null: as many as there are.
      add column quiet_from  integer check (quiet_from between 0 and 23), -- Hours of Nairobi.
      add column quiet_until integer check (quiet_until between 0 and 23),
      add column token_sealed bytea, -- Of the address for delivery reports.
      add column token_hash   bytea,
      add check ((quiet_from is null) = (quiet_until is null))`)
  await db.raw(`
    alter table messages
      drop constraint messages_state_check,
      add constraint messages_state_check check (state in ('queued', 'sent', 'failed', 'withdrawn', 'delivered', 'undelivered')),
      add column cost_cents  bigint check (cost_cents >= 0),
      add column reported_at timestamptz -- When the gateway said whether it reached the phone.
  `)
  await db.raw(
    `create index messages_by_gateway_id on messages (gateway_id) where gateway_id is not null`,
  )
  await db.raw(`create index messages_by_sending on messages (sent_at) where sent_at is not null`)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
