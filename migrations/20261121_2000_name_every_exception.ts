// The kinds of exceptions that migrations beside each other set whole: all of them meant all of these.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table exceptions
      drop constraint exceptions_kind_check,
      add constraint exceptions_kind_check check (kind in ('unknown_account', 'missing_reference', 'account_closed',
        'not_customer_money', 'unreadable_callback', 'paid_less', 'paid_more', 'sightings_differ', 'unproved', 'still_online',
        'work_failed', 'secret_mismatch', 'another_phone', 'not_applied', 'possible_double', 'claimed', 'router_silent',
        'reversed', 'refund_stuck', 'no_internet', 'before_live'));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
