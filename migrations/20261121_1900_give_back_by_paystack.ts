// A refund may go back by Paystack, which took the payment and knows the payer.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table payouts
      drop constraint payouts_way_check,
      add constraint payouts_way_check check (way in ('reversal', 'b2c', 'paystack'));
    alter table refunds
      drop constraint refunds_paid_how_check,
      add constraint refunds_paid_how_check check (paid_how in ('reversal', 'b2c', 'paystack', 'by_hand'));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
