// What accounting pays in PostgreSQL: one look at new sessions instead of three, no sums of big numbers where a difference
// does, and an index by which a router's open sessions are found when it restarts. What it costs: `npm run bench radius`.

import type { Knex } from 'knex'

// In the order of the index by service: the other one, by time, costs several times as much.
const isLimited = (n: string) => `(select true from credits c
                 where c.service_id = ${n}.service_id and c.ends_at > ${n}.started_at
                   and (c.data_bytes is not null
                     or c.plan_id = any (array(select id from plans where fair_use_bytes is not null)))
                 order by c.service_id, c.ends_at limit 1)`

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- One index for two askers: all that a router has open, and who has an address there. Only who names a router may use it:
    -- a plan that is made while nobody is online would else take it for anything, and walk through it ever after.
    drop index sessions_by_address;
    create index sessions_by_router on sessions (router_id, framed_ip_address)
      where stopped_at is null and router_id is not null;

    create or replace function note_more_usage() returns trigger language plpgsql as $function$
      begin
        -- Grouped, not joined: a plan that was made for a small batch would compare each row of a big one with each.
        with change as materialized (
          select max(service_id) as service_id, max(started_at) as started_at,
                 usage_day(max(started_at), max(session_seconds), max(heard_at)) as day,
                 max(input_octets) - coalesce(max(had_input), 0) as input_octets,
                 max(output_octets) - coalesce(max(had_output), 0) as output_octets
          from (select id, service_id, started_at, session_seconds, heard_at, input_octets, output_octets,
                       null::bigint as had_input, null::bigint as had_output from told
                union all
                select id, null, null, null, null, null, null, input_octets, output_octets from before
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
          where n.input_octets + n.output_octets > 0 and ${isLimited('n')};
        return null;
      end
    $function$;

    create or replace function note_new_sessions() returns trigger language plpgsql as $function$
      declare
        moved jsonb;
        limited bigint[];
        has_used boolean;
      begin
        select jsonb_agg(n.session_key) filter (where n.was_id <> n.id),
               array_agg(distinct n.service_id) filter (where ${isLimited('n')}),
               bool_or(n.input_octets + n.output_octets > 0)
          into moved, limited, has_used
          from (select id, session_key, service_id, started_at, input_octets, output_octets,
                       (select k.session_id from past_session_keys k where k.session_key = told.session_key) as was_id
                from told) n;
        -- One that was moved away comes back as itself (the same id) or not at all: whoever tried begins anew.
        if moved is not null then
          raise exception 'sessions were moved to past_sessions'
            using errcode = '40001', table = 'past_session_keys', detail = moved::text;
        end if;
        if has_used then
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
        if limited is not null then
          insert into access_changes (kind, row_id) select 'service', unnest(limited);
        end if;
        return null;
      end
    $function$;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
