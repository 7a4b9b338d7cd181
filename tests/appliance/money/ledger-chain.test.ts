// The chain of the ledger, seen by somebody who tampers; and what the check says of books that do not agree.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openAppliance, type Appliance } from '../../../appliance/appliance.ts'
import { keepLedger } from '../../../appliance/commands/ledger.ts'
import { post, postAll, undoTransfer } from '../../../appliance/money/ledger.ts'
import {
  exportLedgerHead,
  sealLedger,
  verifyLedgerChain,
} from '../../../appliance/money/ledger-chain.ts'
import { readTrialBalance } from '../../../appliance/money/trial-balance.ts'
import { cents } from '../../../appliance/money.ts'
import { exportAuditHead } from '../../../jobs/export-audit-head.ts'
import {
  dropDatabase,
  freshAppliance,
  freshDatabase,
  testClock,
  testConfig,
} from '../../support/database.ts'

const sale = (reason: string, shillings = 10) => ({
  kind: 'receive' as const,
  from: { kind: 'cash' as const },
  to: { kind: 'sales' as const },
  amount_cents: cents(shillings * 100),
  reason,
})

/** A box that sold so many times; all of it sealed. */
async function withSales(t: ExecutionContext, count: number): Promise<Appliance> {
  const [url, state] = [await freshDatabase(), await mkdtemp(join(tmpdir(), 'lango-ledger-'))]
  const clock = testClock('2026-11-21T11:32:00.123456Z')
  const appliance = await openAppliance(testConfig(url, { LANGO_STATE_DIR: state }), { clock })
  t.teardown(async () => {
    await appliance.close()
    await dropDatabase(url)
    await rm(state, { recursive: true })
  })
  const sales = Array.from({ length: count }, (_, turn) => sale(`Sale ${turn} of "Émile" \\ 名前`))
  await appliance.work((work) => postAll(work, sales))
  await sealLedger(appliance)
  return appliance
}

/** What somebody with the database's own password can do, and the application can’t. */
async function tamper({ db }: Appliance, sql: string): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw(`set local session_replication_role = replica`)
    await trx.raw(sql)
  })
}

// One box of twelve sales, the third undone, for whoever tampers: each in a transaction that is never kept.
const clock = testClock('2026-11-21T11:32:00Z')
const kept = await freshAppliance(clock)
await kept.work((work) =>
  postAll(
    work,
    Array.from({ length: 12 }, (_, turn) => sale(`Sale ${turn}`)),
  ),
)
await kept.work((work) => undoTransfer(work, 3, 'Undone'))
await sealLedger(kept)
test.after.always(() => kept.close())

async function tampered(sql: string, look: (box: Appliance) => Promise<void>): Promise<void> {
  const trx = await kept.db.transaction()
  try {
    await trx.raw(`set local session_replication_role = replica`)
    await trx.raw(sql)
    await look({ ...kept, db: trx })
  } finally {
    await trx.rollback()
  }
}

test('T24, invariant 6: a chain of transfers is whole, each sealed once, and says what waits', async (t) => {
  const appliance = await withSales(t, 20)
  t.like(await verifyLedgerChain(appliance), {
    outcome: 'whole',
    head: { link_no: 20 },
    waiting: 0,
  })
  t.is(await sealLedger(appliance), 0, 'nothing is sealed twice')
  await appliance.work((work) => post(work, sale('One more')))
  t.like(await verifyLedgerChain(appliance), { outcome: 'whole', waiting: 1 })
  t.is(await sealLedger(appliance), 1)
  const { words, code } = await keepLedger(appliance, ['check'])
  t.is(code, 0)
  t.regex(words, /The chain is whole: 21 links[^]*All 21 transfers sum to zero/)
})

for (const [what, sql, why] of [
  ['one letter of a reason', `update transfers set reason = 'x' || reason where id = 8`, 'changed'],
  ['a cent on both sides', `update entries set amount_cents = amount_cents + sign(amount_cents) where transfer_id = 8`, 'changed'],
  ['when it was posted', `update transfers set posted_at = posted_at - interval '1 microsecond' where id = 8`, 'changed'],
  ['both its sides, swapped', `update entries set amount_cents = -amount_cents where transfer_id = 8`, 'changed'],
  ['a third entry', `insert into accounts (kind) values ('bank'); insert into entries (transfer_id, account_id, amount_cents) select 8, max(id), 5 from accounts`, 'changed'],
  ['its link’s hash', `update ledger_links set hash = set_byte(hash, 31, 255 - get_byte(hash, 31)) where transfer_id = 8`, 'changed'],
  ['the transfer, away', `delete from entries where transfer_id = 8; delete from transfers where id = 8`, 'gone'],
  ['its link, away', `delete from ledger_links where transfer_id = 8`, 'gone'],
  ['a transfer past the chain', `insert into transfers (kind, posted_at, reason) values ('receive', '2026-11-21', 'x')`, 'unsealed'],
] as const) {
  test.serial(`T24: tampering with the ledger is seen, and named: ${what}`, async (t) => {
    await tampered(sql, async (box) => {
      const verdict = await verifyLedgerChain(box)
      t.like(verdict, { outcome: 'broken', why })
      if (why !== 'unsealed') t.is((verdict as { link_no: number }).link_no, 8)
      const { words, code } = await keepLedger(box, ['check'])
      t.is(code, 1)
      t.regex(words, /✘ The chain is broken/)
    })
  })
} // prettier-ignore

test.serial(
  'T24: whose account it is belongs to the words, so money can’t change hands behind them',
  async (t) => {
    await tampered(`update accounts set kind = 'written_off' where kind = 'sales'`, async (box) => {
      t.like(await verifyLedgerChain(box), { outcome: 'broken', why: 'changed', link_no: 1 })
    })
  },
)

test('T24: what came before a head that was carried out can’t be rewritten, nor its end cut off', async (t) => {
  const appliance = await withSales(t, 12)
  await exportLedgerHead(appliance, appliance.now())
  await tamper(
    appliance,
    `delete from ledger_links where link_no > 9; delete from entries where transfer_id > 9; delete from transfers where id > 9`,
  )
  const gone = { outcome: 'broken', why: 'head_differs', link_no: 12, day: '2026-11-21' }
  t.like(await verifyLedgerChain(appliance), gone)

  const other = await withSales(t, 6)
  await exportLedgerHead(other, other.now())
  await tamper(
    other,
    `update entries set amount_cents = amount_cents * 2 where transfer_id = 2; delete from ledger_links;
     insert into unsealed_transfers select id from transfers`,
  )
  await sealLedger(other)
  t.like(await verifyLedgerChain(other), { outcome: 'broken', why: 'head_differs', link_no: 6 })
})

test('T24: the night carries the heads of both chains out, all that was posted sealed first', async (t) => {
  const appliance = await withSales(t, 2)
  await appliance.work((work) => post(work, sale('In the evening')))
  await exportAuditHead(appliance)
  t.like(await verifyLedgerChain(appliance), { outcome: 'whole', heads: 1, head: { link_no: 3 } })
})

test('nobody waits for the seal: a settlement that is open neither holds it up nor is lost by it', async (t) => {
  const appliance = await withSales(t, 1)
  const { promise: held, resolve: commit } = Promise.withResolvers<void>()
  const { promise: posted, resolve: tell } = Promise.withResolvers<void>()
  const slow = appliance.work(async (work) => {
    await post(work, sale('Slow'))
    tell()
    await held
  })
  await posted
  await appliance.work((work) => post(work, sale('Quick')))
  t.is(await sealLedger(appliance), 1, 'the quick one, though the slow one has the lower number')
  commit()
  await slow
  t.is(await sealLedger(appliance), 1)
  t.like(await verifyLedgerChain(appliance), { outcome: 'whole', head: { link_no: 3 } })
})

test('two who seal at once make one chain', async (t) => {
  const appliance = await withSales(t, 1)
  await appliance.work((work) =>
    postAll(
      work,
      Array.from({ length: 300 }, () => sale('Many')),
    ),
  )
  await Promise.all(Array.from({ length: 6 }, () => sealLedger(appliance)))
  t.like(await verifyLedgerChain(appliance), {
    outcome: 'whole',
    head: { link_no: 301 },
    waiting: 0,
  })
})

for (const [rule, sql] of [
  ['sums', `update entries set amount_cents = amount_cents + 1 where id = 5`],
  ['undos', `update entries set amount_cents = amount_cents * 2 where transfer_id = (select id from transfers where undoes is not null)`],
  ['floats', `update accounts set kind = 'float', staff_id = 1 where kind = 'cash'`],
  ['suspense', `update accounts set kind = 'suspense' where kind = 'sales'`],
] as const) {
  test.serial(`lango ledger check finds what does not agree: ${rule}`, async (t) => {
    await tampered(sql, async (box) => {
      const { words, code } = await keepLedger(box, ['check', '--json'])
      t.is(code, 1)
      const said = JSON.parse(words) as { whole: boolean; findings: { rule: string }[] }
      t.false(said.whole)
      t.true(said.findings.some((found) => found.rule === rule))
    })
  })
} // prettier-ignore

test('the trial balance has the same sum in both columns, as of any moment', async (t) => {
  const appliance = await withSales(t, 4)
  const { lines, debit_cents, credit_cents } = await readTrialBalance(appliance.db)
  t.deepEqual([debit_cents, credit_cents], [40_00, 40_00])
  t.deepEqual(
    lines.map(({ kind, debit_cents, credit_cents }) => [kind, debit_cents, credit_cents]),
    [
      ['cash', 40_00, 0],
      ['sales', 0, 40_00],
    ],
  )
  t.deepEqual((await readTrialBalance(appliance.db, appliance.now())).lines, [])
  const { words } = await keepLedger(appliance, ['balance'])
  t.regex(words, /Cash +40 *\nSales +40\nTogether +40 +40$/)
  await t.throwsAsync(keepLedger(appliance, ['what']), { code: 'arguments_unreadable' })
})
