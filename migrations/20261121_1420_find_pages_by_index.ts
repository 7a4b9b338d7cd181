// What a page of staff asks for, in a town of a hundred thousand, has an index that leads there.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create index messages_by_payment on messages (payment_id) where payment_id is not null;
    create index sightings_by_callback on sightings (callback_id) where callback_id is not null;
    create index stk_pushes_by_result on stk_pushes (result_code);

    -- How many of a batch are used is read off the index.
    drop index vouchers_by_batch;
    create index vouchers_by_batch on vouchers (batch_id, id) include (redeemed_at, voided_at, service_id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
