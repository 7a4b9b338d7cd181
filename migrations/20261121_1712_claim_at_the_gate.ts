// "I have paid": a guest at the portal names M-Pesa's code and the phone that paid. Many may claim a code, one has it.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table portal_claims (
      id bigint generated always as identity primary key,
      shortcode text not null references shortcodes,
      receipt_code text not null check (receipt_code = upper(btrim(receipt_code))),
      msisdn text not null check (msisdn ~ '^254[17][0-9]{8}$'),
      device_id bigint not null references devices,
      site_id bigint not null references sites,
      language text not null check (language in ('en', 'sw')),
      made_at timestamptz not null,
      state text not null default 'open' check (state in ('open', 'taken', 'not_found')),
      tries integer not null default 0,
      due_at timestamptz,
      payment_id bigint references payments, -- What it was given.
      unique (receipt_code, msisdn),
      check ((state = 'open') = (due_at is not null)),
      check ((state = 'taken') = (payment_id is not null))
    );
    create index portal_claims_due on portal_claims (due_at) where due_at is not null;
    create index portal_claims_by_payment on portal_claims (payment_id) where payment_id is not null;

    alter table portal_attempts drop constraint portal_attempts_kind_check,
      add constraint portal_attempts_kind_check check (kind in ('voucher', 'move', 'claim'));
    create index portal_attempts_of_claims on portal_attempts (at) where kind = 'claim';
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
