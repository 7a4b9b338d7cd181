// What is written at every login and at every word of accounting, in as few places of the disk as its readers need.
// What it costs: `npm run bench radius`.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Nobody deletes a service or a router: whoever writes these rows has just read both.
    alter table access_decisions
      drop constraint access_decisions_router_id_fkey,
      drop constraint access_decisions_service_id_fkey,
      drop constraint access_decisions_check2; -- Who is let in again and again is counted, too.
    -- Yeses are many, and found by their service. Noes are few, and counted by name.
    drop index access_decisions_by_name;
    create index access_decisions_refused on access_decisions (router_id, user_name, id) where outcome = 'reject';

    alter table sessions
      drop constraint sessions_router_id_fkey,
      drop constraint sessions_service_id_fkey;
    alter table daily_usage drop constraint daily_usage_service_id_fkey;
    -- Room for the next word of a session in the page it lies in: then no index hears of it.
    alter table sessions set (fillfactor = 75);

    -- Keys are bytes and nobody's language: one index tells them apart, and finds those that begin alike.
    drop view all_sessions;
    alter table sessions alter session_key type text collate "C";
    alter table past_sessions alter session_key type text collate "C";
    alter table past_session_keys alter session_key type text collate "C";
    create view all_sessions as select * from sessions union all select * from past_sessions;
    drop index sessions_by_acct_session_id;

    -- Who is online is found by the service; one who is nobody's, by the station.
    drop index sessions_by_router;
    drop index sessions_by_station;
    create index sessions_of_nobody on sessions (calling_station_id, router_id)
      where stopped_at is null and service_id is null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
