import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openAppliance, type Appliance } from '../../../appliance/appliance.ts'
import { keepAudit } from '../../../appliance/commands/audit.ts'
import { recordAct } from '../../../appliance/people/audit.ts'
import { exportHead, verifyChain } from '../../../appliance/people/audit-chain.ts'
import { exportAuditHead } from '../../../jobs/export-audit-head.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../../support/database.ts'

const box = { staff: null, source_address: null }

/** An appliance with these many acts, of every kind of word. */
async function withActs(
  t: { teardown(task: () => Promise<void>): void },
  count: number,
): Promise<Appliance> {
  const [url, state] = [await freshDatabase(), await mkdtemp(join(tmpdir(), 'lango-audit-'))]
  const clock = testClock('2026-11-21T11:32:00.123456Z')
  const appliance = await openAppliance(testConfig(url, { LANGO_STATE_DIR: state }), { clock })
  t.teardown(async () => {
    await appliance.close()
    await dropDatabase(url)
    await rm(state, { recursive: true })
  })
  for (let turn = 0; turn < count; turn++)
    await appliance.work((work) =>
      recordAct(work, {
        ...box,
        source_address: turn % 2 ? '10.0.0.1' : null,
        action: 'test.done',
        subject: `thing:${turn}`,
        before: { was: turn, text: 'É "quoted" \\ 名前', far: 1e21, none: null },
        after: turn % 3 ? [turn / 4] : undefined,
        why: turn % 2 ? "it's so" : null,
      }),
    )
  return appliance
}

/** What somebody with the database's own password can do, and the application can’t. */
async function tamper({ db }: Appliance, sql: string): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw(`set local session_replication_role = replica`)
    await trx.raw(sql)
  })
}

test('T24, N13: a chain of acts is whole, and every act has one link', async (t) => {
  const appliance = await withActs(t, 20)
  t.like(await verifyChain(appliance), { outcome: 'whole', head: { link_no: 20 } })
  t.regex(await keepAudit(appliance, ['verify']), /^The audit is whole: 20 acts/)
})

for (const [what, sql, why] of [
  ['one letter of a reason', `update audit set why = 'it''s sO' where id = 8`, 'changed'],
  ['a microsecond', `update audit set at = at + interval '1 microsecond' where id = 8`, 'changed'],
  ['who did it', `update audit set source_address = '10.0.0.2' where id = 8`, 'changed'],
  ['what it was before', `update audit set before = jsonb_set(before, '{was}', '70') where id = 8`, 'changed'],
  ['its link’s hash', `update audit_links set hash = set_byte(hash, 31, 255 - get_byte(hash, 31)) where audit_id = 8`, 'changed'],
  ['the act itself, away', `delete from audit where id = 8`, 'gone'],
  ['the act and its link, away', `delete from audit_links where audit_id = 8; delete from audit where id = 8`, 'gone'],
  ['an act beside the chain', `insert into audit (at, action, subject) values ('2026-11-21', 'test.forged', 'x')`, 'unlinked'],
] as const) {
  test(`T24, S2-58: tampering is seen, and the row is named: ${what}`, async (t) => {
    const appliance = await withActs(t, 12)
    await tamper(appliance, sql)
    const verdict = await verifyChain(appliance)
    t.like(verdict, { outcome: 'broken', why })
    if (why !== 'unlinked') t.is((verdict as { link_no: number }).link_no, 8)
    await t.throwsAsync(keepAudit(appliance, ['verify']), { code: 'audit_broken', message: /8|13/ })
  })
} // prettier-ignore

test('T24: the last rows can’t be cut off, nor all rewritten, past a head that was carried out', async (t) => {
  const appliance = await withActs(t, 12)
  await exportHead(appliance, appliance.now())
  await tamper(
    appliance,
    'delete from audit_links where link_no > 9; delete from audit where id > 9',
  )
  t.like(await verifyChain(appliance), {
    outcome: 'broken',
    why: 'head_differs',
    link_no: 12,
    day: '2026-11-21',
  })

  const other = await withActs(t, 6)
  await exportHead(other, other.now())
  await tamper(
    other,
    `update audit set subject = 'thing:x' where id = 2; delete from audit_links;
     do $$ declare act audit; past bytea := ''; no bigint := 0; begin
       for act in select * from audit order by id loop
         no := no + 1; past := sha256(past || convert_to(audit_words(act), 'UTF8'));
         insert into audit_links values (no, act.id, past); end loop; end $$`,
  )
  t.like(await verifyChain(other), { outcome: 'broken', why: 'head_differs', link_no: 6 })
})

test('T24: forty who act at once make one chain without a gap', async (t) => {
  const appliance = await withActs(t, 1)
  await Promise.all(
    Array.from({ length: 40 }, (_, turn) =>
      appliance.work(async (work) => {
        await recordAct(work, { ...box, action: 'test.done', subject: `one:${turn}` })
        await recordAct(work, { ...box, action: 'test.done', subject: `two:${turn}` })
      }),
    ),
  )
  t.like(await verifyChain(appliance), { outcome: 'whole', head: { link_no: 81 } })
})

test('T24: what is undone leaves no link, and the application can change neither acts nor links', async (t) => {
  const appliance = await withActs(t, 3)
  await t.throwsAsync(
    appliance.work(async (work) => {
      await recordAct(work, { ...box, action: 'test.done', subject: 'undone' })
      throw new Error('power cut')
    }),
  )
  t.like(await verifyChain(appliance), { outcome: 'whole', head: { link_no: 3 } })
  for (const sql of [
    'update audit set why = null',
    'delete from audit where id = 1',
    'truncate audit cascade',
    'update audit_links set link_no = 9 where link_no = 3',
    'delete from audit_links',
    'truncate audit_links',
  ])
    await t.throwsAsync(appliance.db.raw(sql), { message: /append-only/ }, sql)
})

test('N13: each night the head leaves the database, and is due again the next', async (t) => {
  const appliance = await withActs(t, 2)
  await exportAuditHead(appliance)
  const row = (await appliance.db('upkeep').where({ task: 'export_audit_head' }).first())!
  t.is(String(row.due_at), '2026-11-22T00:30:00Z')
  t.like(await verifyChain(appliance), { outcome: 'whole', heads: 1 })
})
