// Money that goes back: a refund's way to its payer, each attempt a row with a reference of ours that Safaricom takes once; and
// payments that Safaricom took back, whose used time is then owed.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Off until the owner says how: an operator of its own, by which ways, and how much a day.
    create table payout_settings (
      shortcode          text primary key references shortcodes,
      b2c_shortcode      text check (b2c_shortcode ~ '^[0-9]{5,7}$'), -- Null: no payments to phones, reversals only.
      reverses           boolean not null,
      credentials_sealed bytea not null,
      daily_cap_cents    bigint not null check (daily_cap_cents >= 0),
      changed_at         timestamptz not null
    );

    create table payouts (
      id              bigint generated always as identity primary key,
      refund_id       bigint not null references refunds,
      way             text not null check (way in ('reversal', 'b2c')),
      reference       uuid not null unique, -- The OriginatorConversationID, and the end of the address it is answered at.
      shortcode       text not null references shortcodes,
      amount_cents    bigint not null check (amount_cents > 0),
      state           text not null check (state in ('created', 'sending', 'sent', 'paid', 'failed', 'withdrawn')),
      tries           int not null default 0,
      created_at      timestamptz not null,
      sent_at         timestamptz,
      ended_at        timestamptz,
      due_at          timestamptz,
      conversation_id text,
      result_code     text,
      result_words    text,
      receipt_code    text,
      exchange        jsonb,
      check ((state in ('paid', 'failed', 'withdrawn')) = (ended_at is not null)),
      check (ended_at is null or due_at is null)
    );
    create unique index payouts_one_at_a_time on payouts (refund_id) where state in ('created', 'sending', 'sent');
    create index payouts_by_refund on payouts (refund_id, id);
    create index payouts_due on payouts (due_at) where due_at is not null;

    alter table refunds
      drop constraint refunds_state_check,
      add constraint refunds_state_check check (state in ('approved', 'taken_back', 'paid')),
      add column paid_at timestamptz,
      add column paid_how text check (paid_how in ('reversal', 'b2c', 'by_hand')),
      add column paid_receipt text,
      add column paid_transfer_id bigint unique references transfers,
      add constraint refunds_paid check ((state = 'paid') = (paid_at is not null));
    create index refunds_open on refunds (approved_at) where state = 'approved';

    alter table payments
      drop constraint payments_state_check,
      add constraint payments_state_check check (state in
        ('unsettled', 'settled', 'excepted', 'to_refund', 'refunded', 'written_off', 'voided', 'reversed')),
      drop constraint payments_owned,
      add constraint payments_owned check (
        case when state = 'settled' then subscriber_id is not null when state in ('voided', 'reversed') then true
        else subscriber_id is null end);
    -- Somebody said that M-Pesa took it back: Safaricom is asked, until it has said so or a day has passed.
    create table payment_doubts (
      payment_id bigint primary key references payments,
      heard_at   timestamptz not null,
      heard_by   text not null check (heard_by in ('callback', 'pull')),
      tries      int not null default 0,
      due_at     timestamptz,
      ended_as   text check (ended_as in ('reversed', 'completed', 'unanswered')),
      check ((ended_as is null) = (due_at is not null))
    );
    create index payment_doubts_due on payment_doubts (due_at) where due_at is not null;
    alter table transfers
      drop constraint transfers_kind_check,
      add constraint transfers_kind_check check (kind in
        ('receive', 'assign', 'sell', 'undo', 'give', 'lend', 'adjust', 'return', 'deposit', 'release', 'refund', 'write_off',
         'top_up', 'supply', 'pay_back', 'count', 'pay_out', 'reverse'));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
