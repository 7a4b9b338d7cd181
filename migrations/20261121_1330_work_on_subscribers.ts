// What staff do with subscribers beside taking their money: time given from a budget or on grace, a plan that changes, a
// deposit, a cancellation, notes, messages, and many at once.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Whoever gives time away pays for it from a purse with a name, a limit a month, and perhaps an end.
    create table budgets (
      id              bigint generated always as identity primary key,
      name            text not null unique check (name <> ''),
      month_cents_max bigint not null check (month_cents_max > 0),
      ends_on         date, -- The last day it can be spent on; null: it has no end.
      opened_at       timestamptz not null,
      closed_at       timestamptz
    );
    -- How much one act of somebody in this role may cost; more needs a second person, and no row means never alone.
    create table budget_caps (
      budget_id      bigint not null references budgets,
      role           text not null check (role in ('owner', 'finance', 'cashier', 'support', 'technician')),
      each_cents_max bigint not null check (each_cents_max >= 0),
      primary key (budget_id, role)
    );

    alter table accounts
      add column budget_id bigint references budgets,
      drop constraint accounts_kind_check,
      add constraint accounts_kind_check check (kind in ('paybill', 'wallet', 'suspense', 'sales', 'vouchers',
        'budget', 'grace', 'deposit', 'refunds')),
      drop constraint accounts_check,
      add constraint accounts_of_subscriber check ((kind in ('wallet', 'deposit')) = (subscriber_id is not null)),
      add constraint accounts_of_budget check ((kind = 'budget') = (budget_id is not null)),
      drop constraint accounts_kind_subscriber_id_shortcode_key,
      add constraint accounts_one_of_a_name unique nulls not distinct (kind, subscriber_id, shortcode, budget_id);

    alter table transfers
      drop constraint transfers_kind_check,
      add constraint transfers_kind_check check (kind in ('receive', 'assign', 'sell', 'undo',
        'give', 'lend', 'adjust', 'return', 'deposit', 'release', 'refund'));

    -- Paid for, given from a budget, or lent for the days of grace that the next payment covers.
    alter table credits add column kind text not null default 'sold' check (kind in ('sold', 'given', 'grace'));
    create index credits_of_grace on credits (service_id, ends_at) where kind = 'grace';

    -- How long a line stays open after its end without money; 0: not at all.
    alter table plans add column grace_days integer not null default 0 check (grace_days between 0 and 31);

    -- Bought from the next renewal on.
    alter table services add column next_plan_id bigint references plans;

    -- Asked to leave: nothing is renewed any more, and the account closes when paid time ends.
    alter table subscribers
      add column cancelled_at timestamptz,
      add column form uuid unique; -- The form that made them: sent again, it makes nobody again.

    -- Money that is held for something of ours at their place, and how much of it has come is in the ledger.
    create table deposits (
      id            bigint generated always as identity primary key,
      subscriber_id bigint not null references subscribers,
      what          text not null check (what <> ''),
      amount_cents  bigint not null check (amount_cents > 0),
      before_time   boolean not null, -- No time is bought before it is whole; else it takes what time leaves over.
      asked_at      timestamptz not null,
      asked_by      bigint references staff,
      closed_at     timestamptz,
      outcome       text check (outcome in ('returned', 'kept', 'withdrawn')),
      check ((closed_at is null) = (outcome is null))
    );
    create unique index deposits_one_open on deposits (subscriber_id) where closed_at is null;

    create table notes (
      id            bigint generated always as identity primary key,
      subscriber_id bigint not null references subscribers,
      staff_id      bigint not null references staff,
      at            timestamptz not null,
      body          text not null check (body <> '')
    );
    create index notes_by_subscriber on notes (subscriber_id, id);

    -- One thing done to many subscribers, and what it takes to undo it for each.
    create table bulk_runs (
      id        bigint generated always as identity primary key,
      form      uuid not null unique, -- Sent again, it does nothing again.
      act       text not null check (act in ('suspend', 'message', 'extend', 'change_plan')),
      staff_id  bigint not null references staff,
      at        timestamptz not null,
      details   jsonb not null,
      why       text not null check (why <> ''),
      undone_at timestamptz
    );
    create table bulk_steps (
      run_id        bigint not null references bulk_runs,
      subscriber_id bigint not null references subscribers,
      done          boolean not null,
      reason        text, -- Why it was left alone.
      undo          jsonb,
      undone        boolean, -- Null until somebody undoes the run.
      primary key (run_id, subscriber_id),
      check (done = (reason is null))
    );
    create index bulk_steps_by_subscriber on bulk_steps (subscriber_id);

    -- Written by a person, beside those that follow from a payment.
    alter table messages
      alter column payment_id drop not null,
      add column subscriber_id bigint references subscribers,
      add column body text,
      add column made_by bigint references staff,
      drop constraint messages_kind_check,
      add constraint messages_kind_check check (kind in ('payment_confirmed', 'payment_in_review', 'written')),
      add constraint messages_written check ((kind = 'written') = (body is not null)),
      add constraint messages_about check ((kind = 'written') = (payment_id is null)),
      drop constraint messages_state_check,
      add constraint messages_state_check check (state in ('queued', 'sent', 'failed', 'withdrawn'));
    create index messages_by_subscriber on messages (subscriber_id, id) where subscriber_id is not null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
