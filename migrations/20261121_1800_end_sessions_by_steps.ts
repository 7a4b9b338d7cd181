// A session that must end is ended by steps: Disconnect, Disconnect by other names, the router's API, its agent. Each step
// and what came of it is kept.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table routers
      add column if not exists api_password_sealed bytea, -- Without one it is not asked by its API.
      add column api_port integer not null default 8728 check (api_port between 1 and 65535),
      add column api_certificate_sha256 bytea check (octet_length(api_certificate_sha256) = 32);

    alter table disconnections
      add column step text not null default 'disconnect' -- The last that was tried.
        check (step in ('disconnect', 'other_names', 'api', 'agent'));

    alter table router_answers
      add column step text not null default 'disconnect'
        check (step in ('disconnect', 'other_names', 'api', 'agent')),
      add column words text check (length(words) <= 200), -- The router's own, where its API refused.
      drop constraint router_answers_kind_check,
      add constraint router_answers_kind_check
        check (kind in ('ack', 'nak', 'silent', 'removed', 'absent', 'trap', 'queued')),
      add check ((kind = 'trap') = (words is not null));
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
