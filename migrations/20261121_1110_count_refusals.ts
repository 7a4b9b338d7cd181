// What RADIUS decided, kept for a cashier and not for ever: the last answers to a name at a router, refusals that follow
// each other counted in one row. And what it needs to answer by: fair use as it is used, prefixes and hours it can say.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table access_decisions
      -- A box that is refused asks again within seconds. Decided_at is the first time, last_at the last: null where it was once.
      add times   int not null default 1 check (times > 0),
      add last_at timestamptz,
      add check ((times = 1) = (last_at is null)),
      add check (times = 1 or outcome = 'reject');
    create index access_decisions_by_name on access_decisions (router_id, user_name, id);
    create index access_decisions_of_nobody on access_decisions (router_id, id) where service_id is null;

    -- What is used of a fair share changes the speed of the next login, as what is used of bought data changes its limit.
    create or replace function note_usage() returns trigger language plpgsql as $$
      begin
        if new.service_id is not null
           and (tg_op = 'INSERT' or new.input_octets + new.output_octets > old.input_octets + old.output_octets)
           and exists (select from credits c join plans p on p.id = c.plan_id
                       where c.service_id = new.service_id and c.ends_at > new.started_at
                         and (c.data_bytes is not null or p.fair_use_bytes is not null)) then
          insert into access_changes (kind, row_id) values ('service', new.service_id);
        end if;
        return null;
      end
    $$;

    -- PostgreSQL has a 24:00, and nobody else: midnight is 00:00, which comes after every hour it is earlier than.
    alter table plans
      add check (opens_at < '24:00' and closes_at < '24:00');
    alter table plan_speeds
      add check (from_time < '24:00' and until_time < '24:00');
    -- What can be delegated: global addresses, and unique local ones.
    alter table services
      add check (ipv6_prefix <<= '2000::/3' or ipv6_prefix <<= 'fc00::/7');
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
