// Lists that several migrations beside each other set whole: the last of them names what all of them meant.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table callbacks
      drop constraint callbacks_kind_check,
      add constraint callbacks_kind_check check (kind in ('confirmation', 'status_result', 'status_timeout', 'stk_callback',
        'payhero_callback', 'paystack_event', 'ipn', 'payout_result', 'payout_timeout'));
    alter table exceptions
      drop constraint exceptions_kind_check,
      add constraint exceptions_kind_check check (kind in ('unknown_account', 'missing_reference', 'account_closed',
        'not_customer_money', 'unreadable_callback', 'paid_less', 'paid_more', 'sightings_differ', 'unproved', 'still_online',
        'work_failed', 'secret_mismatch', 'another_phone', 'not_applied', 'possible_double', 'claimed', 'router_silent',
        'reversed', 'refund_stuck'));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
