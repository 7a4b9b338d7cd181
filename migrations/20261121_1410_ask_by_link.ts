// Links to pay by; vouchers sold and drawers counted stand in the ledger.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table accounts drop constraint accounts_kind_check,
      add constraint accounts_kind_check check (kind in ('paybill', 'wallet', 'suspense', 'sales', 'vouchers',
        'budget', 'grace', 'deposit', 'refunds', 'cash', 'bank', 'written_off', 'float', 'drawer_differences'));
    alter table transfers drop constraint transfers_kind_check,
      add constraint transfers_kind_check check (kind in ('receive', 'assign', 'sell', 'undo', 'give', 'lend', 'adjust',
        'return', 'deposit', 'release', 'refund', 'write_off', 'top_up', 'supply', 'pay_back', 'count'));

    alter table voucher_sales
      add column transfer_id bigint unique references transfers; -- Cash into the drawer, owed to whoever has the paper.
    alter table shifts
      add column transfer_id bigint unique references transfers; -- What the count found over or short; null: it agreed.
  `)
  await bookWhatWasSold(db)
  await db.raw(`
    alter table voucher_sales alter column transfer_id set not null;
    alter table shifts add constraint shifts_difference_booked
      check ((transfer_id is not null) = (counted_cents is distinct from expected_cents));
  `)
}

/** Sales and counts of before: booked on the day they were made. */
async function bookWhatWasSold(db: Knex): Promise<void> {
  await db.raw(`
    insert into accounts (kind) values ('cash'), ('vouchers'), ('drawer_differences') on conflict do nothing;
    do $$
    declare
      cash bigint := (select id from accounts where kind = 'cash');
      vouchers bigint := (select id from accounts where kind = 'vouchers');
      differences bigint := (select id from accounts where kind = 'drawer_differences');
      one record;
      booked bigint;
      turned bigint;
    begin
      for one in select * from voucher_sales order by id loop
        insert into transfers (kind, posted_at, reason)
          values ('receive', one.sold_at, 'Voucher V' || lpad(one.voucher_id::text, 6, '0') || ' sold') returning id into booked;
        insert into entries (transfer_id, account_id, amount_cents)
          values (booked, cash, -one.price_cents), (booked, vouchers, one.price_cents);
        update voucher_sales set transfer_id = booked where id = one.id;
        if one.undone_at is not null then
          insert into transfers (kind, undoes, posted_at, reason)
            values ('undo', booked, one.undone_at, 'Sale of V' || lpad(one.voucher_id::text, 6, '0') || ' undone') returning id into turned;
          insert into entries (transfer_id, account_id, amount_cents)
            values (turned, cash, one.price_cents), (turned, vouchers, -one.price_cents);
        end if;
      end loop;
      for one in select * from shifts where counted_cents <> expected_cents order by id loop
        insert into transfers (kind, posted_at, reason)
          values ('count', one.closed_at, 'Shift ' || one.id || ' counted') returning id into booked;
        insert into entries (transfer_id, account_id, amount_cents)
          values (booked, cash, one.expected_cents - one.counted_cents), (booked, differences, one.counted_cents - one.expected_cents);
        update shifts set transfer_id = booked where id = one.id;
      end loop;
    end $$;
    set constraints all immediate;
    set constraints all deferred;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
