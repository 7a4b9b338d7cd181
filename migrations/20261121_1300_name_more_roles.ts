// More kinds of colleague, where each of them may look, and what one of them may only ask another for.

import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table staff
      drop constraint staff_role_check,
      add constraint staff_role_check check (role in
        ('owner', 'finance', 'cashier', 'support', 'technician', 'reseller', 'auditor')),
      add column site_id bigint references sites; -- Only this site's subscribers; null: all of them.

    -- Who sold it, and so the only one of the resellers who sees it.
    alter table subscribers add column reseller_id bigint references staff;
    create index subscribers_by_reseller on subscribers (reseller_id) where reseller_id is not null;
    create index subscribers_by_site on subscribers (site_id);

    -- Asked by one, decided by another: money that leaves, and what goes past a cap.
    create table approvals (
      id           bigint generated always as identity primary key,
      kind         text not null check (kind ~ '^[a-z_]+$'),
      subject      text not null, -- What it would be done to: "payment:12".
      amount_cents bigint,
      details      jsonb not null default '{}', -- What whoever does it in the end must know.
      why          text not null check (why <> ''),
      asked_by     bigint not null references staff,
      asked_at     timestamptz not null,
      expires_at   timestamptz not null,
      decision     text check (decision in ('approved', 'refused', 'withdrawn')),
      decided_by   bigint references staff,
      decided_at   timestamptz,
      decided_why  text,
      check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null)),
      check (decision = 'withdrawn' or decided_by is distinct from asked_by)
    );
    create unique index approvals_open on approvals (kind, subject) where decision is null;
  `)
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward.')
}
