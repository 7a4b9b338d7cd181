// Others than Daraja may ask phones for us: PayHero over a bank's paybill, Paystack over its own. Each is a place where
// money comes in, as a paybill is, with keys, a door and an order in which new requests go to it.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table shortcodes
      drop constraint shortcodes_provider_check,
      drop constraint shortcodes_shortcode_check,
      add constraint shortcodes_provider_check check (provider in ('daraja', 'payhero', 'paystack', 'ipn')),
      -- What has no number of Safaricom's is named for its provider.
      add constraint shortcodes_shortcode_check check (
        case when provider in ('daraja', 'ipn') then shortcode ~ '^[0-9]{5,7}$'
             else shortcode ~ ('^' || provider || '-[0-9a-z]{1,20}$') end),
      add column ask_order    integer not null default 50 check (ask_order between 1 and 99), -- The lowest is asked first.
      add column next_sealed  bytea, -- Keys that were typed and are not tried yet: those in use stay until they pass.
      add column before_sealed bytea -- The keys before these: what was signed with them is still theirs.
  `)
  await db.raw(`
    alter table callbacks
      drop constraint callbacks_kind_check,
      add constraint callbacks_kind_check check (kind in ('confirmation', 'status_result', 'status_timeout',
        'stk_callback', 'payhero_callback', 'paystack_event', 'ipn'))
  `)
  await db.raw(`
    alter table payments
      drop constraint payments_proved_by_check,
      add constraint payments_proved_by_check check (proved_by in ('pull', 'transaction_status', 'stk_query', 'voucher',
        'staff', 'provider_status', 'trusted_ipn'))
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
