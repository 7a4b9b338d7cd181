// What accounting pays for daily usage, and for telling RADIUS of data limits. What it costs: `npm run bench radius`.

import type { Knex } from 'knex'

// The plans are looked through once a batch, not once a session.
const isLimited = `(select true from credits c
                 where c.service_id = n.service_id and c.ends_at > n.started_at
                   and (c.data_bytes is not null
                     or c.plan_id = any (array(select id from plans where fair_use_bytes is not null))) limit 1)`

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- A session's next word lies in its page, even where thousands of a page speak at once.
    alter table sessions set (fillfactor = 50);

    create or replace function note_more_usage() returns trigger language plpgsql as $function$
      begin
        -- Grouped, not joined: a plan that was made for a small batch would compare each row of a big one with each.
        with change as materialized (
          select max(service_id) as service_id, max(started_at) as started_at,
                 usage_day(max(started_at), max(session_seconds), max(heard_at)) as day,
                 sum(input_octets)::bigint as input_octets, sum(output_octets)::bigint as output_octets
          from (select id, service_id, started_at, session_seconds, heard_at, input_octets, output_octets from told
                union all
                select id, null, null, null, null, -input_octets, -output_octets from before
                where service_id is not null) as both_of_them -- One whose service was not known brings all it has used.
          group by id
        ), charged as (
          insert into daily_usage as d (service_id, day, input_octets, output_octets)
            select service_id, day, sum(input_octets), sum(output_octets) from change
            where service_id is not null and (input_octets <> 0 or output_octets <> 0)
            group by 1, 2 order by 1, 2
            on conflict (service_id, day) do update
              set input_octets = d.input_octets + excluded.input_octets, output_octets = d.output_octets + excluded.output_octets
        )
        insert into access_changes (kind, row_id)
          select distinct 'service', n.service_id from change n
          where n.input_octets + n.output_octets > 0 and ${isLimited};
        return null;
      end
    $function$;

    create or replace function note_new_sessions() returns trigger language plpgsql as $function$
      declare
        moved jsonb;
      begin
        -- One that was moved away comes back as itself (the same id) or not at all: whoever tried begins anew.
        select jsonb_agg(n.session_key) into moved from told n
          where n.id <> (select k.session_id from past_session_keys k where k.session_key = n.session_key);
        if moved is not null then
          raise exception 'sessions were moved to past_sessions'
            using errcode = '40001', table = 'past_session_keys', detail = moved::text;
        end if;
        if exists (select from told where service_id is not null and input_octets + output_octets > 0) then
          insert into daily_usage as d (service_id, day, input_octets, output_octets)
            select n.service_id, usage_day(n.started_at, n.session_seconds, n.heard_at) as day,
                   sum(n.input_octets), sum(n.output_octets)
            from told n
            where n.service_id is not null and n.input_octets + n.output_octets > 0 -- One that comes back was charged then.
              and (select k.session_id from past_session_keys k where k.session_key = n.session_key) is null
            group by 1, 2 order by 1, 2
            on conflict (service_id, day) do update
              set input_octets = d.input_octets + excluded.input_octets, output_octets = d.output_octets + excluded.output_octets;
        end if;
        insert into access_changes (kind, row_id)
          select distinct 'service', n.service_id from told n where ${isLimited};
        return null;
      end
    $function$;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
