// How somebody comes to work here and proves who they are: invitations, links for a new password, codes from a phone,
// recovery codes. And the audit as a chain, in which each row's hash holds the one before.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table staff add constraint staff_owner_sees_all check (role <> 'owner' or site_id is null);

    create table invitations (
      id           bigint generated always as identity primary key,
      email        text not null check (email = lower(email) and email like '%@%'),
      name         text not null check (name <> ''),
      role         text not null check (role in
                     ('owner', 'finance', 'cashier', 'support', 'technician', 'reseller', 'auditor')),
      site_id      bigint references sites,
      token_hash   bytea not null unique,
      made_by      bigint not null references staff,
      made_at      timestamptz not null,
      expires_at   timestamptz not null,
      used_at      timestamptz,
      staff_id     bigint references staff, -- Who came of it.
      withdrawn_at timestamptz,
      check (role <> 'owner' or site_id is null),
      check ((used_at is null) = (staff_id is null))
    );
    create unique index invitations_open on invitations (email) where used_at is null and withdrawn_at is null;

    create table password_links (
      id         bigint generated always as identity primary key,
      staff_id   bigint not null references staff,
      token_hash bytea not null unique,
      made_by    bigint references staff, -- Null: by the command line.
      made_at    timestamptz not null,
      expires_at timestamptz not null,
      used_at    timestamptz
    );
    create index password_links_open on password_links (staff_id) where used_at is null;

    -- What the codes on somebody's phone are made of.
    create table code_seeds (
      staff_id        bigint primary key references staff,
      seed_sealed     bytea,       -- Null until a code has proved it.
      proved_at       timestamptz,
      step_used       bigint,      -- The half minute whose code was taken last: each is good once.
      new_seed_sealed bytea,       -- Shown, and not proved yet.
      check ((seed_sealed is null) = (proved_at is null))
    );
    create table recovery_codes (
      staff_id  bigint not null references staff,
      code_hash bytea not null,
      made_at   timestamptz not null,
      used_at   timestamptz,
      primary key (staff_id, code_hash)
    );

    -- By what they proved who they are; null while the code from their phone is still waited for.
    alter table sign_ins add column proved_by text check (proved_by in ('password', 'code', 'recovery_code', 'link'));
    update sign_ins set proved_by = 'password';
    create index sign_ins_live on sign_ins (staff_id) where ended_at is null;

    -- One row an act, in the order of commits, without gaps: the hash of its words and of the row before.
    create table audit_links (
      link_no  bigint primary key check (link_no > 0),
      audit_id bigint not null unique references audit,
      hash     bytea not null
    );

    -- PostgreSQL writes jsonb and numbers in one way only; the instant is written out to its microseconds.
    create function audit_words(act audit) returns text language sql stable as $$
      select jsonb_build_array(act.id, to_char(act.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), act.staff_id,
        host(act.source_address), act.action, act.subject, act.before, act.after, act.why)::text
    $$;

    -- At commit, so that the lock is held for a moment only and is the last one taken.
    create function link_act() returns trigger language plpgsql as $$
      declare last audit_links;
      begin
        perform pg_advisory_xact_lock(7106);
        select * into last from audit_links order by link_no desc limit 1;
        insert into audit_links values (coalesce(last.link_no, 0) + 1, new.id,
          sha256(coalesce(last.hash, ''::bytea) || convert_to(audit_words(new), 'UTF8')));
        return null;
      end
    $$;
    create constraint trigger audit_is_linked after insert on audit
      deferrable initially deferred for each row execute function link_act();
    create trigger audit_links_are_append_only before update or delete on audit_links
      for each row execute function refuse_change();
    create trigger audit_links_are_not_truncated before truncate on audit_links
      for each statement execute function refuse_change();

    do $$
      declare
        act  audit;
        past bytea := '';
        no   bigint := 0;
      begin
        for act in select * from audit order by id loop
          no := no + 1;
          past := sha256(past || convert_to(audit_words(act), 'UTF8'));
          insert into audit_links values (no, act.id, past);
        end loop;
      end
    $$;

    create index audit_by_time on audit (at, id);
    create index audit_by_person on audit (staff_id, id);
    insert into upkeep (task, due_at) values ('export_audit_head', '2026-11-21 00:45+03');
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
