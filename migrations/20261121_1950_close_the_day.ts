// What the provider's own statement says, line by line, beside what was heard and what is in the books; and who signed a day off.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- One file, once: the same bytes are the same statement.
    create table statements (
      id            bigint generated always as identity primary key,
      shortcode     text not null references shortcodes,
      file_name     text not null,
      file_hash     bytea not null unique,
      file_bytes    bigint not null check (file_bytes > 0),
      brought_by    bigint not null references staff,
      brought_at    timestamptz not null,
      state         text not null check (state in ('waiting', 'read', 'done', 'refused')),
      refused_as    text,
      lines_seen    int not null default 0, -- While it is read: how far.
      lines_new     int not null default 0,
      lines_known   int not null default 0,
      lines_faulty  int not null default 0,
      balance_gaps  int not null default 0, -- Where one line's balance does not lead to the next one's.
      covers_from   timestamptz,
      covers_until  timestamptz,
      due_at        timestamptz,
      done_at       timestamptz,
      check ((state = 'refused') = (refused_as is not null)),
      check ((state in ('waiting', 'read')) = (due_at is not null))
    );
    create index statements_due on statements (due_at) where due_at is not null;
    create index statements_covering on statements (shortcode, covers_from, covers_until) where state in ('read', 'done');

    -- The file itself, as it came, in pieces. Nobody changes it.
    create table statement_parts (
      statement_id bigint not null references statements,
      part_no      int not null,
      body         bytea not null,
      primary key (statement_id, part_no)
    );
    create trigger statement_parts_are_append_only before update or delete on statement_parts
      for each row execute function refuse_change();
    create trigger statement_parts_are_not_truncated before truncate on statement_parts
      for each statement execute function refuse_change();

    create table statement_lines (
      id                bigint generated always as identity primary key,
      statement_id      bigint not null references statements,
      line_no           int not null,
      shortcode         text not null references shortcodes,
      receipt_code      text not null,
      kind              text not null check (kind in ('customer', 'fee', 'reversal', 'other_in', 'out', 'nothing')),
      completed         boolean not null,
      status            text not null,
      amount_cents      bigint not null, -- In is plus, out is minus.
      completed_at      timestamptz not null,
      reason_type       text not null,
      details           text not null,
      other_party       text not null,
      linked_code       text,
      account_typed     text,
      payment_id        bigint references payments,
      found_here        boolean not null default false, -- Nobody had told of it: the payment was made from this line.
      matched_at        timestamptz,
      unique (shortcode, receipt_code, reason_type, amount_cents)
    );
    create index statement_lines_by_day on statement_lines (shortcode, completed_at);
    create index statement_lines_of_payment on statement_lines (payment_id) where payment_id is not null;
    create index statement_lines_to_match on statement_lines (statement_id, receipt_code) where matched_at is null;
    create index statement_lines_linked on statement_lines (linked_code) where linked_code is not null;
    create index statement_lines_by_code on statement_lines (receipt_code);

    -- What could not be read, with where it stands in the file.
    create table statement_faults (
      statement_id bigint not null references statements,
      line_no      int not null,
      fault        text not null,
      words        text not null,
      primary key (statement_id, line_no)
    );

    -- Who closed a day, and who opened it again and why. The last word counts.
    create table day_closes (
      id       bigint generated always as identity primary key,
      day      date not null,
      act      text not null check (act in ('signed', 'reopened')),
      staff_id bigint not null references staff,
      at       timestamptz not null,
      why      text,
      figures  jsonb not null, -- What the day's books said at that moment.
      check (why <> ''),
      check (act = 'signed' or why is not null)
    );
    create index day_closes_by_day on day_closes (day, id desc);
    create trigger day_closes_are_append_only before update or delete on day_closes
      for each row execute function refuse_change();
    create trigger day_closes_are_not_truncated before truncate on day_closes
      for each statement execute function refuse_change();

    alter table payments
      drop constraint payments_proved_by_check,
      add constraint payments_proved_by_check check (proved_by in ('pull', 'transaction_status', 'stk_query', 'voucher',
        'staff', 'provider_status', 'trusted_ipn', 'statement'));
    alter table sightings
      drop constraint sightings_source_check,
      add constraint sightings_source_check check (source in ('callback', 'pull', 'transaction_status', 'stk_query',
        'voucher', 'staff', 'statement'));
    alter table exceptions
      drop constraint exceptions_kind_check,
      add constraint exceptions_kind_check check (kind in ('unknown_account', 'missing_reference', 'account_closed',
        'not_customer_money', 'unreadable_callback', 'paid_less', 'paid_more', 'sightings_differ', 'unproved', 'still_online',
        'work_failed', 'secret_mismatch', 'another_phone', 'not_applied', 'possible_double', 'claimed', 'router_silent',
        'reversed', 'refund_stuck', 'before_live', 'not_on_statement'));
    create index payments_by_day on payments (shortcode, coalesce(paid_at, heard_at)) where rail = 'mpesa';
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
