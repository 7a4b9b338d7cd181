// A place where money comes in may only be watched at first: payments are proved and matched beside the system that was there, and
// credited by nobody here until two people say so. And money that goes back on leaving is a refund like any other.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table shortcodes
      add column shadow boolean not null default false,
      add column live_from timestamptz; -- Null: it never was in shadow.

    alter table payments
      drop constraint payments_state_check,
      add constraint payments_state_check check (state in
        ('unsettled', 'settled', 'excepted', 'to_refund', 'refunded', 'written_off', 'voided', 'reversed', 'shadow')),
      drop constraint payments_check,
      add constraint payments_posted check ((state in ('unsettled', 'shadow')) = (transfer_id is null));

    -- What would have become of a payment.
    create table shadow_decisions (
      payment_id    bigint primary key references payments,
      subscriber_id bigint references subscribers, -- Null: nobody's.
      service_id    bigint references services,
      plan_id       bigint references plans, -- Of the time it would have bought; null: none.
      until_at      timestamptz,
      wallet_cents  bigint, -- What it would have left in the wallet.
      kinds         text[] not null, -- The exceptions it would have opened.
      decided_at    timestamptz not null,
      released_at   timestamptz -- A person had it credited here after all.
    );

    -- What the other system says it credited.
    create table old_credits (
      shortcode     text not null references shortcodes,
      receipt_code  text not null check (receipt_code = upper(btrim(receipt_code))),
      account_typed text not null,
      subscriber_id bigint references subscribers, -- Whose that account is here; null: nobody's.
      amount_cents  bigint not null check (amount_cents > 0),
      noted_at      timestamptz not null,
      noted_by      bigint references staff,
      primary key (shortcode, receipt_code)
    );

    alter table exceptions
      drop constraint exceptions_kind_check,
      add constraint exceptions_kind_check check (kind in ('unknown_account', 'missing_reference', 'account_closed',
        'not_customer_money', 'unreadable_callback', 'paid_less', 'paid_more', 'sightings_differ', 'unproved', 'still_online',
        'work_failed', 'secret_mismatch', 'another_phone', 'not_applied', 'possible_double', 'claimed', 'router_silent',
        'reversed', 'refund_stuck', 'no_internet', 'before_live'));

    alter table refunds
      alter column payment_id drop not null,
      add column shortcode text references shortcodes, -- From where a refund on leaving may be paid; null: over the counter.
      add constraint refunds_of check (payment_id is not null or subscriber_id is not null);
    -- Those that two people agreed to before had left the wallet, and stood on no list.
    insert into refunds (approval_id, subscriber_id, amount_cents, transfer_id, approved_at)
      select a.id, split_part(a.subject, ':', 2)::bigint, a.amount_cents, t.id, a.decided_at
      from approvals a join transfers t on t.kind = 'refund' and t.posted_at = a.decided_at
        and t.reason = 'Refund on leaving: ' || a.why
      where a.kind = 'wallet_refund' and a.decision = 'approved'
        and not exists (select from transfers u where u.undoes = t.id);
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
