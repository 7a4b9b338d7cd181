// From where providers call, as they say themselves: data with a date, not code. Whoever calls from elsewhere is noted, or not
// even asked about, as the owner wants it.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table provider_sources (
      provider text not null check (provider in ('daraja', 'payhero', 'paystack', 'ipn')),
      network text not null check (network ~ '^[0-9.]+(/[0-9]+){0,1}$'), -- 196.201.214.200, or 196.201.214.0/24.
      noted_on date not null,
      noted_from text not null check (noted_from <> ''),
      primary key (provider, network)
    );
    create table provider_doors (
      provider text primary key check (provider in ('daraja', 'payhero', 'paystack', 'ipn')),
      mode text not null default 'log' check (mode in ('log', 'enforce'))
    );
    insert into provider_doors (provider) values ('daraja'), ('payhero'), ('paystack'), ('ipn');
    insert into provider_sources (provider, network, noted_on, noted_from)
      select 'daraja', network, date '2026-11-21', 'Safaricom''s going-live page' from unnest(array[
        '196.201.214.200', '196.201.214.206', '196.201.213.114', '196.201.214.207', '196.201.214.208', '196.201.213.44',
        '196.201.212.127', '196.201.212.138', '196.201.212.129', '196.201.212.136', '196.201.212.74', '196.201.212.69']) network;
    insert into provider_sources (provider, network, noted_on, noted_from) values
      ('daraja', '196.201.212.128', date '2026-11-21', 'a public library'),
      ('daraja', '196.201.212.132', date '2026-11-21', 'a public library'),
      ('paystack', '52.31.139.75', date '2026-11-21', 'Paystack''s documents'),
      ('paystack', '52.49.173.169', date '2026-11-21', 'Paystack''s documents'),
      ('paystack', '52.214.14.220', date '2026-11-21', 'Paystack''s documents');

    alter table callbacks add column source_listed boolean; -- Null: nobody could tell.
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
