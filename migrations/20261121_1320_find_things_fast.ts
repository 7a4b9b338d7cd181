// What makes the one box and the long lists quick with a hundred thousand subscribers and millions of payments.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create extension if not exists pg_trgm; -- Any three letters of a name.

    create index subscribers_in_order on subscribers (lower(name), id);
    create index subscribers_like_name on subscribers using gin (name gin_trgm_ops);
    create index subscribers_like_msisdn on subscribers using gin (msisdn gin_trgm_ops);
    create index subscribers_like_account on subscribers (account_no text_pattern_ops);
    create index services_like_user_name on services using gin (user_name gin_trgm_ops);
    create index services_by_address on services (static_address) where static_address is not null;
    create index services_by_locked_mac on services (locked_mac) where locked_mac is not null;
    create index sessions_by_address on sessions (framed_ip_address) where stopped_at is null;

    create index payments_by_code on payments (receipt_code text_pattern_ops);
    create index payments_by_payer on payments (payer_msisdn, heard_at) where payer_msisdn is not null;
    create index payments_by_amount on payments (amount_cents, heard_at);
    create index payments_by_typed on payments (lower(account_typed), heard_at);
    create index payments_like_payer on payments using gin (payer_name gin_trgm_ops);

    create index credits_by_transfer on credits (transfer_id);
    create index transfers_by_hand on transfers (id) where kind in ('assign', 'undo');
    create index credits_by_end on credits (ends_at);
    create index subscribers_suspended on subscribers (id) where suspended_at is not null and closed_at is null;
    create index checkouts_by_plan on checkouts (plan_id);
    create index callbacks_by_shortcode on callbacks (shortcode, id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
