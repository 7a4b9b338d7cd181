// The ledger as a chain, as the audit is one (T24). The links are made a moment after the commit, by whoever works the queues:
// no settlement waits for another's. What is posted and not yet sealed stands in a list of its own, so that nothing is looked for.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- No keys to transfers: none is ever deleted, and a key would lock each transfer once more. The check of the ledger looks.
    create table ledger_links (
      link_no     bigint primary key check (link_no > 0),
      transfer_id bigint not null unique,
      hash        bytea not null
    );
    create trigger ledger_links_are_append_only before update or delete on ledger_links
      for each row execute function refuse_change();
    create trigger ledger_links_are_not_truncated before truncate on ledger_links
      for each statement execute function refuse_change();

    create table unsealed_transfers (transfer_id bigint primary key);
    insert into unsealed_transfers select id from transfers;
    create function note_unsealed() returns trigger language plpgsql as $$
      begin
        insert into unsealed_transfers select id from added;
        return null;
      end
    $$;
    create trigger transfers_are_to_be_sealed after insert on transfers referencing new table as added
      for each statement execute function note_unsealed();

    -- The same rule as before, each table's without asking which one it is: it is asked for every row that is posted.
    create or replace function check_transfer_balances() returns trigger language plpgsql as $$
      declare
        total numeric;
        lines int;
      begin
        select coalesce(sum(amount_cents), 0), count(*) into total, lines from entries where transfer_id = new.transfer_id;
        if total <> 0 or lines < 2 then
          raise exception 'transfer % does not balance: % entries sum to %', new.transfer_id, lines, total
            using errcode = 'check_violation';
        end if;
        return null;
      end
    $$;
    create function check_transfer_has_entries() returns trigger language plpgsql as $$
      begin
        if not exists (select from entries where transfer_id = new.id) then
          raise exception 'transfer % does not balance: 0 entries sum to 0', new.id using errcode = 'check_violation';
        end if;
        return null;
      end
    $$;
    drop trigger transfers_have_entries on transfers;
    create constraint trigger transfers_have_entries after insert on transfers
      deferrable initially deferred for each row execute function check_transfer_has_entries();

    -- What the accountant calls each account: a code and a name of theirs. Without a row it keeps our name.
    create table chart_of_accounts (
      kind       text primary key,
      code       text not null check (code <> ''),
      name       text not null check (name <> ''),
      changed_at timestamptz not null
    );
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
