// Accounting's statements are planned once, maybe while nobody is online, and asked for ever. With thousands online they must
// still find what they are about by an index, and nothing else.

import test from 'ava'
import { recordAccounting, type AccountingRecord } from '../../../appliance/access/sessions.ts'
import { openDatabase, type Db } from '../../../appliance/database.ts'
import { openVillage } from '../../radius/conversations/village.ts'
import { at, endsOf, later, report, start } from './reports.ts'

const online = 3000

const village = await openVillage()
const { db } = village.appliance
const pool = openDatabase(village.appliance.config.databaseUrl, {
  connections: 1,
  statement_seconds: 5,
  plans: 'by index',
})
test.after.always(async () => {
  await pool.destroy()
  await village.close()
})

/** How many rows and entries of indexes of sessions the batch looked at. */
async function looksOf(records: AccountingRecord[], seconds: number): Promise<number> {
  return pool.transaction(async (trx) => {
    const before = await looked(trx)
    await recordAccounting(trx, records, at(seconds))
    return (await looked(trx)) - before
  })
}

async function looked(trx: Db): Promise<number> {
  const { rows } = await trx.raw<{ rows: { looks: number }[] }>(
    `select sum(pg_stat_get_xact_tuples_returned(oid)) as looks from pg_class
     where relname = 'sessions' or oid in (select indexrelid from pg_index where indrelid = 'sessions'::regclass)`,
  )
  return rows[0]!.looks
}

test('G15: a plan that was made while nobody was online does not walk through all who are', async (t) => {
  const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const other = await village.addRouter({ name: 'Kasarani', address: '127.0.0.2' })
  const { service_id } = await village.addHome({ user_name: 'wanjiku', paid: [[-1, 1]] })
  const told = (session: ReturnType<typeof report>) =>
    ({ kind: 'session', report: session }) as const
  const restart = { kind: 'restart', router_id, at: at(60) } as const

  async function play(seconds: number): Promise<number[]> {
    const calling_station_id = `4C:5E:0C:00:00:${seconds}`
    const ours = { service_id, user_name: 'wanjiku', calling_station_id }
    const [first, second] = [start(router_id, seconds, ours), start(router_id, seconds + 10, ours)]
    const strange = start(router_id, seconds, { user_name: 'nobody' })
    const looks = [
      await looksOf([told(first), told(strange)], seconds),
      await looksOf([told(second)], seconds + 10), // Closes the first.
      await looksOf([told(later(second, seconds + 20, { input_octets: 1000 }))], seconds + 20),
      await looksOf([{ ...restart, at: at(seconds + 60) }], seconds + 60),
      await looksOf([told(later(second, seconds + 50, { stopped_at: at(seconds + 50), terminate_cause: 'User-Request' }))], seconds + 70),
    ] // prettier-ignore
    t.deepEqual(await endsOf(db, [first, strange, second]), [
      'inferred: replaced',
      'inferred: NAS-Reboot',
      'User-Request',
    ])
    return looks
  }

  await play(10)
  await db.raw(
    `insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, started_at, heard_at)
     select case when ours then 'class:' || n else 'class:s' || n end, r.id, case when ours then 100000 + n end, n::text,
            'line' || n, '4C:' || n, :now::timestamptz, :now::timestamptz
     from generate_series(1, :online::int) n, (values (true), (false)) o (ours), routers r where r.id = :other`,
    { other, online, now: at(0) } as never,
  )
  const looks = await play(90)
  t.true(Math.max(...looks) < 60, `looked at ${looks.join(', ')} of ${2 * online}`)
})
