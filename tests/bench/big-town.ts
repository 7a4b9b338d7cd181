// A town of so many homes, each with a line and a month of it, put into an empty database a few thousand at a time.

import type { Appliance } from '../../appliance/appliance.ts'

export const secret = 'Mto-wa-Mbu-7pVx2Lq9sNc4'
export const userName = (index: number) => `nyumba-${index}@mtaa`
export const password = (index: number) => `siri-ya-nyumba-${index}`

const batch = 5000

export async function fillTown({ db, safe, now }: Appliance, homes: number): Promise<void> {
  await db.raw(`insert into sites (name) values ('Mtaa')`)
  await db('routers').insert({
    site_id: 1,
    name: 'Mtaa',
    address: '127.0.0.1',
    secret_sealed: safe.seal(secret, 'routers.secret'),
  } as never)
  await db('plans').insert({
    name: 'Mwezi',
    kind: 'pppoe',
    price_cents: 1500_00,
    term_count: 1,
    term_unit: 'month',
    down_kbps: 10_000,
    up_kbps: 5_000,
  } as never)
  // One transfer stands for all: a balanced one for each would only make the filling longer.
  const transfer = await db.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica')
    const [row] = await trx('transfers')
      .insert({ kind: 'sell', undoes: null, posted_at: now(), reason: 'A bench' })
      .returning('id')
    return row!.id
  })
  for (let from = 1; from <= homes; from += batch) {
    const indexes = Array.from({ length: Math.min(batch, homes - from + 1) }, (_, at) => from + at)
    await db.raw(
      `with s as (
         insert into subscribers (account_no, name, site_id, joined_at)
         select (1000000 + n)::text, 'Home ' || n, 1, :now from unnest(:indexes::int[]) n returning id, account_no),
       v as (
         insert into services (subscriber_id, service_no, plan_id, user_name, password_sealed, opened_at)
         select s.id, 1, 1, g.name, g.sealed, :now
         from unnest(:indexes::int[], :names::text[], :sealed::bytea[]) as g (n, name, sealed)
         join s on s.account_no = (1000000 + g.n)::text returning id)
       insert into credits (service_id, plan_id, starts_at, ends_at, price_cents, transfer_id)
       select id, 1, :since, :until, 150000, :transfer from v`,
      {
        now: now(),
        since: now().subtract({ hours: 24 }),
        until: now().add({ hours: 240 }),
        indexes,
        names: indexes.map(userName),
        sealed: indexes.map((index) => safe.seal(password(index), 'services.password')),
        transfer,
      } as never,
    )
  }
  await db.raw('analyze')
}
