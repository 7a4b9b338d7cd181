// What each service used on each day, charged once; and sessions that ended long ago, by the month they began in.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table daily_usage (
      service_id    bigint not null references services,
      day           date not null, -- Nairobi's.
      input_octets  bigint not null default 0 check (input_octets >= 0),  -- The subscriber's upload.
      output_octets bigint not null default 0 check (output_octets >= 0),
      primary key (service_id, day)
    ) with (fillfactor = 70); -- A row changes hundreds of times on its day: in its own page.

    -- A list that sessions leave cannot be pointed at: who names a session by its id finds it in all_sessions.
    alter table disconnections drop constraint disconnections_session_id_fkey;
    alter table exceptions drop constraint exceptions_session_id_fkey;

    -- The columns of sessions, in its order. A column more there is a column more here, and in the view.
    create table past_sessions (
      like sessions,
      primary key (id, started_at),
      foreign key (router_id) references routers,
      foreign key (service_id) references services
    ) partition by range (started_at);
    alter table past_sessions alter stopped_at set not null, alter terminate_cause set not null;
    create index past_sessions_by_service on past_sessions (service_id, started_at);

    -- No session of such a key is a new one, whatever comes in years to come.
    create table past_session_keys (
      session_key text primary key,
      session_id  bigint not null,
      started_at  timestamptz not null -- Says which month it lies in.
    );

    create view all_sessions as select * from sessions union all select * from past_sessions;

    -- The box's own work that comes round by the clock, a row each.
    create table upkeep (
      task    text primary key,
      due_at  timestamptz not null,
      done_at timestamptz
    );
    create index upkeep_due on upkeep (due_at);
    insert into upkeep (task, due_at) values ('put_away_sessions', '2026-11-21 00:30+03');

    -- The day a counter was read on, by the router's own count of seconds: a record that was late still falls on its day.
    create function usage_day(started_at timestamptz, session_seconds bigint, heard_at timestamptz) returns date
      language sql stable parallel safe as $$
        select (least(started_at + session_seconds * interval '1 second', heard_at) at time zone 'Africa/Nairobi')::date
      $$;

    -- Whole statements, not rows: a batch of accounting is one pass, sorted, so that two batches wait for each other and
    -- don't deadlock. What a limited service used changes RADIUS's answer. No NOTIFY: it would take a lock at every
    -- commit of accounting; the reader's poll finds the row within a second.
    drop trigger sessions_use_data on sessions;
    drop function note_usage();

    create function note_new_sessions() returns trigger language plpgsql as $$
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
        insert into daily_usage as d (service_id, day, input_octets, output_octets)
          select n.service_id, usage_day(n.started_at, n.session_seconds, n.heard_at) as day,
                 sum(n.input_octets), sum(n.output_octets)
          from told n
          where n.service_id is not null and n.input_octets + n.output_octets > 0 -- One that comes back was charged then.
            and (select k.session_id from past_session_keys k where k.session_key = n.session_key) is null
          group by 1, 2 order by 1, 2
          on conflict (service_id, day) do update
            set input_octets = d.input_octets + excluded.input_octets, output_octets = d.output_octets + excluded.output_octets;
        insert into access_changes (kind, row_id)
          select distinct 'service', n.service_id from told n
          where (select true from credits c join plans p on p.id = c.plan_id
                 where c.service_id = n.service_id and c.ends_at > n.started_at
                   and (c.data_bytes is not null or p.fair_use_bytes is not null) limit 1);
        return null;
      end
    $$;
    create trigger sessions_begin after insert on sessions referencing new table as told
      for each statement execute function note_new_sessions();

    create function note_more_usage() returns trigger language plpgsql as $$
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
          where n.input_octets + n.output_octets > 0
            and (select true from credits c join plans p on p.id = c.plan_id
                 where c.service_id = n.service_id and c.ends_at > n.started_at
                   and (c.data_bytes is not null or p.fair_use_bytes is not null) limit 1);
        return null;
      end
    $$;
    create trigger sessions_go_on after update on sessions referencing old table as before new table as told
      for each statement execute function note_more_usage();

    -- What was used before this was kept.
    insert into daily_usage (service_id, day, input_octets, output_octets)
      select service_id, usage_day(started_at, session_seconds, heard_at), sum(input_octets), sum(output_octets)
      from sessions where service_id is not null and input_octets + output_octets > 0 group by 1, 2;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
