// T55: a router that tells of more than any router has, or for longer than the disk lasts, harms itself only.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { AccountingRecord } from '../../appliance/access/sessions.ts'
import { openAccountingJournal, type AccountingJournal } from '../../radius/accounting-journal.ts'
import { openSessionQuota } from '../../radius/accounting-quotas.ts'
import { reportOf } from '../appliance/access/usage-reports.ts'
import { eventually } from '../support/eventually.ts'
import { capture, openBareRouter } from '../support/radclient.ts'
import { layCable } from './conversations/cable.ts'
import { noon, openVillage, secret, type Village } from './conversations/village.ts'

const at = Temporal.Instant.from(noon)

function record(router_id: number, session: string, octets = 0): AccountingRecord {
  const session_key = `class:${session}`
  return { kind: 'session', report: reportOf(router_id, at, { session_key, input_octets: octets }) }
}

test('T55: so many new sessions a minute, saved up for twenty; those that are known go on, and other routers', (t) => {
  let now = 0
  const quota = openSessionQuota(60, () => now)
  const admitted = (router: number, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => quota.admits(record(router, String(from + index))))
      .filter(Boolean).length
  t.is(admitted(1, 0, 2000), 1200)
  t.is(admitted(1, 0, 1200), 1200, 'Interims of sessions that were admitted.')
  t.is(admitted(2, 0, 10), 10, 'Another router.')
  now += 60_000
  t.is(admitted(1, 5000, 100), 60)
  t.true(quota.admits({ kind: 'restart', router_id: 1, at }))
}) // prettier-ignore

test('T55: what it remembers of sessions is bounded, and those that speak are not forgotten', (t) => {
  const quota = openSessionQuota(6501, () => 0) // For 130,020 in all.
  for (let session = 0; session < 130_000; session++) {
    if (session % 1000 === 0) quota.admits(record(1, 'steady'))
    quota.admits(record(1, String(session)))
  }
  while (quota.admits(record(1, `more ${Math.random()}`)));
  t.true(quota.admits(record(1, 'steady')))
  t.true(quota.admits(record(1, '129999')))
  t.false(quota.admits(record(1, '1')), 'Long ago: it would be a new one.')
})

async function open(
  t: { teardown(fn: () => Promise<void>): void },
  more: Record<string, string> = {},
): Promise<{ village: Village; cable: Awaited<ReturnType<typeof layCable>>; loud: number; quiet: number }> {
  const cable = await layCable()
  const village = await openVillage(cable.through, noon, more)
  t.teardown(async () => {
    await village.close()
    await cable.close()
  })
  const loud = await village.addRouter({ name: 'Kilimani', address: '127.0.0.61' })
  const quiet = await village.addRouter({ name: 'Olkeri', address: '127.0.0.62' })
  return { village, cable, loud, quiet }
} // prettier-ignore

async function outcomes(journal: AccountingJournal, records: AccountingRecord[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const keeping = records.map((each) => journal.keep(each).then(() => 'kept', ({ code }: { code: string }) => code))
  for (const outcome of await Promise.all(keeping)) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
} // prettier-ignore

test('T55: a router over its new sessions gets silence, counted by its name; another is answered', async (t) => {
  const { village } = await open(t, { LANGO_NEW_SESSIONS_PER_MINUTE: '1' })
  const radius = await village.open()
  const bytesOf = (session: number) =>
    capture('acct', secret, `User-Name = "a"\nAcct-Session-Id = "${session}"\nAcct-Status-Type = Start`)
  const [loud, quiet] = await Promise.all(
    ['127.0.0.61', '127.0.0.62'].map((address) => openBareRouter(radius.acct_port, address)),
  )
  t.teardown(() => [loud, quiet].forEach((router) => router!.close()))
  const packets = await Promise.all(Array.from({ length: 24 }, (_, session) => bytesOf(session)))
  for (const packet of packets) loud!.send(packet)
  await eventually('the rest is refused', () => radius.unanswered().get('session_quota') === 4)
  for (let answered = 0; answered < 20; answered++) t.is((await loud!.next())[0], 5)
  quiet!.send(packets[23]!)
  t.is((await quiet!.next())[0], 5)
  const { rows } = await village.appliance.db.raw<{ rows: { count: number }[] }>(
    `select count(*) as count from sessions group by router_id order by router_id`,
  )
  t.deepEqual(rows, [{ count: 20 }, { count: 1 }])
}) // prettier-ignore

test('T55: a router that has used up its part of the spool gets silence; another is served', async (t) => {
  const { village, cable, loud, quiet } = await open(t, { LANGO_SPOOL_MEGABYTES: '1' })
  const journal = await openAccountingJournal(village.appliance)
  t.teardown(journal.close)
  await cable.pull()
  const many = Array.from({ length: 3000 }, (_, session) => record(loud, `l${session}`))
  const { kept = 0, spool_quota = 0 } = await outcomes(journal, many)
  t.true(kept > 1000 && spool_quota > 500 && kept + spool_quota === 3000, `${kept} ${spool_quota}`)
  t.deepEqual(await outcomes(journal, [record(quiet, 'q'), record(loud, 'late')]), {
    kept: 1,
    spool_quota: 1,
  })
  await cable.plugIn()
  const { db } = village.appliance
  await eventually('the spool is written', async () => {
    const { rows } = await db.raw<{ rows: { count: number }[] }>('select count(*) from sessions')
    return rows[0]!.count === kept + 1
  })
  await eventually('it is served again', async () => {
    return (await outcomes(journal, [record(loud, 'late')]))['kept'] === 1
  })
})

test('T55: of one session that waits for the spool the newest word is written, and all who told of it are answered', async (t) => {
  const { village, cable, loud } = await open(t)
  const journal = await openAccountingJournal(village.appliance)
  t.teardown(journal.close)
  await cable.pull()
  await journal.keep(record(loud, 'first')) // PostgreSQL is found away.
  const told = Array.from({ length: 400 }, (_, octets) => record(loud, `s${octets % 4}`, octets))
  t.deepEqual(await outcomes(journal, told), { kept: 400 })
  const folder = join(village.stateDir, 'spool-radius')
  const [name] = await readdir(folder)
  const lines = (await readFile(join(folder, name!), 'utf8')).trim().split('\n')
  t.true(lines.length <= 9, `${lines.length} lines`)

  await cable.plugIn()
  const { db } = village.appliance
  await eventually('the spool is written', async () => {
    const sessions = await db('sessions').where('session_key', 'like', 'class:s%').orderBy('session_key')
    return sessions.map(({ input_octets }) => input_octets).join() === '396,397,398,399'
  })
  t.pass()
}) // prettier-ignore

test('what waits is bounded, for all and for each router', async (t) => {
  const { village, loud, quiet } = await open(t, { LANGO_NEW_SESSIONS_PER_MINUTE: '999999' })
  const { db } = village.appliance
  const journal = await openAccountingJournal(village.appliance)
  t.teardown(journal.close)
  const held = await db.transaction()
  await held.raw('lock table sessions in exclusive mode')
  const waiting = Array.from({ length: 12_000 }, (_, session) => journal.keep(record(loud, `${session % 50}`)).then(() => 'kept', ({ code }: { code: string }) => code))
  const other = journal.keep(record(quiet, 'q'))
  await held.rollback()
  const ended = await Promise.all(waiting)
  t.is(ended.filter((outcome) => outcome === 'journal_full').length, 2000)
  t.is(ended.filter((outcome) => outcome === 'kept').length, 10_000)
  await t.notThrowsAsync(other)
}) // prettier-ignore
