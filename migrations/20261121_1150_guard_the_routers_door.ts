// How a router proves itself: by signing its requests, by a secret that can be changed without a gap, or by a certificate.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table routers
      -- A router that can't sign its requests yet is heard without, thirty days at most (CVE-2024-3596).
      add unsigned_from  timestamptz,
      add unsigned_until timestamptz,
      add check ((unsigned_from is null) = (unsigned_until is null)),
      add check (unsigned_until > unsigned_from and unsigned_until - unsigned_from <= interval '30 days'),
      -- It has signed one: from then on it must, whatever was allowed.
      add signs_since timestamptz,
      -- The secret it is to take. The first packet made with it puts it in the place of the other.
      add next_secret_sealed bytea,
      -- RadSec: the certificate it shows, and no other.
      add certificate_sha256 bytea check (octet_length(certificate_sha256) = 32);
    create unique index routers_by_certificate on routers (certificate_sha256) where retired_at is null;
  `)
  // What was an exception for ever ends in thirty days, so that an upgrade shuts nobody out that day.
  const now = Temporal.Now.instant()
  await db.raw(
    `update routers set unsigned_from = :now, unsigned_until = :now::timestamptz + interval '30 days'
     where not message_authenticator_required`,
    { now: now.toString() },
  )
  await db.raw(`alter table routers drop message_authenticator_required`)
  // A new trouble for staff, beside those that other changes have added.
  await db.raw(`
    do $$
      declare
        known text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'exceptions_kind_check');
      begin
        alter table exceptions drop constraint exceptions_kind_check;
        execute 'alter table exceptions add constraint exceptions_kind_check '
          || replace(known, '])', ', ''secret_mismatch''::text])');
      end
    $$;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
