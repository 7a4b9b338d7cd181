// A town with a year behind it, for pages: homes with their lines, wallets and payments, sessions, refusals, checkouts and
// exceptions. Written by PostgreSQL itself, triggers asleep: the rows are what the house would have written.

import { monthOf, openMonth } from '../../appliance/access/past-months.ts'
import { openDatabase, type Db } from '../../appliance/database.ts'
import type { Instant } from '../../appliance/time.ts'

export interface TownSize {
  homes: number
  payments: number
  /** Sessions that were put away, over a year. */
  past_sessions: number
}

/** Who looks at it, each with their own share: a reseller's is one home in fifty, a site's one in ten. */
export const viewers = {
  owner: 'owner@town.test',
  reseller: 'reseller@town.test',
  site: 'site@town.test',
} as const

const first = ['Njeri', 'Otieno', 'Halima', 'Baraka', 'Mutua', 'Wanjiru', 'Kamau', 'Achieng', 'Kipchoge', 'Fatuma', 'Zawadi', 'Juma', 'Wambui', 'Omondi', 'Nyambura', 'Chebet'] // prettier-ignore
const last = ['Mwangi', 'Ouma', 'Abdi', 'Mwakio', 'Kioko', 'Ndung’u', 'Odhiambo', 'Wafula', 'Kiprono', 'Hassan', 'Njoroge', 'Maina', 'Auma', 'Mutiso', 'Karanja', 'Simiyu', 'Barasa', 'Cheruiyot', 'Gitau'] // prettier-ignore

// `n` is a home or a payment; numbers that share no divisor scatter what belongs together.
const parts: readonly (readonly [string, string])[] = [
  ['sites, routers, plans', `
    insert into sites (name) select 'Site ' || n from generate_series(1, 10) n;
    insert into routers (site_id, name, address, secret_sealed)
      select n % 10 + 1, 'router-' || n, ('10.200.0.' || n)::inet, '\\x00' from generate_series(1, 40) n;
    insert into staff (email, name, role, password_hash, added_at, site_id) values
      ('owner@town.test', 'Owner', 'owner', '-', :now, null), ('reseller@town.test', 'Reseller', 'reseller', '-', :now, null),
      ('site@town.test', 'Of one site', 'finance', '-', :now, 3);
    insert into plans (name, kind, price_cents, term_count, term_unit, down_kbps, up_kbps)
      select 'Home ' || n, 'pppoe', n * 100000, 1, 'month', n * 5000, n * 5000 from generate_series(1, 5) n;
    insert into plans (name, kind, price_cents, term_count, term_unit, down_kbps, up_kbps)
      values ('Day pass', 'hotspot', 5000, 1, 'day', 5000, 5000);
    insert into shortcodes (shortcode, name, provider, base_url, credentials_sealed, token_sealed, token_hash, urls_registered_at)
      values ('600966', 'Kilima Net', 'daraja', 'http://127.0.0.1:9', '\\x00', '\\x00', '\\x00', :now);
    insert into accounts (kind) values ('suspense'), ('sales');
    insert into accounts (kind, shortcode) values ('paybill', '600966')`],
  ['subscribers', `
    insert into subscribers (account_no, name, msisdn, site_id, joined_at, suspended_at, reseller_id)
      select (1000000 + n)::text, :first[n % 16 + 1] || ' ' || :last[n % 19 + 1],
             '2547' || lpad((n * 97 % 100000000)::text, 8, '0'), n % 10 + 1, :now - interval '400 days',
             case when n % 500 = 0 then :now end, case when n % 50 = 7 then 2 end
      from generate_series(1, :homes) n;
    insert into services (subscriber_id, service_no, plan_id, user_name, password_sealed, opened_at)
      select n, 1, n % 5 + 1, 'home-' || n || '@mtaa', '\\x00', :now - interval '400 days'
      from generate_series(1, :homes) n;
    insert into accounts (kind, subscriber_id) select 'wallet', n from generate_series(1, :homes) n`],
  ['payments', `
    insert into transfers (kind, posted_at, reason)
      select 'receive', :now - (:payments - n) * (interval '365 days' / :payments), 'M-Pesa'
      from generate_series(1, :payments) n;
    insert into entries (transfer_id, account_id, amount_cents)
      select n, case side when 1 then 3 + n * 7919 % :homes + 1 else 3 end, side * (n % 5 + 1) * 100000
      from generate_series(1, :payments) n, unnest(array[1, -1]) side;
    insert into payments (merchant_reference, rail, receipt_code, shortcode, channel, amount_cents, account_typed, payer_msisdn,
        payer_name, customer_money, paid_at, heard_at, proved_at, proved_by, state, settled_at, subscriber_id, service_id, transfer_id)
      select gen_random_uuid(), 'mpesa', 'U' || upper(lpad(to_hex(n * 2654435761 % 68719476736), 9, '0')), '600966', 'paybill',
             (n % 5 + 1) * 100000, s.account_no, s.msisdn, upper(s.name), true, p.at - interval '3 seconds', p.at, p.at, 'pull',
             case when n % 3000 = 0 then 'excepted' else 'settled' end, case when n % 3000 <> 0 then p.at end,
             case when n % 3000 <> 0 then s.id end, case when n % 3000 <> 0 then s.id end, n
      from generate_series(1, :payments) n join subscribers s on s.id = n * 7919 % :homes + 1
      cross join lateral (select :now - (:payments - n) * (interval '365 days' / :payments) as at) p`],
  ['sightings, callbacks, receipts', `
    insert into callbacks (shortcode, kind, body, headers, heard_at, state, receipt_code)
      select '600966', 'confirmation', convert_to(m.receipt_code, 'UTF8'), '{}', m.heard_at, 'done', m.receipt_code from payments m;
    insert into sightings (payment_id, source, callback_id, amount_cents, account_typed, paid_at, heard_at, differs)
      select m.id, 'callback', m.id, m.amount_cents, m.account_typed, m.paid_at, m.heard_at, false from payments m;
    insert into receipts (number, payment_id, issued_at) select m.id, m.id, m.heard_at from payments m`],
  ['credits', `
    insert into credits (service_id, plan_id, starts_at, ends_at, price_cents, transfer_id, due_at)
      select n, n % 5 + 1, p.until - interval '30 days', p.until, 100000, n, case when p.until > :now then p.until end
      from generate_series(1, :homes) n cross join generate_series(0, 2) month
      cross join lateral (select :now + ((n * 31 % 35 - 5) * 86400 + n * 37 % 86400 - month * 30 * 86400) * interval '1 second' as until) p`],
  ['sessions and refusals', `
    insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, framed_ip_address,
        started_at, heard_at, session_seconds, input_octets, output_octets, stopped_at, terminate_cause)
      select 'key-' || n || '-' || turn, n % 40 + 1, n, to_hex(n) || '-' || turn, 'home-' || n || '@mtaa',
             upper(regexp_replace(lpad(to_hex(n), 12, '0'), '(..)(?=.)', '\\1:', 'g')), '10.0.0.0'::inet + n,
             :now - interval '2 days' - turn * interval '1 day', :now - interval '20 seconds', 3600, n, n * 10,
             case when turn > 0 or n % 5 < 2 or n * 31 % 35 < 6 then :now - turn * interval '1 day' - interval '1 hour' end,
             case when turn > 0 or n % 5 < 2 or n * 31 % 35 < 6 then 'User-Request' end
      from generate_series(1, :homes) n cross join generate_series(0, 1) turn;
    insert into access_decisions (decided_at, router_id, service_id, user_name, outcome, reason)
      select :now - (:homes * 2 - n) * interval '1 second', n % 40 + 1, n % :homes + 1,
             'home-' || n % :homes + 1 || '@mtaa', case when n % 10 = 0 then 'reject' else 'accept' end,
             case when n % 10 = 0 then 'unpaid' end
      from generate_series(1, :homes * 2) n`],
  ['past sessions, disconnections, usage', `
    insert into past_sessions (id, session_key, router_id, service_id, acct_session_id, user_name, calling_station_id,
        framed_ip_address, started_at, heard_at, session_seconds, input_octets, output_octets, stopped_at, terminate_cause)
      select 100000000 + n, 'past-' || n, n % 40 + 1, h.home, to_hex(n), 'home-' || h.home || '@mtaa',
             upper(regexp_replace(lpad(to_hex(h.home), 12, '0'), '(..)(?=.)', '\\1:', 'g')), '10.0.0.0'::inet + h.home, p.at,
             p.at + interval '1 hour', 3600, n, n * 10, p.at + interval '1 hour', 'User-Request'
      from generate_series(1, :past) n cross join lateral (select n * 7919 % :homes + 1 as home) h
      cross join lateral (select :now - interval '4 days' - (:past - n) * (interval '361 days' / :past) as at) p;
    insert into disconnections (session_id, reason, state, asked_at, confirmed_at)
      select x.id, 'credit_ended', 'confirmed', x.stopped_at, x.stopped_at from sessions x where x.stopped_at is not null;
    insert into daily_usage (service_id, day, input_octets, output_octets)
      select n, (:now at time zone 'Africa/Nairobi')::date - day, 1000000 * day, 10000000 * day
      from generate_series(1, :homes) n cross join generate_series(0, 29) day`],
  ['messages, acts, vouchers', `
    insert into messages (kind, payment_id, msisdn, language, state, made_at, sent_at)
      select 'payment_confirmed', m.id, m.payer_msisdn, 'sw', 'sent', m.heard_at, m.heard_at
      from payments m where m.heard_at > :now - interval '90 days' and m.state = 'settled';
    insert into audit (at, staff_id, action, subject, why)
      select :now - (:homes * 2 - n) * interval '2 minutes', n % 3 + 1, 'subscriber.suspended',
             'subscriber:' || n % :homes + 1, 'Asked'
      from generate_series(1, :homes * 2) n;
    insert into audit_links (link_no, audit_id, hash) select id, id, '\\x00' from audit;
    insert into voucher_batches (plan_id, price_cents, made_at, made_by)
      select 6, 5000, :now - n * interval '1 day', n % 3 + 1 from generate_series(1, :homes / 1000) n;
    insert into vouchers (code_hash, code_sealed, plan_id, price_cents, made_at, made_by, batch_id, redeemed_at, service_id)
      select sha256(n::text::bytea), '\\x00', 6, 5000, b.made_at, b.made_by, b.id,
             case when n % 2 = 0 then b.made_at end, case when n % 2 = 0 then n end
      from generate_series(1, :homes / 2) n join voucher_batches b on b.id = n % (:homes / 1000) + 1`],
  ['checkouts', `
    insert into checkouts (merchant_reference, subscriber_id, service_id, plan_id, amount_cents, msisdn, shortcode, language, state,
        opened_at, wait_until, closed_at)
      select gen_random_uuid(), n, n, 6, 5000, s.msisdn, '600966', 'sw', case when n % 4 = 0 then 'abandoned' else 'paid' end,
             p.at, p.at + interval '90 seconds', p.at + interval '20 seconds'
      from generate_series(1, :homes / 2) n join subscribers s on s.id = n
      cross join lateral (select :now - (:homes / 2 - n) * interval '60 seconds' as at) p;
    insert into stk_pushes (checkout_id, attempt, merchant_reference, account_reference, msisdn, amount_cents, state, made_at, sent_at,
        checkout_request_id, result_code, closed_at)
      select k.id, 1, k.merchant_reference, 'R' || k.id, k.msisdn, 5000, case k.state when 'paid' then 'paid' else 'failed' end,
             k.opened_at, k.opened_at, 'ws_CO_' || k.id, case k.state when 'paid' then '0' else '1032' end, k.closed_at from checkouts k`],
  ['exceptions', `
    insert into exceptions (kind, subject, payment_id, amount_cents, opened_at, deadline_at, resolved_at, resolution)
      select 'unknown_account', 'payment:' || m.id, m.id, m.amount_cents, m.heard_at, m.heard_at + interval '4 hours',
             case when m.heard_at < :now - interval '20 days' then m.heard_at + interval '1 hour' end,
             case when m.heard_at < :now - interval '20 days' then 'Given' end
      from payments m where m.state = 'excepted'`],
] // prettier-ignore

export async function fillPageTown(
  url: string,
  { homes, payments, past_sessions }: TownSize,
  now: Instant,
  say: (line: string) => void,
): Promise<void> {
  const list = (names: string[]) => `(array['${names.join("','")}'])`
  const figures: Record<string, string> = {
    homes: `${homes}::bigint`,
    payments: `${payments}::bigint`,
    past: `${past_sessions}::bigint`,
    now: `timestamptz '${now}'`,
    first: list(first),
    last: list(last),
  }
  // Written into the statement: PostgreSQL wants to know the types, and all of it is ours. Casts stay.
  const withFigures = (sql: string) =>
    sql.replace(/(?<!:):([a-z]+)/g, (whole, name: string) => figures[name] ?? whole)
  const db = openDatabase(url, { connections: 1, statement_seconds: 900 })
  try {
    await db.raw('set session_replication_role = replica')
    for (let fortnight = 0; fortnight <= 26; fortnight += 1)
      await openMonth(db, monthOf(now.subtract({ hours: fortnight * 24 * 14 })))
    const indexes = await dropIndexes(db)
    for (const [name, sql] of parts) {
      const began = performance.now()
      for (const statement of sql.split(';'))
        await db.raw(withFigures(statement).replaceAll('?', '\\?'))
      say(`  ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
    }
    for (const index of indexes) await db.raw(index)
    await db.raw('vacuum (analyze)')
  } finally {
    await db.destroy()
  }
}

/** The larger tables' indexes, but for those of keys: made at the end in one go. */
async function dropIndexes(db: Db): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { name: string; made: string }[] }>(
    `select c.relname as name, pg_get_indexdef(c.oid) as made from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any(array['payments', 'entries', 'subscribers', 'services', 'callbacks', 'sightings', 'messages', 'audit']::regclass[])
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`,
  )
  for (const { name } of rows) await db.raw(`drop index ${name}`)
  return rows.map(({ made }) => made)
}
